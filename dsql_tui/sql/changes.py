"""Which statements may change something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dsql_tui.sql.calls import reads_only
from dsql_tui.sql.scan import Statement, scan
from dsql_tui.sql.verb import verb

_HARMLESS = frozenset({"set", "reset", "deallocate", "discard", "analyze"})
_BEGINS = frozenset({"begin", "start"})
_SHOWN = 60
"""Characters of a statement in a question."""


def changes(text: str) -> bool:
    """May the statement change rows, the schema or permissions?

    What cannot be told may, such as CALL, or a SELECT that calls a function of the user's.
    """
    kind = verb(text)
    if kind == "reads":
        return not reads_only(text)
    return kind in ("writes", "ddl") or (kind == "other" and _first(text) not in _HARMLESS)


def changing(statements: Sequence[Statement]) -> list[Statement]:
    """Those of the statements that may change something."""
    return [statement for statement in statements if changes(statement.text)]


def summary(statements: Sequence[Statement]) -> str:
    """The first of some statements on one line, and how many more there are."""
    line = " ".join(statements[0].text.split())
    cut = line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
    return cut + (f" and {len(statements) - 1} more" if len(statements) > 1 else "")


def begun_read_only(text: str) -> str:
    """A statement that begins a transaction, so that it begins READ ONLY; any other as it is."""
    if _first(text) not in _BEGINS:
        return text
    plain = re.sub(r"\bread\s+(write|only)\b", "", text.rstrip().rstrip(";"), flags=re.IGNORECASE)
    return f"{' '.join(plain.split()).rstrip(',')} READ ONLY"


def _first(text: str) -> str:
    return next(_words(text), "")


def _words(text: str) -> Iterator[str]:
    return (text[start:end].lower() for kind, start, end in scan(text) if kind == "word")
