"""The definition of a column, in CREATE TABLE and in ADD COLUMN."""

from __future__ import annotations

import re
from typing import NamedTuple

from dsql_tui.events import ServerError
from dsql_tui.sandbox.rules import sequences, types
from dsql_tui.sandbox.rules.shape import Edit, Line, Shape
from dsql_tui.sandbox.rules.verdict import unsupported_error

KEY_COLUMNS = 8
"""The most columns of a key."""

_CONSTRAINT = re.compile(
    r"(?:^| )(?<!storage )"
    r"(?:constraint|not null|check|default|unique|primary|references|generated)(?!\S)"
)
_IDENTITY = re.compile(r"(?:^| )generated (?:always|by default) as identity( \( \))?")
_KEY = re.compile(r"(?:^| )(?:primary key|unique)(?!\S)")
_COLLATE = re.compile(r"(?:^| )collate(?!\S)")
_DEFERRABLE_KEY = re.compile(
    r"(?:^| )(?:primary key|unique)(?: nulls (?:not )?distinct)?(?: deferrable| initially deferred)"
)


class Column(NamedTuple):
    """A column's definition."""

    name: str
    type: types.Type | None
    """`None` if there is none, which PostgreSQL rejects."""
    rest: Line
    """The rest of the definition, behind the type."""


def read(shape: Shape, first: int, last: int) -> Column:
    """Read a column's definition."""
    if first + 1 >= last:
        return Column(shape.name(first), None, Line("", ()))
    kind = types.read(shape, first + 1, last)
    return Column(shape.name(first), kind, shape.line(kind.after, last))


def find_error(shape: Shape, column: Column) -> ServerError | None:
    """Return the error of a column in CREATE TABLE."""
    if column.type is None:
        return None
    identity = _IDENTITY.search(column.rest.text)
    if identity:
        options = _options(shape, column.rest, identity)
        error = sequences.find_identity_error(shape, options, column.type)
        if error:
            return error
    error = _find_type_error(shape, column)
    if error is None and _KEY.search(column.rest.text):
        error = types.find_key_error(column.type)
    if error is None and _DEFERRABLE_KEY.search(column.rest.text):
        return deferrable_error()
    return error


def find_added_column_error(shape: Shape, column: Column) -> ServerError | None:
    """Return the error of a column in ADD COLUMN, which takes no constraint."""
    if _CONSTRAINT.search(column.rest.text):
        return unsupported_error("ALTER TABLE ADD COLUMN with constraint not supported")
    return _find_type_error(shape, column)


def edit(shape: Shape, column: Column) -> Edit | None:
    """Return the edit for PostgreSQL."""
    return types.edit(shape, column.type) if column.type else None


def deferrable_error() -> ServerError:
    """Return the error of a key that is DEFERRABLE; only foreign keys may be."""
    return unsupported_error("DEFERRABLE constraint not supported")


def too_many_keys_error() -> ServerError:
    """Return the error of a key with too many columns."""
    return ServerError(
        f"more than {KEY_COLUMNS} column keys in an index are not supported", sqlstate="54011"
    )


def _find_type_error(shape: Shape, column: Column) -> ServerError | None:
    if column.type is None:
        return None
    error = types.find_error(column.type) or types.find_length_error(shape, column.type)
    if error is None and _COLLATE.search(column.rest.text):
        return unsupported_error("COLLATE clause not supported")
    return error


def _options(shape: Shape, rest: Line, identity: re.Match[str]) -> Line:
    if not identity[1]:
        return Line("", ())
    opening = rest.token(identity.start(1) + 1)
    return shape.line(opening + 1, shape.closing(opening))
