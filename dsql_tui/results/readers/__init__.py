"""Readers of files to import: CSV, TSV and JSON Lines, which also read what the formats write."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from dsql_tui.results.readers.column_names import split_names
from dsql_tui.results.readers.csv import CsvReader
from dsql_tui.results.readers.json_lines import find_columns, read_json_lines
from dsql_tui.results.readers.record import Lines, Record
from dsql_tui.results.readers.tsv import read_tsv

__all__ = [
    "KINDS",
    "Layout",
    "Record",
    "detect_kind",
    "read_columns",
    "read_records",
    "split_names",
]

KINDS = ("csv", "tsv", "jsonl")


@dataclass(frozen=True, slots=True)
class Layout:
    """The format of a file."""

    kind: str
    """`csv`, `tsv` or `jsonl`."""
    columns: tuple[str, ...] = ()
    """The names of the columns; if empty, the file names them."""
    header: bool = True
    """The first line names the columns; JSON Lines name them on each line."""
    separator: str = ""
    """The text between cells; if empty, that of the kind."""
    encoding: str = ""
    """The encoding; if empty, UTF-8, or UTF-16 with a byte order mark."""


def detect_kind(path: PurePath) -> str | None:
    """Return the kind that a file name ends with, before the ending of a compression."""
    name = path.name.removesuffix(".gz").removesuffix(".zst")
    return next((kind for kind in KINDS if name.endswith(f".{kind}")), None)


def read_columns(lines: Lines, layout: Layout) -> list[str]:
    """Return the names of the columns; for JSON Lines this reads the whole file.

    Raises:
        ValueError: The file does not name its columns; the message is for the user.
    """
    if layout.columns:
        return list(layout.columns)
    if layout.kind == "jsonl":
        return find_columns(lines)
    first = next(_read_cells(lines, layout), None) if layout.header else None
    if first is None or first.problem or not any(first.cells):
        raise ValueError("The file does not name its columns. Name them.")
    names = [cell or "" for cell in first.cells]
    if any("\udc80" <= character <= "\udcff" for character in "".join(names)):
        raise ValueError("The first line of the file is not text in UTF-8. Name the encoding.")
    _check_names(names)
    return names


def read_records(
    lines: Lines, layout: Layout, columns: Sequence[str], json_columns: Collection[str] = ()
) -> Iterator[Record]:
    """Yield the records of a file.

    Args:
        lines: Its lines.
        layout: Its format.
        columns: The names of its columns, as `read_columns` returns them.
        json_columns: Those of type json or jsonb.
    """
    if layout.kind == "jsonl":
        return read_json_lines(lines, columns, json_columns)
    records = _read_cells(lines, layout, len(columns))
    if layout.header:
        next(records, None)
    return (_check_width(record, len(columns)) for record in records)


def _read_cells(lines: Lines, layout: Layout, width: int = 0) -> Iterator[Record]:
    separator = [layout.separator] if layout.separator else []
    if layout.kind == "csv":
        reader = CsvReader(lines, *separator)
        reader.width = width
        return iter(reader)
    read: Callable[..., Iterator[Record]] = read_tsv
    return read(lines, *separator)


def _check_names(names: Sequence[str]) -> None:
    for number, name in enumerate(names, 1):
        if not name:
            raise ValueError(f"Column {number} has no name in the first line. Name the columns.")
        if name in names[: number - 1]:
            raise ValueError(f"The first line names column “{name}” twice. Name the columns.")


def _check_width(record: Record, columns: int) -> Record:
    """Return the record, or one with a problem if its number of cells is wrong."""
    if record.problem or len(record.cells) == columns:
        return record
    problem = f"The row has {len(record.cells)} values, but there are {columns} columns."
    return Record(record.line, record.text, (), problem)
