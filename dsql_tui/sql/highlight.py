"""Which parts of a line of SQL have which colour; Pygments knows the words, the scanner the rest.

A line is coloured by itself, given what was open at its start, so an edit touches only the lines
that it changes, and those below as long as that which is open at their start changes too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pygments.lexers.sql import PostgresLexer
from pygments.token import Keyword, Name, Number, _TokenType

from dsql_tui.sql.scan import state_after, steps

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
)
"""Everything that a span can be; `type` is any built-in name."""

_CLOSED = {
    "string": "string",
    "dollar": "string",
    "quoted": "quoted",
    "comment": "comment",
    "parameter": "parameter",
    "meta": "meta",
}
"""What Pygments is not asked about: the scanner's kinds, and ours for them."""
_WORDS = (
    (Keyword, "keyword"),
    (Name.Builtin, "type"),
    (Number, "number"),
)
_ADDED = frozenset(("async", "aws", "iam"))
"""Keywords of Aurora DSQL's own."""
_NAMES_TEXT = """
    action class comment content data day hour id key label language level location message method
    minute mode month name number object option owner password period plan position priority
    public role second source state status subject title type value version year
"""
_MOSTLY_NAMES = frozenset(_NAMES_TEXT.split())
"""Keywords of PostgreSQL that are far more often the names of columns."""
_LEXER = PostgresLexer()


class Span(NamedTuple):
    """A coloured part of a line."""

    start: int
    end: int
    kind: str


@lru_cache(8192)
def spans(line: str, state: str = "") -> tuple[Span, ...]:
    """The coloured parts of a line; `state` is what was open at its start."""
    return tuple(_spans(line, state))


def states(lines: Sequence[str]) -> list[str]:
    """What is open at the start of each line."""
    found = [""]
    learn_states(found, lines, len(lines) - 1)
    return found


def learn_states(known: list[str], lines: Sequence[str], row: int) -> None:
    """Add to what is known of the first lines, at least of one, until a row is known too."""
    while len(known) <= row:
        known.append(state_after(lines[len(known) - 1], known[-1]))


def update_states(known: list[str], lines: Sequence[str], top: int, old: int, new: int) -> int:
    """Correct `known` in place, after `old` lines from `top` on have become `new` ones.

    Returns the first line below that is coloured as before, or of which nothing is known.
    """
    if top >= len(known):
        return top + new
    known[top + 1 : top + old] = [""] * (new - 1)
    row, state = top, known[top]
    while row < len(known):
        state = state_after(lines[row], state)
        row += 1
        if row == len(known) or (row >= top + new and known[row] == state):
            break
        known[row] = state
    return row


def _spans(line: str, state: str) -> Iterator[Span]:
    plain = 0
    for kind, start, end, _ in steps(line, 0, state):
        if kind in _CLOSED:
            yield from _word_spans(line, plain, start)
            yield Span(start, end, _CLOSED[kind])
            plain = end
    yield from _word_spans(line, plain, len(line))


def _word_spans(line: str, start: int, end: int) -> Iterator[Span]:
    if start == end:
        return
    tokens = _LEXER.get_tokens_unprocessed(line[start:end])  # type: ignore[no-untyped-call]
    for offset, token, text in tokens:
        left, right = start + offset, start + offset + len(text)
        # Pygments takes the point between two names for a number.
        if text != "." and (kind := _meant(line, left, right, _kind(token))):
            yield Span(left, right, kind)


def _meant(line: str, left: int, right: int, kind: str | None) -> str | None:
    """What a word is, given what stands around it; Pygments looks at the word alone."""
    word = line[left:right].lower()
    if kind == "number" or not word.isidentifier():
        return kind
    if line[:left].endswith("."):
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
    """Our kind for one of Pygments' tokens, or for what that is a kind of."""
    for family, kind in _WORDS:
        if token in family:  # type: ignore[comparison-overlap]
            return kind
    return None
