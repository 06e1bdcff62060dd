"""JSON, as one array of objects or as an object on each line.

Numbers keep every digit that the server sent, and json and jsonb stand as they came; what JSON has
no numbers for (NaN, Infinity) is a text, as are values of all other types. NULL is null.
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
    by_column,
    by_row,
    distinct,
    encoded,
)
from dsql_tui.results.types import BOOL, DOCUMENTS, FLOATS, INTEGERS, NUMERIC

_text = JSONEncoder(ensure_ascii=False).encode


def write_array(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """One array, each of its objects on a line of its own."""
    before = "[\n"
    for objects in _objects(columns, batches):
        yield encoded(before + ",\n".join(objects))
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


def write_lines(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """An object on each line."""
    for objects in _objects(columns, batches):
        yield encoded("\n".join(objects) + "\n")


def _objects(columns: Sequence[Column], batches: Batches) -> Iterator[Iterator[str]]:
    """The objects of each batch. A name that comes twice gets a number: an object has it once."""
    names = (_text(name).replace("%", "%%") for name in distinct(columns))
    template = "{" + ", ".join(f"{name}: %s" for name in names) + "}"
    writers = [_writer(column.oid) for column in columns]
    for rows, cells in by_column(batches, len(columns)):
        written = [_written(c, w) for c, w in zip(cells, writers, strict=True)]
        yield map(template.__mod__, by_row(written, rows))


def _written(cells: Cells, write: Callable[[str], str]) -> list[str]:
    return ["null" if cell is None else write(cell) for cell in cells]


def _writer(oid: int) -> Callable[[str], str]:
    if oid in INTEGERS:
        return str
    if oid in FLOATS or oid == NUMERIC:
        return _number
    if oid == BOOL:
        return {"t": "true", "f": "false"}.__getitem__
    return _document if oid in DOCUMENTS else _text


def _number(cell: str) -> str:
    return cell if cell[-1].isdecimal() else _text(cell)


def _document(cell: str) -> str:
    """As it came, on one line: a JSON text has line ends only between its parts."""
    return cell.replace("\r", " ").replace("\n", " ")
