"""Geometric values, which Aurora DSQL does not have in expressions either.

Recorded is `datatype line not supported`, for a call of the function of that name.
"""

from __future__ import annotations

from dsql_tui.events import ServerError
from dsql_tui.sandbox.rules.shape import Shape
from dsql_tui.sandbox.rules.unsupported_functions import is_call
from dsql_tui.sandbox.rules.verdict import unsupported_error

TYPES = ("box", "circle", "line", "lseg", "path", "point", "polygon")

_BEFORE = ("::", " as", "pg_catalog.")
_BEHIND = ("(", "'", "$")
"""The texts around a name that is not only the name of a column or table."""


def may_have_error(text: str) -> bool:
    """Return whether a lower-case text may have such a value; a wrong yes does no harm."""
    # A loop, because every statement is asked: a generator takes three times as long.
    for name in TYPES:  # noqa: SIM110
        if name in text and _is_used(text, name):
            return True
    return False


def _is_used(text: str, name: str) -> bool:
    here = text.find(name)
    while here >= 0:
        end = here + len(name)
        before, behind = text[max(here - 20, 0) : here].rstrip(), text[end : end + 20].lstrip()
        if behind.startswith(_BEHIND) or before.endswith(_BEFORE):
            return True
        here = text.find(name, end)
    return False


def find_error(shape: Shape) -> ServerError | None:
    """Return the error of the first geometric value: a cast, a literal or a call."""
    for token, word in enumerate(shape.words):
        if word in TYPES and _is_value(shape, token):
            return unsupported_error(f"datatype {word} not supported")
    return None


def _is_value(shape: Shape, token: int) -> bool:
    words = shape.words
    following = words[token + 1] if token + 1 < len(words) else ""
    if following == "(" and is_call(shape, token):
        return True
    first = token - 2 if words[max(token - 2, 0) : token] == ["pg_catalog", "."] else token
    before = words[first - 1] if first else ""
    if before == "::" or words[max(first - 2, 0) : first] == [":", ":"]:
        return True
    if before == "as":
        return _is_cast(shape, first - 1)
    return following[:1] == "'" and before != "."


def _is_cast(shape: Shape, token: int) -> bool:
    """Return whether AS at a token is that of CAST."""
    depth = shape.depths[token]
    while token >= 0 and not (shape.words[token] == "(" and shape.depths[token] == depth - 1):
        token -= 1
    return token > 0 and shape.words[token - 1] == "cast"
