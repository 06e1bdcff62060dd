"""Sequences and identity columns: they need a cache, and are bigint only.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/create-sequence-syntax-support.html
"""

from __future__ import annotations

import re

from dsql_tui.events import ServerError
from dsql_tui.sandbox.rules import types
from dsql_tui.sandbox.rules.patterns import find_rule_error, make_rule
from dsql_tui.sandbox.rules.shape import Line, Shape
from dsql_tui.sandbox.rules.verdict import unsupported_error

_CACHE = re.compile(r"\bcache (?:- )?(\d+)")
_TYPE = re.compile(r"(?<= as )\S")
_ADVICE = "please define CACHE greater than or equal to 65536 or equal to 1"
_LEAST = 65536
_INVALID = "22023"
_INTEGERS = ("smallint", "integer")

_CREATE = (
    # The next message is not recorded; it follows those of CREATE TABLE.
    make_rule(
        r"create (?:local |global )?temp(?:orary)? sequence",
        "TEMPORARY or TEMP sequence not supported for CREATE SEQUENCE",
    ),
    make_rule(r"create unlogged sequence", "UNLOGGED sequence not supported for CREATE SEQUENCE"),
)


def find_error(shape: Shape) -> ServerError | None:
    """Return the error of a CREATE or ALTER SEQUENCE."""
    line = shape.top
    if line.text.startswith("alter"):
        return _find_type_error(shape, line) or _find_cache_error(
            "ALTER SEQUENCE", line, needed=False
        )
    return (
        find_rule_error(_CREATE, line.text)
        or _find_type_error(shape, line)
        or _find_cache_error("CREATE SEQUENCE", line)
    )


def find_identity_error(shape: Shape, options: Line, kind: types.Type | None) -> ServerError | None:
    """Return the error of an identity column; `kind` is `None` if its type is not known."""
    if kind is not None and kind.name != "bigint":
        return unsupported_error(
            f"datatype {kind.name} not supported, identity column type must be bigint"
        )
    error = _find_cache_error("identity column", options)
    # AWS's tests of its adapter for SQLAlchemy expect another class than for CREATE SEQUENCE.
    return error._replace(sqlstate=_INVALID) if error and _CACHE.search(options.text) else error


def find_cache_error(subject: str, options: Line) -> ServerError | None:
    """Return the error of a cache that is too small, where it is optional."""
    return _find_cache_error(subject, options, needed=False)


def _find_cache_error(subject: str, options: Line, needed: bool = True) -> ServerError | None:
    cache = _CACHE.search(options.text)
    if cache is None and not needed:
        return None
    if cache is None:
        return unsupported_error(
            f"{subject} is not supported without an explicit cache size. {_ADVICE}"
        )
    size = int(cache[1])
    if size == 1 or size >= _LEAST:
        return None
    return unsupported_error(
        f"CACHE ({size}) must be greater than or equal to {_LEAST} or equal to 1"
    )


def _find_type_error(shape: Shape, line: Line) -> ServerError | None:
    """Return the error of a type other than bigint.

    AWS's tests of its adapter for SQLAlchemy expect the class of the error for a type that is no
    integer; the rest is not recorded.
    """
    place = _TYPE.search(line.text)
    if place is None:
        return None
    kind = types.read(shape, line.token(place.start()), len(shape.words))
    if kind.name == "bigint":
        return None
    text = f"datatype {kind.name} not supported, sequence type must be bigint"
    return unsupported_error(text) if kind.name in _INTEGERS else ServerError(text, _INVALID)
