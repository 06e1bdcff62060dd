"""Writing the rows of a source into files that an import reads, with their conversions."""

from __future__ import annotations

import os
import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from dsql_tui.migrating.plan import MigrationPlan
from dsql_tui.migrating.reading import RowsFound, read_rows
from dsql_tui.migrating.state import DataFile
from dsql_tui.sql.conversion.schema import Column, Table
from dsql_tui.sql.conversion.steps import sort_tables
from dsql_tui.sql.conversion.values import convert_value, decode_field, encode_field
from dsql_tui.store.files import make_private_folder, open_private

DATA = "data"
"""The folder of the files, in that of the migration."""

_MAX_OPEN = 40
"""Files that are open at once."""
_START = re.compile(r"START WITH (-?\d+)")
_UNSAFE = re.compile(r"[^\w.-]")


def extract_rows(
    plan: MigrationPlan, folder: Path, show: Callable[[str], object]
) -> list[DataFile]:
    """Write the rows of a source; return the files in the order in which to load them.

    Tables that foreign keys refer to come first.

    Raises:
        OSError: The source cannot be read, or a file cannot be written.
    """
    data = folder / DATA
    make_private_folder(data)
    for left in data.iterdir():
        left.unlink()
    writer = _Writer(plan, data)
    total = 0
    try:
        for found in read_rows(plan.source, plan.schema):
            writer.write(found)
            total += len(found.rows)
            show(f"Extracting rows: {total:,} of {plan.rows:,}")
    finally:
        writer.close()
    order = [table.name.key for table in sort_tables(plan.schema)]
    return sorted(writer.files.values(), key=lambda each: order.index(each.table))


class _Writer:
    """The files that are being written."""

    def __init__(self, plan: MigrationPlan, folder: Path) -> None:
        self.files: dict[tuple[str, tuple[str, ...]], DataFile] = {}
        self._plan = plan
        self._folder = folder
        self._open: OrderedDict[str, IO[bytes]] = OrderedDict()
        self._next: dict[tuple[str, str], int] = {}
        """The next value of columns that the source's rows do not have."""

    def write(self, found: RowsFound) -> None:
        """Write some rows."""
        table = self._plan.schema.find_root(found.table)
        added = [
            column
            for column in table.columns
            if is_generated(column) and column.name not in found.columns
        ]
        columns = (*found.columns, *(each.name for each in added))
        rows: Sequence[str] = found.rows
        rows = self._add_columns(table, rows, added) if added else rows
        rows = _convert_rows(table, columns, rows)
        file = self.files.get((table.name.key, columns)) or self._make_file(table, columns)
        file.rows += len(rows)
        text = "".join(f"{row}\n" for row in rows)
        self._find(file.name).write(text.encode())

    def close(self) -> None:
        """Close all files."""
        for file in self._open.values():
            file.close()

    def _make_file(self, table: Table, columns: tuple[str, ...]) -> DataFile:
        name = f"{len(self.files) + 1:03}-{_UNSAFE.sub('_', table.name.name)[:80]}.tsv"
        made = DataFile(table.name.key, list(columns), name)
        self.files[(table.name.key, columns)] = made
        return made

    def _find(self, name: str) -> IO[bytes]:
        """Return a file, open to append."""
        if name not in self._open:
            if len(self._open) >= _MAX_OPEN:
                self._open.popitem(last=False)[1].close()
            descriptor = open_private(self._folder / name, os.O_WRONLY | os.O_APPEND)
            self._open[name] = os.fdopen(descriptor, "ab")
        self._open.move_to_end(name)
        return self._open[name]

    def _add_columns(self, table: Table, rows: Sequence[str], added: Sequence[Column]) -> list[str]:
        """Return rows with the values that the sequences of the source would give them."""
        made = []
        for row in rows:
            numbers = [str(self._take_number(table, column)) for column in added]
            made.append("\t".join([row, *numbers]))
        return made

    def _take_number(self, table: Table, column: Column) -> int:
        key = (table.name.key, column.name)
        if key not in self._next:
            found = _START.search(column.options)
            self._next[key] = int(found[1]) if found else 1
        self._next[key] += 1
        return self._next[key] - 1


def is_generated(column: Column) -> bool:
    """Return whether a sequence of the source gives a column its values."""
    return bool(column.identity or (column.convert[:1] == ("uuid",) and column.default))


def _convert_rows(table: Table, columns: Sequence[str], rows: Sequence[str]) -> Sequence[str]:
    """Return rows with the values of their new types.

    A value that cannot be converted stays, so that the server rejects its row with a reason.
    """
    found = [table.find(name) for name in columns]
    places = [(place, each.convert) for place, each in enumerate(found) if each and each.convert]
    return [_convert_row(row, places) for row in rows] if places else rows


def _convert_row(row: str, places: Sequence[tuple[int, tuple[str, ...]]]) -> str:
    fields = row.split("\t")
    for place, convert in places:
        value = decode_field(fields[place]) if place < len(fields) else None
        if value is None:
            continue
        try:
            fields[place] = encode_field(convert_value(value, convert))
        except ValueError:
            continue
    return "\t".join(fields)
