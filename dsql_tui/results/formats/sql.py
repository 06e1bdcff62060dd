"""Rows as SQL: INSERT statements, and lists for IN.

Numbers and booleans are written bare. Other values are quoted literals, which the server converts
to the type of the column. Control characters are escaped, because programs that read scripts may
change them, and terminals obey them; so are those that reorder text. Quotes keep the sign of a
negative zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from dsql_tui.events import Column
from dsql_tui.results.formats.format import (
    Batches,
    Options,
    UnsupportedValue,
    encode,
    join_rows,
    split_columns,
)
from dsql_tui.results.types import BOOL, FLOATS, INTEGERS, NUMERIC

_INSERT_ROWS = 250
"""Rows of one INSERT statement; a transaction of Aurora DSQL can change 3,000."""
_INSERT_SIZE = 1024 * 1024
"""Characters after which an INSERT ends early; a transaction can change 10 MiB."""
_UNSAFE = re.compile(
    "[\x01-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
"""Control characters but tabs and line feeds, and characters that reorder text or end lines."""
_NEGATIVE_ZEROS = frozenset({"-0", "-0.0"})
"""Numbers that lose their sign without quotes."""


def write_inserts(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """Write INSERT statements, each small enough for a transaction of Aurora DSQL."""
    if not columns:
        for rows, _ in split_columns(batches, 0):
            yield encode(f"INSERT INTO {options.table} DEFAULT VALUES;\n" * rows)
        return
    _check_names(columns)
    names = ", ".join(_quote_name(column.name) for column in columns)
    opening = f"INSERT INTO {options.table} ({names}) VALUES\n"
    for tuples in format_tuples(columns, batches):
        for few in _split_statements(tuples):
            yield encode(opening + ",\n".join(few) + ";\n")


def write_list(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """Write a list for IN: `(1, 2)` for one column, `((1, 'a'), (2, 'b'))` for several.

    Without rows it is `(NULL)`, which matches nothing; SQL has no empty list.
    """
    before = "("
    for tuples in format_tuples(columns, batches, "%s" if len(columns) == 1 else None):
        yield encode(before + ", ".join(tuples))
        before = ", "
    yield b"(NULL)\n" if before == "(" else b")\n"


def _check_names(columns: Sequence[Column]) -> None:
    names = [column.name for column in columns]
    duplicate = next((name for name in names if names.count(name) > 1), None)
    if duplicate is not None:
        raise UnsupportedValue(
            f"Two columns are called “{duplicate}”, and INSERT needs different names. Give one of "
            "them an alias in the query, or choose another format."
        )


def format_tuples(
    columns: Sequence[Column], batches: Batches, template: str | None = None
) -> Iterator[Iterator[str]]:
    """Yield the rows of each batch as `(1, 'a')`, or in another template."""
    template = template or "(" + ", ".join(["%s"] * len(columns)) + ")"
    writers = [_choose_writer(column.oid) for column in columns]
    for rows, cells in split_columns(batches, len(columns)):
        written = [
            ["NULL" if cell is None else write(cell) for cell in column]
            for column, write in zip(cells, writers, strict=True)
        ]
        yield map(template.__mod__, join_rows(written, rows))


def _split_statements(tuples: Iterator[str]) -> Iterator[list[str]]:
    portion: list[str] = []
    size = 0
    for text in tuples:
        if len(portion) == _INSERT_ROWS or size > _INSERT_SIZE:
            yield portion
            portion, size = [], 0
        portion.append(text)
        size += len(text)
    if portion:
        yield portion


def _choose_writer(oid: int) -> Callable[[str], str]:
    if oid in INTEGERS:
        return str
    if oid in FLOATS or oid == NUMERIC:
        return _format_number
    return {"t": "true", "f": "false"}.__getitem__ if oid == BOOL else _quote_literal


def _format_number(cell: str) -> str:
    bare = cell[-1].isdecimal() and cell not in _NEGATIVE_ZEROS
    return cell if bare else _quote_literal(cell)


def _quote_literal(cell: str) -> str:
    quoted = "'" + cell.replace("'", "''") + "'"
    if not _UNSAFE.search(cell):
        return quoted
    return "E" + _UNSAFE.sub(_escape, quoted.replace("\\", "\\\\"))


def _escape(found: re.Match[str]) -> str:
    return "\\r" if found[0] == "\r" else f"\\u{ord(found[0]):04x}"


def _quote_name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
