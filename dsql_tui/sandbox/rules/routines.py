"""In which language a function may be written."""

from __future__ import annotations

import re

from dsql_tui.events import Refusal
from dsql_tui.sandbox.rules.shape import Shape
from dsql_tui.sandbox.rules.verdict import unsupported

_LANGUAGE = re.compile(r" language (\S+)")


def refusal(shape: Shape) -> Refusal | None:
    """The refusal of a CREATE FUNCTION; without a language it is one in SQL, or wrong."""
    found = _LANGUAGE.search(shape.top.text)
    if found is None:
        return None
    token = shape.top.token(found.start(1))
    name = (shape.string(token) or shape.name(token)).lower()
    return (
        None
        if name == "sql"
        else unsupported(f"CREATE FUNCTION with language {name} not supported")
    )
