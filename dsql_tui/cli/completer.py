"""The words that a shell offers for the one at the cursor of a command line.

Nothing here imports a command: the commands and options are in `completion.json`, which
`python -m tests.completion_table` makes from their parsers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from dsql_tui.cli.completion_values import list_values

FILES, FOLDERS = ":files", ":folders"
"""Instead of words: the shell completes the names of files or folders."""

TABLE_FILE = Path(__file__).with_name("completion.json")


class Offer(NamedTuple):
    """A word that completes the one at the cursor, with a description."""

    word: str
    description: str = ""


class _Line(NamedTuple):
    """The part of a command line before the word at the cursor."""

    spec: Mapping[str, Any]
    places: int
    """The number of arguments without a name."""
    used: frozenset[str]
    """The options that are there."""
    pending: Mapping[str, Any] | None
    """The option whose value the word is."""
    target: str
    only_arguments: bool
    """Whether `--` stands before it."""


def complete(words: Sequence[str]) -> list[Offer]:
    """Return what completes the last word; `FILES` or `FOLDERS` as the only one stands for those.

    Args:
        words: The words after the name of the program, up to the cursor.
    """
    *before, current = _join_equals(words) or [""]
    table = _read_table()
    name = before[0] if before and before[0] in table else ""
    line = _read_line(table[name], before[1:] if name else before)
    if line.pending:
        return _complete_value(line.pending, current, line.target)
    option, equals, value = current.partition("=")
    if equals and option.startswith("--") and not line.only_arguments:
        return _complete_after_equals(line, option, value)
    if current.startswith("-") and not line.only_arguments:
        return _match(_list_options(line), current)
    offers: list[Offer] = []
    if not before:
        offers = [Offer(each, spec["summary"]) for each, spec in table.items() if each]
    elif line.places == 0 and line.spec["actions"]:
        return _match(_list_actions(line.spec), current)
    arguments = line.spec["arguments"]
    if line.places < len(arguments):
        found = _complete_value(arguments[line.places], current, line.target)
        if not offers or found[:1] not in ([Offer(FILES)], [Offer(FOLDERS)]):
            return [*_match(offers, current), *found]
    return _match(offers, current)


@cache
def _read_table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(TABLE_FILE.read_text(encoding="utf-8"))
    return table


def _join_equals(words: Sequence[str]) -> list[str]:
    """Return the words with `--option`, `=` and a value joined, which bash splits."""
    joined: list[str] = []
    for word in words:
        after = len(joined) > 0 and joined[-1].startswith("--") and joined[-1].endswith("=")
        if after or (word == "=" and joined and joined[-1].startswith("--")):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _read_line(spec: Mapping[str, Any], words: Sequence[str]) -> _Line:
    places, used, target, only = 0, set[str](), "", False
    pending: Mapping[str, Any] | None = None
    for word in words:
        if pending:
            pending = None
        elif word == "--" and not only:
            only = True
        elif word.startswith("-") and len(word) > 1 and not only:
            option = _find_option(spec, word.partition("=")[0])
            used.update(option["names"] if option else ())
            pending = option if option and option["shown"] and "=" not in word else None
        elif places == 0 and not target and word in spec["actions"]:
            spec = spec["actions"][word]
        else:
            is_target = places < len(arguments := spec["arguments"]) and (
                arguments[places]["kind"] == "target"
            )
            target = word if is_target else target
            places += 1
    return _Line(spec, places, frozenset(used), pending, target, only)


def _find_option(spec: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    options: list[Mapping[str, Any]] = spec["options"]
    return next((option for option in options if name in option["names"]), None)


def _list_options(line: _Line) -> Iterator[Offer]:
    for option in line.spec["options"]:
        if option["repeats"] or line.used.isdisjoint(option["names"]):
            yield from (Offer(name, option["help"]) for name in option["names"])


def _list_actions(spec: Mapping[str, Any]) -> Iterator[Offer]:
    for name, action in spec["actions"].items():
        yield Offer(name, action["summary"])


def _complete_after_equals(line: _Line, name: str, value: str) -> list[Offer]:
    option = _find_option(line.spec, name)
    if option is None:
        return []
    found = _complete_value(option, value, line.target)
    if found in ([Offer(FILES)], [Offer(FOLDERS)]):
        return found
    return [Offer(f"{name}={offer.word}", offer.description) for offer in found]


def _complete_value(argument: Mapping[str, Any], current: str, target: str) -> list[Offer]:
    kind: str = argument["kind"]
    if argument["choices"]:
        return _match(map(Offer, argument["choices"]), current)
    if kind == "folder":
        return [Offer(FOLDERS)]
    if kind == "file":
        return [Offer(FILES)]
    if kind == "command":
        names = [Offer(name, spec["summary"]) for name, spec in _read_table().items() if name]
        return _match(names, current)
    is_path = kind == "target_or_file" and (not current or "/" in current or "." in current)
    found = _match((Offer(*value) for value in list_values(kind, target)), current)
    return found or ([Offer(FILES)] if is_path else [])


def _match(offers: Iterable[Offer], current: str) -> list[Offer]:
    return [offer for offer in offers if offer.word.startswith(current)]
