"""The words around a cursor, grouped by parentheses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from dsql_tui.sql.names import fold_case, fold_name
from dsql_tui.sql.scan import scan, state_after

MAX_DISTANCE = 20_000
"""Characters before and behind the cursor to read, however long the statement is."""
_MAX_DEPTH = 50
"""Parentheses within one another; deeper ones are ignored."""

_TAIL = re.compile(r'[\w$]*"?')
_SILENT = ("space", "comment")
ENDS_CALL = frozenset(("from", "where", "group", "having", "limit", "returning"))
"""Words that cannot be in the parentheses of a call: they belong to the query around it, whose call
is not closed yet, as in `select lower(| from t`."""
_QUERIES = frozenset(("select", "values", "insert", "update", "delete", "with", "table"))
WORDY_CALLS = frozenset(("cast", "extract", "overlay", "position", "substring", "trim"))
"""Functions with words between their arguments, such as FROM."""


class Word(NamedTuple):
    """A token that is neither space nor comment."""

    kind: str
    """The scanner's kind."""
    text: str
    start: int

    @property
    def lower(self) -> str:
        """The text in lower case if it may be a keyword, and as it is otherwise."""
        return fold_case(self.text) if self.kind == "word" else self.text

    @property
    def name(self) -> str | None:
        """The name that the token may be."""
        return fold_name(self.text) if self.kind in ("word", "quoted") else None


@dataclass(slots=True)
class Group:
    """The words between two parentheses; it has the attributes of a word."""

    items: list[Word | Group]

    kind: ClassVar[str] = "group"
    lower: ClassVar[str] = "()"
    name: ClassVar[None] = None


Item = Word | Group


class Level(NamedTuple):
    """The items in one pair of parentheses around the cursor, or outside of all."""

    items: list[Item]
    cursor: int
    """The number of items before the cursor."""

    @property
    def before(self) -> list[Item]:
        """The items before the cursor."""
        return self.items[: self.cursor]


class Surroundings(NamedTuple):
    """The words around a cursor."""

    typed: str
    """The part of a word before the cursor, as it is written."""
    start: int
    end: int
    """The span of the text that a candidate replaces."""
    levels: list[Level]
    """From the outermost parentheses to the innermost."""


def read_surroundings(text: str, cursor: int) -> Surroundings | None:
    """Return the words around a cursor in a statement, or `None` inside a comment or a string."""
    near = max(0, cursor - MAX_DISTANCE)
    tokens = [token for token in scan(text[near:cursor]) if token.kind != "space"]
    start = cursor
    if tokens:
        kind, left, right = tokens[-1]
        written, touches = text[near + left : near + right], near + right == cursor
        left_open = state_after(written)
        if _excludes_completion(kind, written, touches, left_open):
            return None
        if left_open or (touches and kind in ("word", "quoted")):
            start = near + left
            tokens.pop()
    tail = _TAIL.match(text, cursor)
    end = tail.end() if tail and start < cursor else cursor
    before = (
        Word(token.kind, text[near + token.start : near + token.end], near + token.start)
        for token in tokens
        if token.kind not in _SILENT
    )
    levels = _group(before, _read_words(text, end, min(len(text), end + MAX_DISTANCE)))
    return Surroundings(text[start:cursor], start, end, levels)


def _excludes_completion(kind: str, written: str, touches: bool, left_open: str) -> bool:
    """Return True if nothing can be completed inside the token before the cursor."""
    if left_open:
        return not written.startswith('"')
    return touches and (kind in ("meta", "number", "parameter") or written.startswith("--"))


def read_items(text: str) -> list[Item]:
    """Return the words of a whole text."""
    return _group(iter(()), _read_words(text, 0, len(text)))[0].items


def _read_words(text: str, start: int, end: int) -> Iterator[Word]:
    for token in scan(text[start:end]):
        if token.kind not in _SILENT:
            yield Word(
                token.kind, text[start + token.start : start + token.end], start + token.start
            )


def _group(before: Iterator[Word], after: Iterator[Word]) -> list[Level]:
    """Return the levels around the cursor, given the words before and after it."""
    builder = _GroupBuilder()
    builder.add(before)
    levels = [Level(items, len(items)) for items in builder.stack]
    # A group that is open at the cursor is already an item of the level around it.
    levels[:-1] = [Level(items, cursor - 1) for items, cursor in levels[:-1]]
    builder.add(after)
    return levels


class _GroupBuilder:
    """Sorts words into groups."""

    def __init__(self) -> None:
        self.stack: list[list[Item]] = [[]]
        self._ignored = 0
        """The number of open parentheses that are too deep to be groups."""

    def add(self, words: Iterator[Word]) -> None:
        """Add words in their order."""
        for word in words:
            if word.kind == "bracket":
                self._add_bracket(word)
            else:
                self._leave_calls(word)
                self.stack[-1].append(word)

    def _add_bracket(self, word: Word) -> None:
        if word.text == "(" and len(self.stack) <= _MAX_DEPTH:
            group = Group([])
            self.stack[-1].append(group)
            self.stack.append(group.items)
        elif word.text == "(":
            self._ignored += 1
        elif self._ignored:
            self._ignored -= 1
        elif len(self.stack) > 1:
            self.stack.pop()

    def _leave_calls(self, word: Word) -> None:
        """Close the calls that a word cannot be a part of."""
        if word.lower not in ENDS_CALL:
            return
        while len(self.stack) > 1 and not self._is_in_group(word):
            self.stack.pop()

    def _is_in_group(self, word: Word) -> bool:
        """Return True if a word may belong to the innermost group."""
        items, outer = self.stack[-1], self.stack[-2]
        called = outer[-2].lower if len(outer) > 1 else ""
        if any(item.lower in _QUERIES for item in items):
            return True
        if word.lower == "from":
            distinct = bool(items) and items[-1].lower == "distinct"
            first = all(item.lower != "from" for item in items)
            return distinct or (first and called in WORDY_CALLS)
        return word.lower == "where" and called == "filter"
