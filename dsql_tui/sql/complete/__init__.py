"""Completion: the candidates for the word at the cursor, the best first.

Pure, and fast enough to run at every key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import nsmallest
from typing import NamedTuple

from dsql_tui.sql.catalog import Catalog
from dsql_tui.sql.complete.candidates import Candidate, Candidates
from dsql_tui.sql.complete.context import find_slot
from dsql_tui.sql.complete.match import NO_MATCH, matcher
from dsql_tui.sql.complete.meta_command import read_meta_command
from dsql_tui.sql.complete.signature import Signature, find_signature
from dsql_tui.sql.complete.slot import Slot
from dsql_tui.sql.complete.snippets import Snippet, find_snippets, write_upper_case
from dsql_tui.sql.complete.usage import NameUsage
from dsql_tui.sql.complete.words import Level, Surroundings, read_surroundings
from dsql_tui.sql.names import fold_name

MAX_CANDIDATES = 200

__all__ = [
    "Candidate",
    "Catalog",
    "Completion",
    "NameUsage",
    "Signature",
    "complete",
    "find_signature",
]


class Completion(NamedTuple):
    """The candidates for the word at the cursor."""

    start: int
    end: int
    """The span of the text that a candidate replaces."""
    candidates: tuple[Candidate, ...]
    """The best first; never empty."""
    wanted: bool
    """True if it is worth showing without a request: a letter has been typed, or only a name can
    follow."""


def complete(
    text: str,
    cursor: int,
    catalog: Catalog,
    usage: NameUsage,
    snippets: Sequence[Snippet] = (),
) -> Completion | None:
    """Return the candidates at a cursor in the text of one statement, or `None` without any."""
    if command := read_meta_command(text, cursor):
        found, owner, slot = command
        completion = _complete(found, owner, [Level([], 0)], slot, catalog, usage, ())
        return completion and _without_calls(completion)
    surroundings = read_surroundings(text, cursor)
    if surroundings is None:
        return None
    owner, levels = _split_owner(surroundings.levels)
    expected = find_slot(levels)
    if expected is None and not owner:
        return None
    return _complete(surroundings, owner, levels, expected or Slot(), catalog, usage, snippets)


def _without_calls(completion: Completion) -> Completion:
    """Return a completion whose functions are names, not calls."""
    names = (each._replace(text=each.text.partition("(")[0]) for each in completion.candidates)
    return completion._replace(candidates=tuple(names))


def _complete(
    found: Surroundings,
    owner: list[str],
    levels: Sequence[Level],
    slot: Slot,
    catalog: Catalog,
    usage: NameUsage,
    snippets: Sequence[Snippet],
) -> Completion | None:
    typed = fold_name(found.typed)
    gathered = Candidates(levels, catalog, usage, typed)
    candidates: Iterator[Candidate]
    candidates = (
        gathered.fill_behind(owner, slot) if owner else _gather(gathered, slot, found, snippets)
    )
    best = _rank(candidates, typed, slot, usage)
    if not best or _is_complete(best, found):
        return None
    wanted = bool(found.typed or owner or slot.requires_name)
    return Completion(found.start, found.end, best, wanted)


def _split_owner(levels: Sequence[Level]) -> tuple[list[str], Sequence[Level]]:
    """Return the names before the dot at the cursor, and the levels without them."""
    names: list[str] = []
    level = levels[-1]
    at = level.cursor
    while at > 1 and level.items[at - 1].lower == "." and level.items[at - 2].name:
        names.append(level.items[at - 2].name or "")
        at -= 2
    if not names:
        return [], levels
    items = [*level.items[:at], *level.items[level.cursor :]]
    return names[::-1], [*levels[:-1], Level(items, at)]


def _gather(
    candidates: Candidates, slot: Slot, found: Surroundings, snippets: Sequence[Snippet]
) -> Iterator[Candidate]:
    """Yield names, then keywords and snippets in the letters of the user."""
    yield from candidates.fill(slot)
    lower = _writes_lower_case(found)
    for keyword in slot.keywords:
        yield Candidate(keyword, "keyword", keyword.lower() if lower else keyword)
    at_start = len(found.levels) == 1 and found.levels[0].cursor == 0
    for snippet, summary in find_snippets(snippets, found.typed, at_start):
        text = snippet.text if lower or snippet.own else write_upper_case(snippet.text)
        yield Candidate(snippet.word, "snippet", text, summary)


def _writes_lower_case(found: Surroundings) -> bool:
    """Return True if the user writes keywords in lower case."""
    if found.typed:
        return found.typed[0].islower()
    words = (item for level in found.levels for item in level.items if item.kind == "word")
    first = next(words, None)
    return first is None or not first.text.isupper()  # type: ignore[union-attr]


def _rank(
    candidates: Iterator[Candidate], typed: str, slot: Slot, usage: NameUsage
) -> tuple[Candidate, ...]:
    """Return the candidates that match, sorted by match, kind, usage and their order."""
    match, ranks = matcher(typed), {kind: rank for rank, kind in enumerate(slot.kinds)}
    last = len(ranks)
    matching = (
        (how, ranks.get(each.kind, last), -usage.weight(each.label), number, each)
        for number, each in enumerate(candidates)
        if (how := match(each.label)) < NO_MATCH
    )
    ranked = nsmallest(MAX_CANDIDATES, matching)
    return tuple(dict.fromkeys(each for *_, each in ranked))


def _is_complete(best: Sequence[Candidate], found: Surroundings) -> bool:
    """Return True if the best candidate has been typed to its end, and there is no choice."""
    first = best[0]
    if first.text.lower() != found.typed.lower():
        return False
    return len(best) == 1 or first.kind == "keyword"
