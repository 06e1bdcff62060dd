"""Reader of Apache Parquet, by pyarrow, in batches of rows.

A value becomes the text that PostgreSQL reads as the same value. Nested values become JSON.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

from dsql_tui.results.formats.format import Cells, MissingLibrary
from dsql_tui.results.readers.record import Record, format_row
from dsql_tui.results.times import format_date, format_time, format_timestamp

if TYPE_CHECKING:
    import pyarrow

_BATCH_ROWS = 5_000
_BUFFER_SIZE = 2**20
"""Bytes that are read of a column at once, instead of its whole row group."""


def read_names(file: BinaryIO) -> list[str]:
    """Return the names of the columns.

    Raises:
        MissingLibrary: pyarrow is not installed.
        ValueError: The file is not Parquet; the message is for the user.
    """
    return list(_open_file(file).schema_arrow.names)


def read_parquet(file: BinaryIO, columns: Sequence[str]) -> Iterator[Record]:
    """Yield a record for each row; its line is the number of the row.

    Args:
        file: The file.
        columns: The names of the columns to read.

    Raises:
        MissingLibrary: pyarrow is not installed.
        ValueError: The file is damaged; the message is for the user.
    """
    parquet = _open_file(file)
    import pyarrow

    places = [parquet.schema_arrow.names.index(name) for name in columns]
    number = 0
    try:
        for batch in parquet.iter_batches(_BATCH_ROWS):
            cells = [_format_column(batch.column(place)) for place in places]
            for row in zip(*cells, strict=True):
                number += 1
                yield Record(number, format_row(columns, row), row)
    except (OSError, ValueError, pyarrow.ArrowException) as error:
        raise ValueError(f"The file is damaged after row {number:,}: {error}") from None


def _open_file(file: BinaryIO) -> Any:
    try:
        # Imported here, because few people need it, and it is large.
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise MissingLibrary("Parquet", "parquet") from None
    try:
        return ParquetFile(file, pre_buffer=False, buffer_size=_BUFFER_SIZE)
    except (ArrowException, OSError) as error:
        raise ValueError(f"This is not a Parquet file: {error}") from None


def _format_column(array: pyarrow.Array) -> Cells:
    """Return the cells of a column as text."""
    import pyarrow
    from pyarrow import types

    if isinstance(array, pyarrow.ExtensionArray) and not _is_uuid(array.type):
        array = array.storage
    kind = array.type
    if types.is_dictionary(kind):
        return _format_column(array.dictionary_decode())
    if types.is_timestamp(kind):
        return _format_timestamps(array)
    if types.is_date(kind):
        days = array.cast(pyarrow.date32()).cast(pyarrow.int32())
        return _map_cells(format_date, days.to_pylist())
    if types.is_time(kind):
        values = array.cast(pyarrow.time64("us"), safe=False).cast(pyarrow.int64())
        return _map_cells(format_time, values.to_pylist())
    if types.is_duration(kind):
        values = array.cast(pyarrow.duration("us"), safe=False).cast(pyarrow.int64())
        return _map_cells("{} microseconds".format, values.to_pylist())
    if types.is_floating(kind) or types.is_decimal(kind) or types.is_integer(kind):
        return array.cast(pyarrow.string()).to_pylist()  # type: ignore[no-any-return]
    return _map_cells(_format_value, array.to_pylist())


def _is_uuid(kind: Any) -> bool:
    return getattr(kind, "extension_name", "") == "arrow.uuid"


def _format_timestamps(array: pyarrow.Array) -> Cells:
    """Return timestamps as text, in UTC if they have a zone; nanoseconds are cut off."""
    import pyarrow

    kind = array.type
    values = array.cast(pyarrow.timestamp("us", kind.tz), safe=False).cast(pyarrow.int64())
    zone = "+00" if kind.tz else ""
    return _map_cells(partial(format_timestamp, zone=zone), values.to_pylist())


def _map_cells(format_cell: Callable[[Any], str], values: Sequence[Any]) -> Cells:
    return [None if value is None else format_cell(value) for value in values]


def _format_value(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, default=_convert_inner_value, ensure_ascii=False)
    return str(value)


def _convert_inner_value(value: Any) -> str:
    """Return a value within a nested one that JSON has no type for."""
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)
