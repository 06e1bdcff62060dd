"""The conditions of a plan that storage checks, and the columns that it sends.

Storage checks comparisons of a column with a constant, as recorded, but not patterns and functions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_HARDER = re.compile(r"~|\w\(|SubPlan|InitPlan|\bANY\b|\bALL\b|\bCASE\b|->|@>|<@|\$\d")
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_WORD = re.compile(
    r'(?:(?P<table>"(?:[^"]|"")+"|[A-Za-z_]\w*)\.)?(?P<column>"(?:[^"]|"")+"|[A-Za-z_]\w*)'
    r"(?P<call>\()?"
)
_CAST = re.compile(
    r'::(?:"char"|\w+(?: varying| precision| with(?:out)? time zone)?)(?:\([\d,]+\))?(?:\[\])?'
)
_KEYWORDS = """and or not is null true false like in between case when then else end distinct from
    array row any all some"""
_NO_COLUMNS = frozenset(_KEYWORDS.split())


def split(condition: str) -> tuple[str | None, str | None]:
    """Split a condition into what storage checks and what is left."""
    parts = _conjuncts(condition)
    hard = [part for part in parts if _HARDER.search(_LITERAL.sub("''", part))]
    return join([part for part in parts if part not in hard]), join(hard)


def join(parts: Sequence[str]) -> str | None:
    """Join conditions of which all must be true; return `None` for none."""
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else f"({' AND '.join(parts)})"


def columns(on: str, *texts: str | None) -> str:
    """Return the names of a table's columns in a node's output and conditions.

    `on` is the table, and its alias if it has one.
    """
    known = {None, on.split()[-1], on.split()[0].rpartition(".")[2]}
    found: dict[str, None] = {}
    for text in texts:
        for match in _WORD.finditer(_CAST.sub("", _LITERAL.sub("''", text or ""))):
            called = match["call"] or match["column"].lower() in _NO_COLUMNS
            if match["table"] in known and not called:
                found[match["column"]] = None
    return ", ".join(found)


def _conjuncts(condition: str) -> list[str]:
    """Return the parts of `(a AND b)`; any other condition is the only part."""
    masked = _LITERAL.sub(lambda match: "_" * len(match[0]), condition)
    parts, depth, begin = [], 0, 1
    for here, character in enumerate(masked):
        depth += (character == "(") - (character == ")")
        if depth == 1 and masked.startswith(" OR ", here):
            return [condition]
        if depth == 1 and masked.startswith(" AND ", here):
            parts.append(condition[begin:here])
            begin = here + len(" AND ")
    return [*parts, condition[begin:-1]] if parts else [condition]
