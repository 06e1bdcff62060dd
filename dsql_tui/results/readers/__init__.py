"""Readers of files to import, which also read what the formats write."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import BinaryIO, TextIO, cast

from dsql_tui.results.readers import parquet
from dsql_tui.results.readers.column_names import split_names
from dsql_tui.results.readers.csv import CsvReader
from dsql_tui.results.readers.excel import Workbook
from dsql_tui.results.readers.json_array import read_json, split_objects
from dsql_tui.results.readers.json_lines import find_columns, read_json_lines
from dsql_tui.results.readers.record import Lines, Record
from dsql_tui.results.readers.tsv import read_tsv

__all__ = [
    "BINARY_KINDS",
    "KINDS",
    "NULL_KINDS",
    "SUFFIXES",
    "Layout",
    "Record",
    "detect_kind",
    "read_columns",
    "read_records",
    "split_names",
]

SUFFIXES = {
    "csv": ".csv",
    "tsv": ".tsv",
    "json": ".json",
    "jsonl": ".jsonl",
    "parquet": ".parquet",
    "excel": ".xlsx",
}
"""The kinds of files, and what their names end with."""
KINDS = tuple(SUFFIXES)
BINARY_KINDS = ("parquet", "excel")
NULL_KINDS = ("csv", "tsv", "excel")
"""The kinds that can have a text for NULL."""

_CHUNK_SIZE = 256 * 1024
"""Characters of JSON that are read at once."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The format of a file."""

    kind: str
    """One of `KINDS`."""
    columns: tuple[str, ...] = ()
    """The names of the columns; if empty, the file names them."""
    header: bool = True
    """The first line names the columns. JSON and Parquet always name them."""
    separator: str = ""
    """The text between cells of CSV and TSV; if empty, that of the kind."""
    encoding: str = ""
    """The encoding; if empty, UTF-8, or UTF-16 with a byte order mark."""
    sheet: str = ""
    """The name or the number of the sheet of a workbook; if empty, the first one."""
    null: str | None = None
    """The text for NULL in CSV, TSV and Excel files; if `None`, that of the kind.

    A quoted value of CSV is never NULL. An empty cell of Excel always is."""


def detect_kind(path: PurePath) -> str | None:
    """Return the kind that a file name ends with, before the ending of a compression.

    The ending may be in upper case.
    """
    name = path.name.lower().removesuffix(".gz").removesuffix(".zst")
    return next((kind for kind, suffix in SUFFIXES.items() if name.endswith(suffix)), None)


def read_columns(content: TextIO | BinaryIO, layout: Layout) -> list[str]:
    """Return the names of the columns; for JSON this reads the whole file.

    Args:
        content: The text, or the file if its kind is binary.
        layout: Its format.

    Raises:
        ValueError: The file does not name its columns; the message is for the user.
        MissingLibrary: The library for its kind is not installed.
    """
    if layout.kind == "parquet":
        return _choose_columns(parquet.read_names(cast(BinaryIO, content)), layout.columns)
    if layout.columns:
        return list(layout.columns)
    if layout.kind == "excel":
        return _check_names(_read_first_row(cast(BinaryIO, content), layout))
    text = cast(TextIO, content)
    if layout.kind == "jsonl":
        return find_columns(text)
    if layout.kind == "json":
        return find_columns(split_objects(_read_chunks(text)))
    first = next(_read_cells(text, layout), None) if layout.header else None
    names = [] if first is None or first.problem else first.cells
    return _check_names(names)


def read_records(
    content: TextIO | BinaryIO,
    layout: Layout,
    columns: Sequence[str],
    json_columns: Collection[str] = (),
) -> Iterator[Record]:
    """Return the records of a file.

    Args:
        content: The text, or the file if its kind is binary.
        layout: Its format.
        columns: The names of its columns, as `read_columns` returns them.
        json_columns: Those of type json or jsonb.
    """
    if layout.kind == "parquet":
        return parquet.read_parquet(cast(BinaryIO, content), columns)
    if layout.kind == "excel":
        book = Workbook(cast(BinaryIO, content), layout.sheet, layout.null)
        records = book.read_records(columns, layout.header)
        return _check_widths(records, len(columns))
    text = cast(TextIO, content)
    if layout.kind == "json":
        return read_json(_read_chunks(text), columns, json_columns)
    if layout.kind == "jsonl":
        return read_json_lines(text, columns, json_columns)
    records = _read_cells(text, layout, len(columns))
    if layout.header:
        next(records, None)
    return _check_widths(records, len(columns))


def _read_chunks(text: TextIO) -> Iterator[str]:
    return iter(partial(text.read, _CHUNK_SIZE), "")


def _choose_columns(names: Sequence[str], chosen: Sequence[str]) -> list[str]:
    """Return the columns to read of a file that names them."""
    for name in chosen:
        if name not in names:
            known = ", ".join(f"“{each}”" for each in names)
            raise ValueError(f"The file has no column “{name}”. Its columns are: {known}.")
    return list(chosen or names)


def _read_first_row(file: BinaryIO, layout: Layout) -> Sequence[str | None]:
    cells = Workbook(file, layout.sheet).read_first_row() if layout.header else None
    while cells and cells[-1] is None:
        cells.pop()
    return cells or []


def _read_cells(lines: Lines, layout: Layout, width: int = 0) -> Iterator[Record]:
    if layout.kind == "csv":
        reader = CsvReader(lines, layout.separator or ",", null=layout.null or "")
        reader.width = width
        return iter(reader)
    return read_tsv(lines, layout.separator or "\t", r"\N" if layout.null is None else layout.null)


def _check_names(cells: Sequence[str | None]) -> list[str]:
    if not any(cells):
        raise ValueError("The file does not name its columns. Name them.")
    names = [cell or "" for cell in cells]
    for number, name in enumerate(names, 1):
        if not name:
            raise ValueError(f"Column {number} has no name in the first line. Name the columns.")
        if name in names[: number - 1]:
            raise ValueError(f"The first line names column “{name}” twice. Name the columns.")
    return names


def _check_widths(records: Iterator[Record], columns: int) -> Iterator[Record]:
    """Yield the records; those whose number of cells is wrong have a problem."""
    for record in records:
        width = len(record.cells)
        if width == columns or record.problem:
            yield record
        else:
            problem = f"The row has {width} values, but there are {columns} columns."
            yield Record(record.line, record.text, (), problem)
