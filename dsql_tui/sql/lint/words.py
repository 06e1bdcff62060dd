"""The words of a statement, as rules read them: without spaces and comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dsql_tui.sql.scan import read_tokens


class Word(NamedTuple):
    """A token of a statement."""

    text: str
    """The token; in lower case unless it is quoted."""
    kind: str
    start: int
    end: int
    depth: int
    """The number of parentheses around it."""


Words = Sequence[Word]


def read_words(text: str) -> list[Word]:
    """Return the words of a statement."""
    found, depth = [], 0
    for kind, start, end, _ in read_tokens(text, 0):
        if kind == "comment":
            continue
        written = text[start:end]
        depth -= written == ")"
        found.append(Word(written.lower() if kind == "word" else written, kind, start, end, depth))
        depth += written == "("
    return found


def find_phrases(found: Words, *phrase: str) -> Iterator[tuple[int, int]]:
    """Yield the places of the first and last word of each phrase."""
    for place, first in enumerate(found):
        if first.text != phrase[0]:
            continue
        run = found[place : place + len(phrase)]
        if all(word.kind == "word" for word in run) and begins_with(run, *phrase):
            yield place, place + len(phrase) - 1


def mark_phrases(found: Words, *phrase: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each phrase, in characters."""
    for first, last in find_phrases(found, *phrase):
        yield found[first].start, found[last].end


def begins_with(found: Words, *phrase: str) -> bool:
    """Return whether a statement begins with these words."""
    return [word.text for word in found[: len(phrase)]] == list(phrase)


def find_column_types(found: Words) -> Iterator[int]:
    """Yield the places of the types of columns in CREATE TABLE and ADD COLUMN."""
    if begins_with(found, "alter", "table"):
        for place, _ in find_phrases(found, "add", "column"):
            after = [*range(place + 2, len(found))]
            named = 3 if [each.text for each in found[place + 2 : place + 5]] == _UNLESS else 0
            yield from after[named + 1 : named + 2]
        return
    if not begins_with(found, "create", "table"):
        return
    for place, word in enumerate(found[:-2]):
        opens = word.text == "(" and word.depth == 0
        if (opens or (word.text == "," and word.depth == 1)) and found[place + 1].kind in _NAMES:
            yield place + 2


_UNLESS = ["if", "not", "exists"]
_NAMES = ("word", "quoted")
