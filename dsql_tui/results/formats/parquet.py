"""Apache Parquet, written by pyarrow.

Numbers, booleans, bytea, dates and times keep their types, and so does numeric with a scale. All
other values are strings as the server sent them. So are the values of a column whose first rows
have a value that its type cannot hold in Parquet, such as the date `infinity`.
https://parquet.apache.org/docs/file-format/types/
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from dsql_tui.events import Column
from dsql_tui.results.formats.format import (
    Batches,
    Cells,
    MissingLibrary,
    Options,
    UnsupportedValue,
    split_columns,
    unique_names,
)
from dsql_tui.results.times import DAY, parse_time, parse_timestamp
from dsql_tui.results.types import NUMERIC, read_scale

if TYPE_CHECKING:
    import pyarrow

_GROUP_ROWS = 20_000
"""Rows of a row group, which is kept in memory until it is written."""
_MAX_PRECISION_128, _MAX_PRECISION_256 = 38, 76


class _Kind(NamedTuple):
    """A type of pyarrow, and the function that converts a cell to it."""

    make: Callable[[Any], Any]
    convert: Callable[[str], Any]


_STRING = _Kind(lambda pyarrow: pyarrow.string(), str)


def write(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """Write row groups as they fill up, and the footer."""
    try:
        # Imported here, because few people need it, and it is large.
        import pyarrow
        from pyarrow.parquet import ParquetWriter
    except ImportError:
        raise MissingLibrary("Parquet", "parquet") from None
    if not columns:
        raise UnsupportedValue("A Parquet file needs at least one column. Choose another format.")
    kinds: list[_Kind] = []
    sink = _Sink()
    with ExitStack() as stack:
        for group in _collect_groups(batches, len(columns)):
            if not kinds:
                kinds = [_choose_kind(pyarrow, *each) for each in zip(columns, group, strict=True)]
                schema = _make_schema(pyarrow, columns, kinds)
                writer = stack.enter_context(ParquetWriter(sink, schema))
            arrays = [
                _convert(pyarrow, column, kind, cells)
                for column, kind, cells in zip(columns, kinds, group, strict=True)
            ]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
            yield sink.drain()
    yield sink.drain()


def _collect_groups(batches: Batches, count: int) -> Iterator[list[list[str | None]]]:
    """Yield the cells of each column, for one row group after another; at least for one."""
    group: list[list[str | None]] = [[] for _ in range(count)]
    is_first = True
    for _, columns in split_columns(batches, count):
        for collected, cells in zip(group, columns, strict=True):
            collected.extend(cells)
        if len(group[0]) >= _GROUP_ROWS:
            yield group
            group, is_first = [[] for _ in range(count)], False
    if is_first or group[0]:
        yield group


def _make_schema(pyarrow: Any, columns: Sequence[Column], kinds: Sequence[_Kind]) -> Any:
    types = (kind.make(pyarrow) for kind in kinds)
    return pyarrow.schema(list(zip(unique_names(columns), types, strict=True)))


def _choose_kind(pyarrow: Any, column: Column, cells: Cells) -> _Kind:
    """Return the type for a column, or that of strings if it cannot hold the first values."""
    kind = _KINDS.get(column.oid, _STRING)
    if column.oid == NUMERIC:
        kind = _choose_decimal(column)
    try:
        _make_array(pyarrow, kind, cells)
    except (ValueError, TypeError, ArithmeticError):
        return _STRING
    return kind


def _choose_decimal(column: Column) -> _Kind:
    precision, scale = read_scale(column.modifier)
    if not 0 <= scale <= precision or not 0 < precision <= _MAX_PRECISION_256:
        return _STRING
    name = "decimal128" if precision <= _MAX_PRECISION_128 else "decimal256"
    return _Kind(lambda pyarrow: getattr(pyarrow, name)(precision, scale), Decimal)


def _convert(pyarrow: Any, column: Column, kind: _Kind, cells: Cells) -> pyarrow.Array:
    try:
        return _make_array(pyarrow, kind, cells)
    except UnicodeEncodeError:
        raise UnsupportedValue(
            "Parquet holds text in UTF-8 only, and a value is not UTF-8. Choose another format."
        ) from None
    except (ValueError, TypeError, ArithmeticError):
        raise UnsupportedValue(
            f"A value of column “{column.name}” does not fit its type in Parquet. Convert the "
            "column to text in the query, or choose another format."
        ) from None


def _make_array(pyarrow: Any, kind: _Kind, cells: Cells) -> Any:
    convert = kind.convert
    values = [None if cell is None else convert(cell) for cell in cells]
    return pyarrow.array(values, kind.make(pyarrow))


def _parse_bytea(cell: str) -> bytes:
    return bytes.fromhex(cell[2:]) if cell.startswith("\\x") else cell.encode()


def _parse_microseconds(cell: str) -> int:
    return _require_int(parse_timestamp(cell.encode()))


def _require_int(number: float) -> int:
    """Return a number that is not an infinity."""
    if not isinstance(number, int):
        raise TypeError(f"{number} is not an integer")
    return number


def _parse_days(cell: str) -> int:
    return _parse_microseconds(cell) // DAY


def _parse_time_of_day(cell: str) -> int:
    moment = parse_time(cell.encode())
    if moment >= DAY:
        raise ValueError(f"{cell} is the end of a day")
    return moment


_KINDS: dict[int, _Kind] = {
    16: _Kind(lambda pyarrow: pyarrow.bool_(), "t".__eq__),
    17: _Kind(lambda pyarrow: pyarrow.binary(), _parse_bytea),
    20: _Kind(lambda pyarrow: pyarrow.int64(), int),
    21: _Kind(lambda pyarrow: pyarrow.int16(), int),
    23: _Kind(lambda pyarrow: pyarrow.int32(), int),
    26: _Kind(lambda pyarrow: pyarrow.uint32(), int),
    700: _Kind(lambda pyarrow: pyarrow.float32(), float),
    701: _Kind(lambda pyarrow: pyarrow.float64(), float),
    1082: _Kind(lambda pyarrow: pyarrow.date32(), _parse_days),
    1083: _Kind(lambda pyarrow: pyarrow.time64("us"), _parse_time_of_day),
    1114: _Kind(lambda pyarrow: pyarrow.timestamp("us"), _parse_microseconds),
    1184: _Kind(lambda pyarrow: pyarrow.timestamp("us", "UTC"), _parse_microseconds),
}
"""By OID of the type."""


class _Sink(io.RawIOBase):
    """A file object that collects what pyarrow writes."""

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

    def drain(self) -> bytes:
        """Return the bytes written since the last call."""
        parts, self._parts = self._parts, []
        return b"".join(parts)
