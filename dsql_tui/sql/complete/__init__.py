"""Completion: what may be meant at the cursor, the best first. Pure, and quick enough to ask at
every key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import nsmallest
from typing import NamedTuple

from dsql_tui.sql.catalog import Catalog
from dsql_tui.sql.complete.candidates import Candidate, Candidates
from dsql_tui.sql.complete.match import NONE, matcher
from dsql_tui.sql.complete.place import Place
from dsql_tui.sql.complete.places import place
from dsql_tui.sql.complete.use import Use
from dsql_tui.sql.complete.words import Around, Level, around
from dsql_tui.sql.names import folded

LIMIT = 200
"""Candidates that are worth showing."""

__all__ = ["Candidate", "Catalog", "Completion", "Use", "complete"]


class Completion(NamedTuple):
    """What may be meant."""

    start: int
    end: int
    """The part of the text that a candidate takes the place of."""
    candidates: tuple[Candidate, ...]
    """The best first; there is one at least."""
    wanted: bool
    """Worth showing without being asked: a letter has been typed, or a name must follow."""


def complete(text: str, cursor: int, catalog: Catalog, use: Use) -> Completion | None:
    """What may be meant at a cursor in the text of one statement; `None` for nothing."""
    found = around(text, cursor)
    if found is None:
        return None
    owner, levels = _owner(found.levels)
    meant = place(levels)
    if meant is None and not owner:
        return None
    meant = meant or Place()
    typed = folded(found.typed)
    candidates = Candidates(levels, catalog, use, typed)
    all_: Iterator[Candidate]
    all_ = candidates.behind(owner, meant) if owner else _all(candidates, meant, found)
    best = _best(all_, typed, meant, use)
    if not best or _complete_already(best, found):
        return None
    wanted = bool(found.typed or owner or meant.named)
    return Completion(found.start, found.end, best, wanted)


def _owner(levels: Sequence[Level]) -> tuple[list[str], Sequence[Level]]:
    """The names before the point that the cursor stands behind, and the levels without them."""
    names: list[str] = []
    level = levels[-1]
    at = level.cursor
    while at > 1 and level.items[at - 1].lower == "." and level.items[at - 2].name:
        names.insert(0, level.items[at - 2].name or "")
        at -= 2
    if not names:
        return [], levels
    items = [*level.items[:at], *level.items[level.cursor :]]
    return names, [*levels[:-1], Level(items, at)]


def _all(candidates: Candidates, meant: Place, found: Around) -> Iterator[Candidate]:
    """Names, then keywords, which are written as the user writes them."""
    yield from candidates.at(meant)
    lower = _lower(found)
    for keyword in meant.keywords:
        yield Candidate(keyword, "keyword", keyword.lower() if lower else keyword)


def _lower(found: Around) -> bool:
    """Does the user write keywords in small letters?"""
    if found.typed:
        return found.typed[0].islower()
    words = (item for level in found.levels for item in level.items if item.kind == "word")
    first = next(words, None)
    return first is None or not first.text.isupper()  # type: ignore[union-attr]


def _best(
    candidates: Iterator[Candidate], typed: str, meant: Place, use: Use
) -> tuple[Candidate, ...]:
    """Those that fit, best first: by fit, by kind, by use, and then as they came."""
    fit, ranks = matcher(typed), {kind: rank for rank, kind in enumerate(meant.kinds)}
    last = len(ranks)
    fitting = (
        (how, ranks.get(each.kind, last), -use.count(each.label), number, each)
        for number, each in enumerate(candidates)
        if (how := fit(each.label)) < NONE
    )
    ranked = nsmallest(LIMIT, fitting)
    return tuple(dict.fromkeys(each for *_, each in ranked))


def _complete_already(best: Sequence[Candidate], found: Around) -> bool:
    """Has the best been typed to its end, with nothing to choose?"""
    first = best[0]
    if first.text.lower() != found.typed.lower():
        return False
    return len(best) == 1 or first.kind == "keyword"
