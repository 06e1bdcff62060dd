"""Sequences and identity columns: both need a cache, and are of bigint only.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/create-sequence-syntax-support.html
"""

from __future__ import annotations

import re

from dsql_tui.events import Refusal
from dsql_tui.sandbox.rules import types
from dsql_tui.sandbox.rules.patterns import found, rule
from dsql_tui.sandbox.rules.shape import Line, Shape
from dsql_tui.sandbox.rules.verdict import unsupported

_CACHE = re.compile(r"\bcache (?:- )?(\d+)")
_TYPE = re.compile(r"(?<= as )\S")
_ADVICE = "please define CACHE greater than or equal to 65536 or equal to 1"
_LEAST = 65536

_CREATE = (
    # The words are ours, after those of CREATE TABLE.
    rule(
        r"create (?:local |global )?temp(?:orary)? sequence",
        "TEMPORARY or TEMP sequence not supported for CREATE SEQUENCE",
    ),
    rule(r"create unlogged sequence", "UNLOGGED sequence not supported for CREATE SEQUENCE"),
)


def refusal(shape: Shape) -> Refusal | None:
    """The refusal of a CREATE or ALTER SEQUENCE."""
    line = shape.top
    if line.text.startswith("alter"):
        return _cache_refusal("ALTER SEQUENCE", line, needed=False)
    return (
        found(_CREATE, line.text)
        or _type_refusal(shape, line)
        or _cache_refusal("CREATE SEQUENCE", line)
    )


def identity_refusal(shape: Shape, options: Line, kind: types.Type | None) -> Refusal | None:
    """The refusal of an identity column; without a type where that is not known.

    What stands before "is not supported without" has not been published, here and for sequences.
    """
    if kind is not None and kind.name != "bigint":
        return unsupported(
            f"datatype {kind.name} not supported, identity column type must be bigint"
        )
    return _cache_refusal("IDENTITY column", options)


def cache_refusal(subject: str, options: Line) -> Refusal | None:
    """The refusal of a cache that is too small, where it may also be left out."""
    return _cache_refusal(subject, options, needed=False)


def _cache_refusal(subject: str, options: Line, needed: bool = True) -> Refusal | None:
    cache = _CACHE.search(options.text)
    if cache is None and not needed:
        return None
    if cache is None:
        return unsupported(f"{subject} is not supported without an explicit cache size. {_ADVICE}")
    size = int(cache[1])
    if size == 1 or size >= _LEAST:
        return None
    # The words are ours.
    return unsupported(f"{subject} is not supported with a cache size of {size}. {_ADVICE}")


def _type_refusal(shape: Shape, line: Line) -> Refusal | None:
    """Also of bigint only. The words are ours, after those of identity columns."""
    place = _TYPE.search(line.text)
    if place is None:
        return None
    kind = types.read(shape, line.token(place.start()), len(shape.words))
    if kind.name == "bigint":
        return None
    return unsupported(f"datatype {kind.name} not supported, sequence type must be bigint")
