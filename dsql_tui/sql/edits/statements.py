"""The statements that carry out pending changes, one for each row.

Each UPDATE and DELETE finds its row by the key and by the values that were read, so that it changes
nothing if another session has changed the row. Values are string literals, which the server reads
with the type of the column: no digit is lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from dsql_tui.dsql import limits
from dsql_tui.events import Column
from dsql_tui.sql.edits.base_table import BaseTable, NotEditable
from dsql_tui.sql.edits.pending import NewRow, Raw, RowChange, RowId
from dsql_tui.sql.edits.values import Default, Value
from dsql_tui.sql.names import quote_name

_BOOL, _BPCHAR, _FLOATS = 16, 1042, frozenset((700, 701))
_EXACT = (
    frozenset(
        (_BOOL, 17, 18, 19, 20, 21, 23, 25, 26, _BPCHAR, 1043, 1082, 1083, 1114, 1184, 1266, 2950)
    )
    | _FLOATS
)
"""Types whose values are equal only if they are the same. Others are compared as text: json has no
equality, and 1.0 = 1.00 in numeric, 30 days = 1 month in interval."""
_ZEROS = frozenset(("0", "-0"))
_UNSAFE = re.compile(r"[\\\x00-\x09\x0b-\x1f\x7f-\U0010ffff]")
_ESCAPED = frozenset(("Cc", "Cf", "Zl", "Zp", "Co", "Cn"))
"""Categories of characters that cannot be seen, or that editors may change."""
_QUERY_ROWS = 500
"""Rows that one query reads again."""


class EditStatement(NamedTuple):
    """A statement that changes one row."""

    row: RowId
    kind: str
    text: str
    spans: tuple[tuple[int, int, int], ...] = ()
    """Start, end and column of each new value in the text."""

    def column_at(self, position: int | None) -> int | None:
        """Return the column whose new value is at a position, counted from 1."""
        place = (position or 0) - 1
        return next((column for start, end, column in self.spans if start <= place < end), None)


class _Text:
    """A statement that is being written."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans: list[tuple[int, int, int]] = []

    def add(self, text: str, column: int | None = None) -> None:
        """Add text; with a column, it is the new value of the column."""
        if column is not None:
            self.spans.append((len(self.text), len(self.text) + len(text), column))
        self.text += text


def write_statement(base: BaseTable, row: RowId, change: RowChange) -> EditStatement:
    """Return the statement for a change.

    Raises:
        NotEditable: A value that was read cannot be compared exactly.
    """
    if change.kind == "insert":
        written = _write_insert(base, change)
    elif change.kind == "delete":
        written = _Text(f"delete from {base.table.quoted}\n")
        written.add(_where(base, row, change, base.numbers))
    else:
        written = _write_update(base, row, change)
    return EditStatement(row, change.kind, written.text, tuple(written.spans))


def write_statements(base: BaseTable, changes: Mapping[RowId, RowChange]) -> list[EditStatement]:
    """Return the statements for changes: first DELETE, then UPDATE, then INSERT."""
    order = ("delete", "update", "insert")
    ordered = sorted(changes.items(), key=lambda item: order.index(item[1].kind))
    return [write_statement(base, row, change) for row, change in ordered]


def split_batches(
    statements: Sequence[EditStatement], changes: Mapping[RowId, RowChange]
) -> Iterator[list[EditStatement]]:
    """Yield statements in batches that fit into a transaction of Aurora DSQL."""
    batch: list[EditStatement] = []
    size = 0
    for each in statements:
        more = changes[each.row].size
        full = len(batch) == limits.TRANSACTION_ROWS or size + more > limits.TRANSACTION_BYTES
        if batch and full:
            yield batch
            batch, size = [], 0
        batch.append(each)
        size += more
    if batch:
        yield batch


def read_again_queries(base: BaseTable, keys: Sequence[Sequence[Raw]]) -> Iterator[str]:
    """Yield queries for the table's columns of a result, for the rows with these keys."""
    listed = _list_names(base, base.numbers)
    names = _list_names(base, base.key)
    left = f"({names})" if len(base.key) > 1 else names
    for start in range(0, len(keys), _QUERY_ROWS):
        some = ", ".join(_tuple(key) for key in keys[start : start + _QUERY_ROWS])
        yield f"select {listed}\nfrom {base.table.quoted}\nwhere {left} in ({some})"


def check_query(base: BaseTable, changes: Mapping[RowId, RowChange]) -> str:
    """Return a query for the rows of changes, to see whether they were made."""
    conditions = dict.fromkeys(
        condition for row, change in changes.items() for condition in _find_rows(base, row, change)
    )
    return f"select *\nfrom {base.table.quoted}\nwhere {chr(10).join(_join_or(conditions))};"


