"""Formatting of queries, by sqlparse, which understands little and therefore breaks little.

Measured on what Aurora DSQL accepts, it keeps every token: comments, parameters, strings with
escapes. (sqlglot rewrites functions and casts; sqlfmt is prettier, but tears `E''` and `:name`
apart.) What it gives is compared token by token all the same, and taken only where none has
changed. Other statements it lays out badly, so they are left as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dsql_tui.sql.scan import pieces, scan
from dsql_tui.sql.verb import verb

LONGEST = 50_000
"""Characters of a statement; a longer one takes a second and more, and is left as it is."""

_STYLE: dict[str, Any] = {
    "reindent": True,
    "indent_width": 4,
    "wrap_after": 80,
    "use_space_around_operators": True,
}


def formatted(script: str) -> tuple[str, int]:
    """A script whose statements are formatted, and how many were left as they are."""
    parts: list[str] = []
    taken = left = 0
    for piece in pieces(script):
        old = script[piece.start : piece.end]
        new = _formatted(old)
        left += new is None
        parts += (script[taken : piece.start], old if new is None else new)
        taken = piece.end
    return "".join([*parts, script[taken:]]), left


def _formatted(statement: str) -> str | None:
    """A statement in its best form; `None` where that would change more than its spaces."""
    # Lazily, since few sessions format anything.
    import sqlparse
    from sqlparse.exceptions import SQLParseError

    if verb(statement) not in ("reads", "writes") or len(statement) > LONGEST:
        return None
    try:
        new = sqlparse.format(statement, **_STYLE)
    except (SQLParseError, RecursionError):
        return None
    new = "\n".join(line.rstrip() for line in new.strip().split("\n"))
    return new if list(_tokens(new)) == list(_tokens(statement)) else None


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """Everything but the space between."""
    for kind, start, end in scan(text):
        if kind != "space":
            yield kind, text[start:end].rstrip() if kind == "comment" else text[start:end]
