"""The check of rows before they are loaded, by a query that writes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dsql_tui.db.check_constraints import CheckConstraints, format_failed_check
from dsql_tui.db.loading import CopyTarget
from dsql_tui.db.queries import CatalogError, fetch_rows, parse_number
from dsql_tui.db.session import Session
from dsql_tui.dsql.sqlstate import CHECK_VIOLATION, ROW_ERROR_CLASSES
from dsql_tui.results.readers.record import Record
from dsql_tui.sql.literals import quote_literal

_COLUMN_QUERY = """
select attname, format_type(atttypid, atttypmod), attnotnull, atthasdef or attidentity <> ''
from pg_catalog.pg_attribute
where attrelid = to_regclass($1) and attnum > 0 and not attisdropped"""

_LENGTH = re.compile(r"character(?: varying)?\((\d+)\)")
_NUL = "A value has the character U+0000, which the server cannot store."


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table."""

    name: str
    type: str
    required: bool
    """It must not be NULL."""
    has_default: bool

    @property
    def length(self) -> int:
        """The maximum number of characters; 0 for no limit."""
        found = _LENGTH.fullmatch(self.type)
        return int(found[1]) if found else 0


@dataclass(frozen=True, slots=True)
class RowResult:
    """The result of the check of a row."""

    error: str = ""
    """The reason why the server would reject it; empty if it would not."""
    sqlstate: str | None = None
    key: tuple[str, ...] | None = None
    """The values of the unique key as the server writes them; `None` without one, or with NULL."""
    found: bool = False
    """A row of the table has this key."""


def read_columns_to_check(session: Session, target: CopyTarget) -> list[TableColumn]:
    """Return the columns of a table.

    Raises:
        ValueError: There is no such table, or a column of the file is not one of the table, or one
            that the table requires is missing; the message is for the user.
        CatalogError: The server does not tell.
    """
    rows = fetch_rows(session.run(_COLUMN_QUERY, (target.table,)), 4)
    columns = [
        TableColumn(name or "", kind or "text", required == "t", default == "t")
        for name, kind, required, default in rows
    ]
    if not columns:
        raise ValueError(f"There is no table {target.table}.")
    known = [column.name for column in columns]
    for name in target.columns:
        if name not in known:
            raise ValueError(f"{target.table} has no column “{name}”.")
    for column in columns:
        if column.required and not column.has_default and column.name not in target.columns:
            raise ValueError(
                f"Column “{column.name}” of {target.table} must not be NULL, and the file has no "
                "such column: every row would be rejected."
            )
    return columns


class RowChecker:
    """Checks rows by converting their values to the types of the columns."""

    def __init__(
        self,
        target: CopyTarget,
        columns: Sequence[TableColumn],
        key: Sequence[str],
        constraints: CheckConstraints,
    ) -> None:
        self.constraints = constraints
        """The CHECK constraints; none is checked any more after one could not be."""
        self._target = target
        self._columns: Mapping[str, TableColumn] = {column.name: column for column in columns}
        self._key = key

    def check(self, session: Session, records: Sequence[Record]) -> list[RowResult]:
        """Return a result for each record.

        Raises:
            CatalogError: The server refused a query for a reason other than a value.
        """
        results: dict[int, RowResult] = {}
        rest: list[tuple[int, Record]] = []
        for number, record in enumerate(records):
            if problem := self._find_problem(record):
                results[number] = RowResult(problem)
            else:
                rest.append((number, record))
        results.update(self._convert(session, rest))
        return [results[number] for number in range(len(records))]

    def _find_problem(self, record: Record) -> str:
        for name, cell in zip(self._target.columns, record.cells, strict=True):
            column = self._columns[name]
            if cell is None:
                if column.required:
                    return f"Column “{name}” must not be NULL."
            elif "\0" in cell:
                return _NUL
            elif column.length and len(cell.rstrip(" ")) > column.length:
                return f"The value of column “{name}” is too long for type {column.type}."
        return ""

    def _convert(
        self, session: Session, records: Sequence[tuple[int, Record]]
    ) -> Iterator[tuple[int, RowResult]]:
        """Yield the results of records, found by halving if a value is wrong."""
        if not records:
            return
        width = len(self._key)
        try:
            rows = fetch_rows(session.run(self._format_query(records)))
        except CatalogError as error:
            if not (error.error.sqlstate or "").startswith(ROW_ERROR_CLASSES):
                if not self.constraints.checked:
                    raise
                self.constraints = self.constraints.skip_all(error.error.message)
                yield from self._convert(session, records)
                return
            if len(records) == 1:
                yield records[0][0], RowResult(error.error.message, error.error.sqlstate)
                return
            half = len(records) // 2
            yield from self._convert(session, records[:half])
            yield from self._convert(session, records[half:])
            return
        for number, found, failed, *cells in rows:
            if failed is not None:
                constraint = self.constraints.checked[parse_number(failed)]
                yield parse_number(number), RowResult(constraint.problem, CHECK_VIOLATION)
                continue
            values = [cell for cell in cells[:width] if cell is not None]
            key = tuple(values) if width and len(values) == width else None
            yield parse_number(number), RowResult(key=key, found=found == "t")

    def _format_query(self, records: Sequence[tuple[int, Record]]) -> str:
        names = [f"c{place}" for place in range(len(self._target.columns))]
        casts = {
            column: f"v.{name}::{self._columns[column].type}"
            for column, name in zip(self._target.columns, names, strict=True)
        }
        matches = " and ".join(f"t.{_quote(column)} = {casts[column]}" for column in self._key)
        found = (
            f"exists (select from {self._target.table} t where {matches})" if matches else "false"
        )
        keys = [f"({casts[column]})::text" for column in self._key]
        others = [f"({cast}) is null" for column, cast in casts.items() if column not in self._key]
        failed = format_failed_check(self.constraints.checked, casts)
        rows = ",\n".join(_format_row(number, record) for number, record in records)
        return (
            f"select {', '.join(['v.number', found, failed, *keys, *others])}\n"
            f"from (values\n{rows}\n) as v (number, {', '.join(names)})"
        )


def _format_row(number: int, record: Record) -> str:
    cells = ("null::text" if cell is None else quote_literal(cell) for cell in record.cells)
    return f"({number}, {', '.join(cells)})"


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
