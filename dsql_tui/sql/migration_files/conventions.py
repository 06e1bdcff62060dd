"""How other tools name and mark the files of migrations.

- Flyway: `V1.2__words.sql`, and `R__words.sql` for a file that is applied again when it changes.
  https://documentation.red-gate.com/flyway/flyway-concepts/migrations
- goose: comments `-- +goose Up` and `-- +goose Down`. https://pressly.github.io/goose/
- dbmate: comments `-- migrate:up` and `-- migrate:down`. https://github.com/amacneil/dbmate
- Drizzle: `--> statement-breakpoint` between statements. https://orm.drizzle.team/docs/migrations
- golang-migrate: `1_words.up.sql` and `1_words.down.sql`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from dsql_tui.sql.migration_files.script import Script, ScriptError, ScriptStatement
from dsql_tui.sql.migration_files.transactions import split_transactions
from dsql_tui.sql.risk import get_kind
from dsql_tui.sql.scan import SPACE
from dsql_tui.sql.statements import find_open_token, split

_FLYWAY = re.compile(
    r"(?P<kind>V)(?P<version>\d+(?:[._]\d+)*)__.+\.sql|(?P<other>[RUB])[\d._]*__.+\.sql"
)
_NUMBERED = re.compile(r"(\d+)(?=[^\d]|$)")
_FLYWAY_PLACEHOLDER = re.compile(r"\$\{[^}\s]+\}")
_GOOSE = re.compile(
    r"^[ \t]*--[ \t]*\+goose[ \t]+(Up|Down|ENVSUB[ \t]+ON)\b.*$", re.IGNORECASE | re.MULTILINE
)
_DBMATE = re.compile(r"^--[ \t]*migrate:(up|down)\b.*$", re.MULTILINE)
_BREAKPOINT = "--> statement-breakpoint"

Tool = Literal["", "Flyway", "goose", "dbmate", "Drizzle"]


class FileName(NamedTuple):
    """The meaning of the name of a file."""

    name: str
    rank: int
    """0 for a version, 1 for a name without one, 2 for a repeatable file."""
    version: tuple[int, ...] = ()
    flyway: bool = False
    skipped: str = ""
    """Why the file is not applied; empty if it is."""

    @property
    def repeatable(self) -> bool:
        """True if it is applied again after it has changed."""
        return self.rank == 2


def sort_files(names: Sequence[str]) -> list[FileName]:
    """Return the files of a folder in the order in which they are applied.

    Args:
        names: Their paths in the folder.

    Raises:
        ScriptError: Two files of Flyway have the same version.
    """
    files = [read_file_name(name) for name in names]
    if any(each.flyway for each in files):
        words = "Flyway does not run files with such a name"
        files = [each if each.flyway else each._replace(skipped=words) for each in files]
    files.sort(key=lambda each: (each.rank, each.version, each.name))
    chosen = [each for each in files if each.flyway and not each.skipped and each.rank == 0]
    for one, other in pairwise(chosen):
        if one.version == other.version:
            raise ScriptError(
                f"{one.name} and {other.name} have the same version. Change one of them."
            )
    return files


def read_file_name(name: str) -> FileName:
    """Return the meaning of a file's name; a path ends with it."""
    base = name.rpartition("/")[2]
    if found := _FLYWAY.fullmatch(base):
        if found["kind"]:
            numbers = [int(part) for part in re.split(r"[._]", found["version"])]
            while len(numbers) > 1 and numbers[-1] == 0:
                numbers.pop()  # 1.0 is the same version as 1
            return FileName(name, 0, tuple(numbers), flyway=True)
        if found["other"] == "R":
            return FileName(name, 2, flyway=True)
        words = "it undoes a version" if found["other"] == "U" else "it is a baseline"
        return FileName(name, 1, flyway=True, skipped=words)
    skipped = "it undoes a version" if base.endswith(".down.sql") else ""
    numbered = _NUMBERED.match(name)
    if numbered:
        return FileName(name, 0, (int(numbered[1]),), skipped=skipped)
    return FileName(name, 1, skipped=skipped)


def read_script(name: str, text: str, file: FileName | None = None) -> Script:
    """Return the script of a file.

    Args:
        name: Its name in the ledger.
        text: The text of the file.
        file: The meaning of its name; read from `name` by default.

    Raises:
        ScriptError: It cannot be applied; the message begins with the name.
    """
    file = file or read_file_name(name)
    try:
        if file.flyway and (found := _FLYWAY_PLACEHOLDER.search(text)):
            raise ScriptError(
                f"Line {_count_lines(text, found.start())}: apply does not replace placeholders "
                f"of Flyway such as {found[0]}. Write the value."
            )
        steps = tuple(split_transactions(read_statements(text)))
        return Script(name, steps, file.repeatable, file.version)
    except ScriptError as error:
        words = str(error)
        raise ScriptError(f"{name}, {words[0].lower()}{words[1:]}") from None


def read_statements(text: str) -> list[ScriptStatement]:
    """Return the statements of the part of a file that is applied.

    Raises:
        ScriptError: The marks of a tool are wrong, or a quote is not closed.
    """
    start, end = _find_up(text)
    number = 0
    found: list[ScriptStatement] = []
    for part, offset in _split_breakpoints(text[start:end], start):
        if opened := find_open_token(part):
            line = _count_lines(text, offset + opened.start)
            what = "comment" if opened.kind == "comment" else "quote"
            raise ScriptError(f"Line {line}: a {what} is not closed.")
        counted, line = offset, _count_lines(text, offset)
        for each in split(part):
            line += text.count("\n", counted, offset + each.start)
            counted = offset + each.start
            kind = get_kind(each.text)
            if kind == "empty":
                continue
            number += 1
            data = part[each.data.start : each.data.end] if each.data else None
            found.append(ScriptStatement(number, line, each.text, kind, data))
    return found


def _find_up(text: str) -> tuple[int, int]:
    """Return the part of a text that a tool marks as the one to apply; all of it without marks."""
    for marks, tool, mark in ((_GOOSE, "goose", "+goose Up"), (_DBMATE, "dbmate", "migrate:up")):
        found = [(each[1].lower(), each.start(), each.end()) for each in marks.finditer(text)]
        if not found:
            continue
        for word, start, _ in found:
            if word.startswith("envsub"):
                line = _count_lines(text, start)
                raise ScriptError(
                    f"Line {line}: apply does not replace variables. Write their values."
                )
        ups = [number for number, each in enumerate(found) if each[0] == "up"]
        if len(ups) != 1:
            raise ScriptError(f"Line 1: {tool} needs one mark “-- {mark}”, not {len(ups)}.")
        first = found[0][1]
        if split(text[:first]):
            raise ScriptError(f"Line 1: a statement is before the mark “-- {mark}” of {tool}.")
        after = found[ups[0] + 1 :]
        return found[ups[0]][2], after[0][1] if after else len(text)
    return 0, len(text)


def _split_breakpoints(text: str, offset: int) -> Iterator[tuple[str, int]]:
    """Yield the parts between Drizzle's breakpoints, with their offsets in the file."""
    for part in text.split(_BREAKPOINT):
        if part.strip(SPACE):
            yield part, offset
        offset += len(part) + len(_BREAKPOINT)


def _count_lines(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
