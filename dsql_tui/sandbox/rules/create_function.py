"""CREATE FUNCTION and CREATE PROCEDURE: the languages that there are."""

from __future__ import annotations

import re

from dsql_tui.events import ServerError
from dsql_tui.sandbox.rules.shape import Shape
from dsql_tui.sandbox.rules.verdict import unsupported_error

_LANGUAGE = re.compile(r" language (\S+)")


def find_error(shape: Shape) -> ServerError | None:
    """Return the error of a language; without one it is SQL, or a syntax error."""
    language = read_language(shape)
    if language in (None, "sql", "plpgsql"):
        return None
    kind = "PROCEDURE" if "procedure" in shape.words[:4] else "FUNCTION"
    return unsupported_error(f"CREATE {kind} with language {language} not supported")


def read_language(shape: Shape) -> str | None:
    """Return the language that a CREATE FUNCTION names, in small letters."""
    found = _LANGUAGE.search(shape.top.text)
    if found is None:
        return None
    token = shape.top.token(found.start(1))
    return (shape.string(token) or shape.name(token)).lower()
