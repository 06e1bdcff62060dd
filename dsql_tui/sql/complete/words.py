"""The words around a cursor, by the brackets that they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from dsql_tui.sql.names import folded
from dsql_tui.sql.scan import scan, state_after

REACH = 20_000
"""Characters before and behind the cursor that are looked at, whatever the statement's length."""

_TAIL = re.compile(r'[\w$]*"?')
_SILENT = ("space", "comment")


class Word(NamedTuple):
    """A token that means something."""

    kind: str
    """As the scanner has it."""
    text: str
    start: int

    @property
    def lower(self) -> str:
        """As keywords are compared; a name in quotes is no keyword."""
        return self.text.lower() if self.kind == "word" else self.text

    @property
    def name(self) -> str | None:
        """The name that it may be."""
        return folded(self.text) if self.kind in ("word", "quoted") else None


@dataclass(slots=True)
class Group:
    """What stands between two round brackets; it answers what a word answers."""

    items: list[Word | Group]

    kind: ClassVar[str] = "group"
    lower: ClassVar[str] = "()"
    name: ClassVar[None] = None


Item = Word | Group


class Level(NamedTuple):
    """What stands in one pair of brackets, or in none, around the cursor."""

    items: list[Item]
    cursor: int
    """How many of the items stand before the cursor."""

    @property
    def before(self) -> list[Item]:
        """The items before the cursor."""
        return self.items[: self.cursor]


class Around(NamedTuple):
    """A cursor and its surroundings."""

    typed: str
    """What has been typed of a word, as it is written."""
    start: int
    """Where that begins, and with it what a candidate takes the place of."""
    end: int
    levels: list[Level]
    """From the outermost brackets to the innermost."""


def around(text: str, cursor: int) -> Around | None:
    """The words around a cursor in a statement; `None` inside a comment or a string."""
    near = max(0, cursor - REACH)
    tokens = [token for token in scan(text[near:cursor]) if token.kind != "space"]
    start = cursor
    if tokens:
        kind, left, right = tokens[-1]
        written, touched = text[near + left : near + right], near + right == cursor
        left_open = state_after(written)
        if _shuts_out(kind, written, touched, left_open):
            return None
        if left_open or (touched and kind in ("word", "quoted")):
            start = near + left
            tokens.pop()
    tail = _TAIL.match(text, cursor)
    end = tail.end() if tail and start < cursor else cursor
    before = (
        Word(token.kind, text[near + token.start : near + token.end], near + token.start)
        for token in tokens
        if token.kind not in _SILENT
    )
    levels = _levels(before, _words(text, end, min(len(text), end + REACH)))
    return Around(text[start:cursor], start, end, levels)


def _shuts_out(kind: str, written: str, touched: bool, left_open: str) -> bool:
    """Is the token before the cursor one inside of which nothing is offered?"""
    if left_open:
        return not written.startswith('"')
    return touched and (kind in ("meta", "number", "parameter") or written.startswith("--"))


def nested(text: str) -> list[Item]:
    """The words of a whole text."""
    return _levels(iter(()), _words(text, 0, len(text)))[0].items


def _words(text: str, start: int, end: int) -> Iterator[Word]:
    for token in scan(text[start:end]):
        if token.kind not in _SILENT:
            yield Word(
                token.kind, text[start + token.start : start + token.end], start + token.start
            )


def _levels(before: Iterator[Word], after: Iterator[Word]) -> list[Level]:
    """The levels that the cursor is in, with all that stands in each of them."""
    stack: list[list[Item]] = [[]]
    _fill(stack, before)
    levels = [Level(items, len(items)) for items in stack]
    # A group that is open at the cursor is an item already: it stands behind the cursor's place.
    levels[:-1] = [Level(items, cursor - 1) for items, cursor in levels[:-1]]
    _fill(stack, after)
    return levels


def _fill(stack: list[list[Item]], words: Iterator[Word]) -> None:
    for word in words:
        if word.text == "(" and word.kind == "bracket":
            group = Group([])
            stack[-1].append(group)
            stack.append(group.items)
        elif word.text == ")" and word.kind == "bracket":
            if len(stack) > 1:
                stack.pop()
        else:
            stack[-1].append(word)
