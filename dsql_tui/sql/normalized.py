"""Statements without their values, so that those that differ only in values are one."""

from __future__ import annotations

import re

from dsql_tui.sql.scan import scan

_EXPLAIN = re.compile(
    r"explain\b\s*(?:\([^)]*\)\s*|(?:(?:analy[sz]e|verbose)\b\s*)*)", re.IGNORECASE
)
_VALUES = frozenset(("string", "dollar", "number", "parameter"))


def normalize_statement(text: str) -> str:
    """Return a statement on one line, with `$1`, `$2` … in place of its values.

    Comments are left out. Two statements with the same values in other places stay different.
    """
    parts: list[str] = []
    values = 0
    for kind, start, end in scan(text):
        if kind in ("space", "comment"):
            if parts and parts[-1] != " ":
                parts.append(" ")
        elif kind in _VALUES:
            values += 1
            parts.append(f"${values}")
        else:
            parts.append(text[start:end])
    return "".join(parts).strip()


def strip_explain(text: str) -> str:
    """Return the statement that an EXPLAIN ANALYZE runs; any other statement stays as it is."""
    found = _EXPLAIN.match(text)
    return text[found.end() :] if found and "analy" in found[0].lower() else text
