"""Formatting of queries with sqlparse, which knows little SQL and so breaks little.

sqlparse gets the statement with plain placeholders for the tokens that it would tear, such as
operators and strings with escapes. Only the space between its tokens is used, and only if the
result has the lexemes of the original. (sqlglot rewrites functions and casts; sqlfmt is prettier,
but tears `E''` and `:name` apart.) sqlparse lays other statements out badly, so they stay as they
are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dsql_tui.sql.lexemes import Lexeme, read_lexemes, same_lexemes
from dsql_tui.sql.risk import get_kind
from dsql_tui.sql.scan import SPACE
from dsql_tui.sql.statements import find_pieces

MAX_LENGTH = 50_000
"""Characters of a statement to format; a longer one would take more than a second."""

_STYLE: dict[str, Any] = {
    "reindent": True,
    "indent_width": 4,
    "wrap_after": 80,
    "use_space_around_operators": True,
}
_PLAIN_OPERATORS = frozenset(("=", "<", ">", "<=", ">=", "<>", "!=", "+", "-", "*", "/", "%", "||"))
"""The operators that sqlparse keeps whole."""
_COMMENT_OPENING = "/*"
_MAX_PLACEHOLDER = 40
"""Characters of a placeholder for a string or a comment."""


def format_script(script: str) -> tuple[str, int]:
    """Format the queries of a script.

    Returns:
        The new script, and the number of statements that stay as they are.
    """
    parts: list[str] = []
    taken = unchanged = 0
    for piece in find_pieces(script):
        old = script[piece.start : piece.end]
        new = None if piece.cuts else _format(old)
        unchanged += new is None
        parts += (script[taken : piece.start], old if new is None else new)
        taken = piece.end
    return "".join([*parts, script[taken:]]), unchanged


def _format(statement: str) -> str | None:
    """Format a statement; return `None` if that would change more than its space."""
    # Imported late, because few sessions format anything.
    import sqlparse
    from sqlparse.exceptions import SQLParseError

    if get_kind(statement) not in ("read", "write") or len(statement) > MAX_LENGTH:
        return None
    lexemes = list(read_lexemes(statement))
    try:
        laid_out = sqlparse.format(_simplify(statement, lexemes), **_STYLE)
    except (SQLParseError, RecursionError):
        return None
    laid_out = "\n".join(line.rstrip(SPACE) for line in laid_out.strip(SPACE).split("\n"))
    new = _restore(statement, lexemes, laid_out)
    return new if new is not None and same_lexemes(new, statement) else None


def _simplify(statement: str, lexemes: Sequence[Lexeme]) -> str:
    """Return a statement with placeholders for the tokens that sqlparse would tear."""
    parts: list[str] = []
    position = 0
    for lexeme in lexemes:
        parts += (statement[position : lexeme.start], _placeholder(statement, lexeme))
        position = lexeme.end
    return "".join([*parts, statement[position:]])


def _placeholder(statement: str, lexeme: Lexeme) -> str:
    kind, start, end = lexeme
    written = statement[start:end]
    if kind == "operator":
        return written if written in _PLAIN_OPERATORS else "="
    if kind in ("string", "dollar"):
        return "'" + "x" * min(len(written) - 2, _MAX_PLACEHOLDER) + "'"
    if kind == "comment" and _COMMENT_OPENING in written[2:]:
        return f"/*{'x' * min(len(written) - 4, _MAX_PLACEHOLDER)}*/"
    return written


def _restore(statement: str, lexemes: Sequence[Lexeme], laid_out: str) -> str | None:
    """Return the original tokens with the space of a layout; `None` if they do not correspond."""
    layout = list(read_lexemes(laid_out))
    if len(layout) != len(lexemes):
        return None
    parts: list[str] = []
    position = 0
    for lexeme, placed in zip(lexemes, layout, strict=True):
        written = statement[lexeme.start : lexeme.end]
        parts += (laid_out[position : placed.start], written)
        position = placed.end
    return "".join([*parts, laid_out[position:]])
