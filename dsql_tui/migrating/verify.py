"""Comparing the rows of a table with those of the source: their number, and a checksum.

The checksum is the sum of a hash of each row, so the order does not matter. It takes the columns
whose values have one form only, such as `2022-01-29` for a date; the server's form of other values
can differ from the source's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from hashlib import md5
from pathlib import Path
from typing import NamedTuple

from dsql_tui.db.queries import CatalogError, fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.results.text import pluralize
from dsql_tui.sql.conversion.schema import Column, Schema, Table
from dsql_tui.sql.conversion.types import resolve_base
from dsql_tui.sql.conversion.values import decode_field
from dsql_tui.sql.names import quote_name

_BYTES = 6
"""Bytes of the hash of a row that are added up."""
_SEPARATOR, _NULL = "\x1f", "\x02"
_TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{0,5}[1-9])?"
_INTEGER = re.compile(r"0|-?[1-9]\d{0,18}")
_FORMS: dict[str, re.Pattern[str]] = {
    **dict.fromkeys(("smallint", "int2", "integer", "int", "int4", "bigint", "int8"), _INTEGER),
    "boolean": re.compile("t|f|true|false"),
    "bool": re.compile("t|f|true|false"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "timestamp": re.compile(_TIME),
    "timestamp without time zone": re.compile(_TIME),
    "timestamptz": re.compile(_TIME + r"\+00"),
    "timestamp with time zone": re.compile(_TIME + r"\+00"),
    "uuid": re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "bytea": re.compile(r"\\x(?:[0-9a-f]{2})*"),
    "numeric": re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?"),
}
"""The only form of the values of each type."""
_TEXTS = ("text", "varchar", "character varying")
_PADDED = ("char", "character", "bpchar")
_FLOATS = ("double precision", "float8")
_MAX_FLOAT = 1e15
"""The value from which a float is written with an exponent."""
_SCALE = re.compile(r"\(\s*\d+\s*,\s*(\d+)\s*\)")


class Verified(NamedTuple):
    """The result for a table."""

    words: str
    equal: bool


class SourceRows(NamedTuple):
    """A file of rows of the source, as they were loaded."""

    path: Path
    columns: Sequence[str]
    rejects: Path


def verify_table(
    schema: Schema,
    table: Table,
    files: Sequence[SourceRows],
    expected: int,
    read: Callable[
        [Callable[[Session], list[tuple[str | None, ...]]]], list[tuple[str | None, ...]]
    ],
    is_edited: bool = False,
) -> Verified:
    """Compare a table with the files that were loaded into it.

    Args:
        schema: The schema.
        table: The table.
        files: The files.
        expected: The rows that the server accepted.
        read: Runs a function in a session, again after a conflict.
        is_edited: True if the user has changed the table, so that values can be different.

    Raises:
        OSError: A file cannot be read.
        CatalogError: The server refused to count.
    """
    columns = [] if is_edited else _choose_columns(schema, table, files)
    words = pluralize(expected, "row")
    found = read(lambda session: fetch_rows(session.run(f"select count(*) from {table.name.sql}")))
    count = int(found[0][0] or 0)
    if count != expected:
        return Verified(f"{count:,} rows in the table, but {words} were loaded", False)
    if is_edited:
        return Verified(f"{words}; no checksum: you have changed the table", True)
    if not columns or not expected:
        return Verified(f"{words}; no checksum: no column has values of one form", True)
    try:
        answer = read(lambda session: fetch_rows(session.run(_write_query(table, columns))))
    except CatalogError as failed:
        return Verified(f"{words}; no checksum: {failed.error.message}", True)
    ours = sum(_add_up(schema, table, columns, file) for file in files)
    every = sum(not each.generated for each in table.columns)
    scope = "all columns" if len(columns) == every else f"{len(columns)} of {every} columns"
    if answer[0][0] != str(ours):
        return Verified(f"{words}; the checksums of {scope} differ", False)
    return Verified(f"{words}, equal by checksum of {scope}", True)


def _choose_columns(schema: Schema, table: Table, files: Sequence[SourceRows]) -> list[Column]:
    """Return the columns that all files have, with values of one form."""
    kept = [
        column
        for column in table.columns
        if files and all(column.name in file.columns for file in files)
    ]
    checks = {each.name: _find_check(schema, each) for each in kept}
    wrong = {name for name, check in checks.items() if check is None}
    for file in files:
        places = [(file.columns.index(name), name) for name in checks if name not in wrong]
        for fields in _read_rows(file):
            for place, name in places:
                check = checks[name]
                value = fields[place]
                if check and value is not None and not check(value):
                    wrong.add(name)
    return [each for each in kept if each.name not in wrong]


def _find_check(schema: Schema, column: Column) -> Callable[[str], bool] | None:
    """Return a function that tells whether a value is in the form of its type."""
    base = resolve_base(schema, column.type)
    if base in _TEXTS:
        return lambda value: True
    if base in _PADDED:
        return lambda value: True
    if base in _FLOATS:
        return _is_shortest
    if base == "jsonb" and column.convert[:1] == ("array",):
        return lambda value: "\\u" not in value
    form = _FORMS.get(base)
    if base == "numeric":
        scale = _read_scale(column)
        if scale is None:
            return None
        return lambda value: bool(
            _FORMS["numeric"].fullmatch(value)
            and len(value.partition(".")[2]) <= scale
            and value != "-0"
        )
    return (lambda value: form.fullmatch(value) is not None) if form else None


def _is_shortest(value: str) -> bool:
    """Return whether the server writes a float in this form."""
    try:
        number = float(value)
    except ValueError:
        return False
    return abs(number) < _MAX_FLOAT and repr(number).removesuffix(".0") == value


def _read_scale(column: Column) -> int | None:
    found = _SCALE.search(column.type)
    return int(found[1]) if found else 0 if "(" in column.type else None


def _format(schema: Schema, column: Column, value: str) -> str:
    """Return a value as the server casts it to text."""
    base = resolve_base(schema, column.type)
    if base in ("boolean", "bool"):
        return "true" if value[0] == "t" else "false"
    if base in _PADDED:
        return value.rstrip(" ")
    if base == "numeric" and (scale := _read_scale(column)):
        whole, _, decimals = value.partition(".")
        return f"{whole}.{decimals.ljust(scale, '0')}"
    return value


def _write_query(table: Table, columns: Sequence[Column]) -> str:
    """Return the query for the checksum of a table."""
    values = " || chr(31) || ".join(
        f"coalesce({quote_name(each.name)}::text, chr(2))" for each in columns
    )
    sums = " + ".join(
        f"get_byte(h, {number})::bigint * {256 ** (_BYTES - 1 - number)}"
        for number in range(_BYTES)
    )
    rows = f"select decode(md5({values}), 'hex') as h from {table.name.sql}"
    return f"select coalesce(sum({sums}), 0)::text from ({rows}) as rows"


def _add_up(schema: Schema, table: Table, columns: Sequence[Column], file: SourceRows) -> int:
    """Return the checksum of the rows of a file."""
    places = [(file.columns.index(each.name), each) for each in columns]
    total = 0
    for fields in _read_rows(file):
        values = [
            _NULL if (value := fields[place]) is None else _format(schema, column, value)
            for place, column in places
        ]
        text = _SEPARATOR.join(values).encode()
        total += int.from_bytes(md5(text, usedforsecurity=False).digest()[:_BYTES], "big")
    return total


def _read_rows(file: SourceRows) -> Iterable[list[str | None]]:
    """Yield the rows of a file but those that were rejected."""
    rejected = _list_rejects(file.rejects)
    if not file.path.exists():
        return
    with file.path.open(encoding="utf-8", newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            if number not in rejected:
                yield [decode_field(field) for field in line.rstrip("\n").split("\t")]


def _list_rejects(path: Path) -> set[int]:
    """Return the numbers of the rejected lines."""
    if not path.exists():
        return set()
    with path.open("rb") as file:
        return {int(json.loads(line)["line"]) for line in file}
