"""Apache Parquet, written by pyarrow.

Integers, floats, booleans and bytes have types of their own. All other values are texts, as the
server wrote them: Parquet has no infinity for dates, and its decimals want a scale that a result
does not tell.
https://parquet.apache.org/docs/file-format/types/
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dsql_tui.events import Column
from dsql_tui.results.formats.format import (
    Batches,
    Cells,
    Missing,
    Options,
    Unfit,
    by_column,
    distinct,
)

if TYPE_CHECKING:
    import pyarrow

_GROUP = 20_000
"""Rows of a row group, which is held until it is written."""


def write(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """Row groups as they fill, and the footer."""
    try:
        # Lazily, because few people want it, and it is large.
        import pyarrow
        from pyarrow.parquet import ParquetWriter
    except ImportError:
        raise Missing("Parquet", "parquet") from None
    if not columns:
        raise Unfit("Parquet has no rows without columns.")
    kinds = [_KINDS.get(column.oid, ("string", str)) for column in columns]
    types = [
        (name, _type(pyarrow, kind))
        for name, (kind, _) in zip(distinct(columns), kinds, strict=True)
    ]
    schema = pyarrow.schema(types)
    sink = _Sink()
    with ParquetWriter(sink, schema) as writer:
        group: list[pyarrow.RecordBatch] = []
        rows = 0
        for count, cells in by_column(batches, len(columns)):
            read = (_read(column, kind[1]) for column, kind in zip(cells, kinds, strict=True))
            group.append(_batch(pyarrow, list(read), schema))
            rows += count
            if rows >= _GROUP:
                writer.write_table(pyarrow.Table.from_batches(group))
                group, rows = [], 0
                yield sink.drained()
        if group:
            writer.write_table(pyarrow.Table.from_batches(group))
    yield sink.drained()


def _type(pyarrow: Any, name: str) -> Any:
    return getattr(pyarrow, name)()


def _read(cells: Cells, read: Callable[[str], Any]) -> list[Any]:
    return [None if cell is None else read(cell) for cell in cells]


def _batch(pyarrow: Any, values: list[list[Any]], schema: Any) -> Any:
    try:
        arrays = [pyarrow.array(v, kind) for v, kind in zip(values, schema.types, strict=True)]
    except UnicodeEncodeError:
        raise Unfit("Parquet holds texts in UTF-8 only, and there is one that is none.") from None
    return pyarrow.RecordBatch.from_arrays(arrays, schema=schema)


def _bytes(cell: str) -> bytes:
    return bytes.fromhex(cell[2:]) if cell.startswith("\\x") else cell.encode()


_KINDS: dict[int, tuple[str, Callable[[str], Any]]] = {
    16: ("bool_", "t".__eq__),
    17: ("binary", _bytes),
    20: ("int64", int),
    21: ("int16", int),
    23: ("int32", int),
    26: ("uint32", int),
    700: ("float32", float),
    701: ("float64", float),
}
"""By OID: pyarrow's name for the type, and what makes its value of a cell."""


class _Sink(io.RawIOBase):
    """Takes what pyarrow writes, to be passed on piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._parts.append(bytes(data))
        self._size += len(self._parts[-1])
        return len(self._parts[-1])

    def tell(self) -> int:
        return self._size

    def drained(self) -> bytes:
        """What was written since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)
