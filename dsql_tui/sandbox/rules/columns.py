"""What a column may be declared as, in CREATE TABLE and in ADD COLUMN."""

from __future__ import annotations

import re
from typing import NamedTuple

from dsql_tui.events import Refusal
from dsql_tui.sandbox.rules import sequences, types
from dsql_tui.sandbox.rules.shape import Edit, Line, Shape
from dsql_tui.sandbox.rules.verdict import unsupported

KEY_COLUMNS = 8
"""The most that a key may have."""

_CONSTRAINT = re.compile(
    r"(?:^| )(?:constraint|not null|null|check|default|unique|primary|references|generated)(?!\S)"
)
_IDENTITY = re.compile(r"(?:^| )generated (?:always|by default) as identity( \( \))?")
_KEY = re.compile(r"(?:^| )(?:primary key|unique)(?!\S)")


class Column(NamedTuple):
    """A column's definition."""

    name: str
    type: types.Type | None
    """`None` where there is none, which PostgreSQL will refuse."""
    rest: Line
    """What follows the type."""


def read(shape: Shape, first: int, last: int) -> Column:
    """Read a column's definition."""
    if first + 1 >= last:
        return Column(shape.name(first), None, Line("", ()))
    kind = types.read(shape, first + 1, last)
    return Column(shape.name(first), kind, shape.line(kind.after, last))


def refusal(shape: Shape, column: Column) -> Refusal | None:
    """The refusal of a column in CREATE TABLE."""
    if column.type is None:
        return None
    identity = _IDENTITY.search(column.rest.text)
    if identity:
        options = _options(shape, column.rest, identity)
        refused = sequences.identity_refusal(shape, options, column.type)
        if refused:
            return refused
    refused = types.refusal(column.type)
    if refused is None and _KEY.search(column.rest.text):
        return types.key_refusal(column.type)
    return refused


def added_refusal(column: Column) -> Refusal | None:
    """The refusal of a column in ADD COLUMN, which takes no constraint at all."""
    if _CONSTRAINT.search(column.rest.text):
        return unsupported("ALTER TABLE ADD COLUMN with constraint not supported")
    return types.refusal(column.type) if column.type else None


def edit(shape: Shape, column: Column) -> Edit | None:
    """What PostgreSQL must read instead."""
    return types.edit(shape, column.type) if column.type else None


def too_many_keys() -> Refusal:
    """The refusal of a key with more columns than it may have."""
    return Refusal(
        f"more than {KEY_COLUMNS} column keys in an index are not supported", sqlstate="54011"
    )


def _options(shape: Shape, rest: Line, identity: re.Match[str]) -> Line:
    if not identity[1]:
        return Line("", ())
    opening = rest.token(identity.start(1) + 1)
    return shape.line(opening + 1, shape.closing(opening))
