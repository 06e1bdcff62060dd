"""GRANT and REVOKE: the objects that they do not apply to."""

from __future__ import annotations

import re

from dsql_tui.events import ServerError
from dsql_tui.sandbox.rules.shape import Shape
from dsql_tui.sandbox.rules.verdict import unsupported_error

_OBJECT = re.compile(
    r"(?:grant|revoke) .*?\bon"
    r" (?:database|tablespace|language|large object|parameter|foreign)(?!\S)"
)
_SCHEMA = re.compile(r"(?:grant|revoke) .*?\bon schema (?P<first>\S)")

_SYSTEM = frozenset({"public", "sys", "pg_catalog", "information_schema"})
"""Schemas that a cluster brings."""


def find_error(shape: Shape) -> ServerError | None:
    """Return the error of a GRANT or REVOKE on a database, or on a schema of the system."""
    text = shape.top.text
    if _OBJECT.match(text):
        return unsupported_error("unsupported object type in GRANT")
    schemas = _SCHEMA.match(text)
    if schemas is None:
        return None
    for token in range(shape.top.token(schemas.start("first")), len(shape.words)):
        if shape.words[token] in ("to", "from"):
            break
        if shape.words[token] != "," and shape.name(token) in _SYSTEM:
            return unsupported_error("feature not supported on system entity")
    return None
