"""Which statements may change something."""

from __future__ import annotations

import re

from dsql_tui.sql.scan import scan
from dsql_tui.sql.verb import verb

_HARMLESS = frozenset({"set", "reset", "deallocate", "discard", "analyze"})
_BEGINS = frozenset({"begin", "start"})


def changes(text: str) -> bool:
    """May the statement change rows, the schema or permissions?

    What cannot be told, such as CALL, may. A SELECT that calls a function which writes is not seen
    to.
    """
    kind = verb(text)
    return kind in ("writes", "ddl") or (kind == "other" and _first(text) not in _HARMLESS)


def begun_read_only(text: str) -> str:
    """A statement that begins a transaction, so that it begins READ ONLY; any other as it is."""
    if _first(text) not in _BEGINS:
        return text
    plain = re.sub(r"\bread\s+(write|only)\b", "", text.rstrip().rstrip(";"), flags=re.IGNORECASE)
    return f"{' '.join(plain.split()).rstrip(',')} READ ONLY"


def _first(text: str) -> str:
    words = (text[start:end].lower() for kind, start, end in scan(text) if kind == "word")
    return next(words, "")