def format_literal(value: Value) -> str:
    r"""Return a value as SQL; a character that cannot be seen is written as an escape."""
    if isinstance(value, Default):
        return "default"
    if value is None:
        return "null"
    quoted = value.replace("'", "''")
    escaped = _UNSAFE.sub(_escape, quoted)
    return f"'{quoted}'" if escaped == quoted else f"E'{escaped}'"


def decode(raw: bytes) -> str:
    """Return a value that was read as text.

    Raises:
        NotEditable: It is not UTF-8.
    """
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise NotEditable(
            "The row has a value that is not UTF-8. Set client_encoding to UTF8 and read it again."
        ) from None


def _write_insert(base: BaseTable, change: RowChange) -> _Text:
    numbers = [number for number in base.numbers if number in change.values]
    written = _Text(f"insert into {base.table.quoted} ")
    if numbers:
        written.add(f"({_list_names(base, numbers)})\nvalues (")
        for number in numbers:
            written.add("" if number == numbers[0] else ", ")
            written.add(format_literal(change.values[number]), number)
        written.add(")")
    else:
        written.add("default values")
    written.add(f"\nreturning {_list_names(base, base.key)}")
    return written


def _write_update(base: BaseTable, row: RowId, change: RowChange) -> _Text:
    written = _Text(f"update {base.table.quoted}\nset ")
    numbers = [number for number in base.numbers if number in change.values]
    for number in numbers:
        name = quote_name(base.column(number).name)
        written.add(f"{'' if number == numbers[0] else ', '}{name} = ")
        written.add(format_literal(change.values[number]), number)
    written.add("\n" + _where(base, row, change, numbers))
    if not set(base.key).isdisjoint(numbers):
        written.add(f"\nreturning {_list_names(base, base.key)}")
    return written


def _where(base: BaseTable, row: RowId, change: RowChange, numbers: Iterable[int]) -> str:
    """Return the condition for the key, and for the values that were read."""
    key = _match_key(base, row)
    checks = [
        _match(quote_name(base.column(number).name), base.types[number], change.read[number])
        for number in numbers
        if number not in base.key
    ]
    return f"where {' and '.join([key, *checks])}"


def _match_key(base: BaseTable, row: RowId) -> str:
    assert not isinstance(row, NewRow)
    return " and ".join(
        f"{quote_name(base.column(number).name)} = {format_literal(decode(raw or b''))}"
        for number, raw in zip(base.key, row, strict=True)
    )


def _match(name: str, column: Column, raw: Raw) -> str:
    """Return the condition that a column has exactly the value that was read."""
    if raw is None:
        return f"{name} is null"
    text = decode(raw)
    literal = format_literal(text)
    if column.oid not in _EXACT:
        return f"{name}::text = {literal}"
    if column.oid == _BOOL:
        return name if text == "t" else f"not {name}"
    if column.oid == _BPCHAR and column.modifier < 0:  # blanks at the end do not count there
        return f"{name} = {literal} and octet_length({name}) = {len(raw)}"
    if column.oid in _FLOATS and text in _ZEROS:
        return f"{name}::text = {literal}"
    return f"{name} = {literal}"


def _find_rows(base: BaseTable, row: RowId, change: RowChange) -> Iterator[str]:
    """Yield conditions for the row of a change, before and after it."""
    if not isinstance(row, NewRow):
        yield _match_key(base, row)
    wanted = [
        number
        for number in (base.key if not isinstance(row, NewRow) else base.numbers)
        if isinstance(change.values.get(number), str)
    ]
    known = set(wanted)
    if isinstance(row, NewRow) and known.issuperset(base.key):
        wanted = list(base.key)
    if wanted and (isinstance(row, NewRow) or known.issuperset(base.key)):
        yield " and ".join(_match_new(base, number, change) for number in wanted)


def _match_new(base: BaseTable, number: int, change: RowChange) -> str:
    name = quote_name(base.column(number).name)
    cast = "" if number in base.key or base.types[number].oid in _EXACT else "::text"
    return f"{name}{cast} = {format_literal(change.values[number])}"


def _join_or(conditions: Iterable[str]) -> Iterator[str]:
    for place, condition in enumerate(conditions):
        yield f"{'   or ' if place else ''}({condition})"
    if not conditions:
        yield "false"


def _list_names(base: BaseTable, numbers: Iterable[int]) -> str:
    return ", ".join(quote_name(base.column(number).name) for number in numbers)


def _tuple(key: Sequence[Raw]) -> str:
    values = [format_literal(decode(raw or b"")) for raw in key]
    return f"({', '.join(values)})" if len(values) > 1 else values[0]


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if character == "\\":
        return "\\\\"
    if unicodedata.category(character) not in _ESCAPED:
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
