"""String literals of SQL."""

from __future__ import annotations


def quote_literal(text: str) -> str:
    """Return a text as a string literal of SQL."""
    return "'" + text.replace("'", "''") + "'"
