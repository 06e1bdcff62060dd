"""Colours of SQL: Pygments knows the words, the scanner everything else.

Each line is coloured on its own, given its `LineState`, so an edit affects only the lines that it
changes and those below whose state changes too.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from pygments.lexers.sql import PostgresLexer
from pygments.token import Keyword, Name, Number, _TokenType

from dsql_tui.sql.line_states import LineState
from dsql_tui.sql.scan import read_tokens

KINDS = (
    "keyword",
    "type",
    "function",
    "number",
    "string",
    "quoted",
    "comment",
    "parameter",
    "meta",
    "data",
)
"""The kinds of spans; `type` is any built-in name."""

_SCANNED = {
    "string": "string",
    "dollar": "string",
    "quoted": "quoted",
    "comment": "comment",
    "parameter": "parameter",
    "meta": "meta",
    "separator": "meta",
    "escape": "meta",
}
"""The tokens that Pygments does not see: the scanner's kinds, and ours."""
_WORDS = (
    (Keyword, "keyword"),
    (Name.Builtin, "type"),
    (Number, "number"),
)
_ADDED = frozenset(("async", "aws", "iam"))
"""Keywords that Aurora DSQL adds."""
_NAMES_TEXT = """
    action class comment content data day hour id key label language level location message method
    minute mode month name number object option owner password period plan position priority
    public role second source state status subject title type value version year
"""
_MOSTLY_NAMES = frozenset(_NAMES_TEXT.split())
"""Keywords of PostgreSQL that are usually names of columns."""
_LEXER = PostgresLexer()


MAX_COLOURED = 4_000
"""Characters of a line to colour; longer lines would make every key wait."""


class Span(NamedTuple):
    """A coloured part of a line."""

    start: int
    end: int
    kind: str


def highlight_line(line: str, state: LineState) -> tuple[Span, ...]:
    """Return the coloured parts of a line, in order; `state` is the state at its start."""
    if state.data:
        return (Span(0, len(line), "data"),) if line else ()
    return _code_spans(line, state.open)


@lru_cache(8192)
def _code_spans(line: str, open_: str) -> tuple[Span, ...]:
    return tuple(_spans(line[:MAX_COLOURED], open_))


def _spans(line: str, state: str) -> Iterator[Span]:
    plain = 0
    for kind, start, end, _ in read_tokens(line, 0, state):
        if kind in _SCANNED:
            yield from _word_spans(line, plain, start)
            yield Span(start, end, _SCANNED[kind])
            plain = end
    yield from _word_spans(line, plain, len(line))


def _word_spans(line: str, start: int, end: int) -> Iterator[Span]:
    if start == end:
        return
    tokens = _LEXER.get_tokens_unprocessed(line[start:end])  # type: ignore[no-untyped-call]
    for offset, token, text in tokens:
        left, right = start + offset, start + offset + len(text)
        # Pygments takes the dot between two names for a number.
        if text != "." and (kind := _kind_in_context(line, left, right, _kind(token))):
            yield Span(left, right, kind)


def _kind_in_context(line: str, left: int, right: int, kind: str | None) -> str | None:
    """Return the kind of a word in its context; Pygments looks at the word alone."""
    word = line[left:right].lower()
    if kind == "number" or not word.isidentifier():
        return kind
    if line[max(0, left - 1) : left] == ".":
        kind = None
    elif word in _ADDED:
        return "keyword"
    elif kind == "keyword" and word in _MOSTLY_NAMES:
        kind = None
    if kind is None and line.startswith("(", right):
        return "function"
    return kind


@lru_cache(256)
def _kind(token: _TokenType) -> str | None:
    """Return our kind for one of Pygments' tokens, or `None` for plain text."""
    for family, kind in _WORDS:
        if token in family:  # type: ignore[comparison-overlap]
            return kind
    return None
