"""A statement as rules look at it: its words, without what lies between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dsql_tui.sql.scan import scan


class Word(NamedTuple):
    """A token that is neither space nor comment."""

    text: str
    """In lower case, except what is quoted."""
    kind: str
    start: int
    end: int
    depth: int
    """How many parentheses it stands in."""


Words = Sequence[Word]


def words(text: str) -> list[Word]:
    """The words of a statement."""
    found, depth = [], 0
    for kind, start, end in scan(text):
        if kind in ("space", "comment"):
            continue
        written = text[start:end]
        depth -= written == ")"
        found.append(Word(written.lower() if kind == "word" else written, kind, start, end, depth))
        depth += written == "("
    return found


def phrases(found: Words, *phrase: str) -> Iterator[tuple[int, int]]:
    """Where words follow one another in this order; yields the first and the last one's place."""
    for place in range(len(found) - len(phrase) + 1):
        run = found[place : place + len(phrase)]
        if all(word.kind == "word" for word in run) and begins(run, *phrase):
            yield place, place + len(phrase) - 1


def marked(found: Words, *phrase: str) -> Iterator[tuple[int, int]]:
    """From and to which character a phrase stands, wherever it does."""
    for first, last in phrases(found, *phrase):
        yield found[first].start, found[last].end


def begins(found: Words, *phrase: str) -> bool:
    """Does a statement begin with these words?"""
    return [word.text for word in found[: len(phrase)]] == list(phrase)


def column_types(found: Words) -> Iterator[int]:
    """The places of the words that name the types of columns, in CREATE TABLE and ADD COLUMN."""
    if begins(found, "alter", "table"):
        for place, _ in phrases(found, "add", "column"):
            after = [*range(place + 2, len(found))]
            named = 3 if [each.text for each in found[place + 2 : place + 5]] == _UNLESS else 0
            yield from after[named + 1 : named + 2]
        return
    if not begins(found, "create", "table"):
        return
    for place, word in enumerate(found[:-2]):
        opens = word.text == "(" and word.depth == 0
        if (opens or (word.text == "," and word.depth == 1)) and found[place + 1].kind in _NAMES:
            yield place + 2


_UNLESS = ["if", "not", "exists"]
_NAMES = ("word", "quoted")
