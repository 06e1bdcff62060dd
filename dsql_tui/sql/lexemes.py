"""The tokens of a statement as PostgreSQL's parser gets them.

Unlike the tokens of `scan`, operators are whole, and so are strings that continue on another line.
Two statements with the same lexemes mean the same. The rules are those of
`src/backend/parser/scan.l`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dsql_tui.sql.scan import SPACE, scan

_OPERATOR = re.compile(r"[~!@#^&|`?+\-*/%<>=]+")
_NO_SQL_OPERATOR = frozenset("~!@#^&|`?%")
"""Only an operator with one of these may end in a plus or minus."""
_COMMENT = re.compile(r"/\*|--")
_PAIRS = ("::", "..", ":=")
_QUOTE = "'"


class Lexeme(NamedTuple):
    """A token, and its place in the text.

    Kinds: those of `scan`, without space, and operator.
    """

    kind: str
    start: int
    end: int


def read_lexemes(text: str) -> Iterator[Lexeme]:
    """Yield the lexemes of a text, comments included."""
    held: Lexeme | None = None
    for lexeme in _join_operators(text):
        if held and _continues(text, held, lexeme):
            held = held._replace(end=lexeme.end)
            continue
        if held:
            yield held
        held = lexeme
    if held:
        yield held


def same_lexemes(one: str, other: str) -> bool:
    """Return True if two statements have the same lexemes; comments may differ in their ends."""
    return list(_comparable(one)) == list(_comparable(other))


def _comparable(text: str) -> Iterator[tuple[str, str, bool]]:
    for kind, start, end in read_lexemes(text):
        written = text[start:end]
        glued = kind == "number" and text[end : end + 1] not in SPACE and _is_letter(text[end])
        yield kind, written.rstrip(SPACE) if kind == "comment" else written, glued


def _is_letter(character: str) -> bool:
    return character.isalnum() or character in "_$" or not character.isascii()


def _join_operators(text: str) -> Iterator[Lexeme]:
    behind = 0
    for kind, start, end in scan(text):
        if kind == "space" or start < behind:
            continue
        if kind == "other" and (found := _OPERATOR.match(text, start)):
            kind, end = "operator", start + _operator_length(found[0])
        elif kind == "other" and text[start : start + 2] in _PAIRS:
            end = start + 2
        yield Lexeme(kind, start, end)
        behind = end


def _operator_length(run: str) -> int:
    """Return how many characters of a run of operator characters are one operator."""
    comment = _COMMENT.search(run)
    length = comment.start() if comment else len(run)
    if not _NO_SQL_OPERATOR.intersection(run[:length]):
        length = max(1, len(run[:length].rstrip("+-")))
    return length


def _continues(text: str, one: Lexeme, other: Lexeme) -> bool:
    """Return True if a string goes on in another one, behind a line end."""
    if (one.kind, other.kind) != ("string", "string") or text[other.start] != _QUOTE:
        return False
    between = text[one.end : other.start]
    return "\n" in between or "\r" in between
