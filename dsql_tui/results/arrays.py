"""Parsing of PostgreSQL array literals."""

from __future__ import annotations

import re

_ELEMENT = re.compile(rb'"((?:[^"\\]|\\.)*)"|([^{},"\s][^{},]*)', re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_BOUNDS = re.compile(rb"(\[-?\d+:-?\d+\])+=")


def parse_array(raw: bytes) -> list[bytes | None]:
    """Return the elements of an array literal, `None` for NULL; nested arrays are flattened.

    https://www.postgresql.org/docs/16/arrays.html#ARRAYS-IO
    """
    found: list[bytes | None] = []
    for match in _ELEMENT.finditer(_BOUNDS.sub(b"", raw, count=1)):
        quoted, plain = match.groups()
        if quoted is not None:
            found.append(_ESCAPED.sub(rb"\1", quoted))
        else:
            found.append(None if plain.upper() == b"NULL" else plain)
    return found
