"""JSON, as an array of objects or as an object on each line (JSON Lines).

Numbers keep all their digits, and json and jsonb values are embedded unchanged. NaN, Infinity and
values of all other types are strings. NULL is null.
https://jsonlines.org
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from json import JSONEncoder

from dsql_tui.events import Column
from dsql_tui.results.formats.format import (
    Batches,
    Cells,
    Options,
    encode,
    join_rows,
    split_columns,
    unique_names,
)
from dsql_tui.results.types import BOOL, FLOATS, INTEGERS, JSON_TYPES, NUMERIC

_encode_text = JSONEncoder(ensure_ascii=False).encode


def write_array(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """Write one array, with each object on its own line."""
    before = "[\n"
    for objects in _format_objects(columns, batches):
        yield encode(before + ",\n".join(objects))
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


def write_lines(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """Write an object on each line."""
    for objects in _format_objects(columns, batches):
        yield encode("\n".join(objects) + "\n")


def _format_objects(columns: Sequence[Column], batches: Batches) -> Iterator[Iterator[str]]:
    """Yield the objects of each batch. Duplicate names get a number, since keys must be unique."""
    names = (_encode_text(name).replace("%", "%%") for name in unique_names(columns))
    template = "{" + ", ".join(f"{name}: %s" for name in names) + "}"
    writers = [_choose_writer(column.oid) for column in columns]
    for rows, cells in split_columns(batches, len(columns)):
        written = [_format_cells(c, w) for c, w in zip(cells, writers, strict=True)]
        yield map(template.__mod__, join_rows(written, rows))


def _format_cells(cells: Cells, write: Callable[[str], str]) -> list[str]:
    return ["null" if cell is None else write(cell) for cell in cells]


def _choose_writer(oid: int) -> Callable[[str], str]:
    if oid in INTEGERS:
        return str
    if oid in FLOATS or oid == NUMERIC:
        return _encode_number
    if oid == BOOL:
        return {"t": "true", "f": "false"}.__getitem__
    return _encode_json if oid in JSON_TYPES else _encode_text


def _encode_number(cell: str) -> str:
    return cell if cell[-1].isdecimal() else _encode_text(cell)


def _encode_json(cell: str) -> str:
    """Return a JSON text on one line; JSON has line ends only between tokens."""
    return cell.replace("\r", " ").replace("\n", " ")
