"""An Excel workbook, written by XlsxWriter.

A number is a number if a workbook can hold all its digits. Dates and times are dates and times of
Excel, from March 1900 on, if it can hold their microseconds; a timestamp with time zone is in UTC.
All other values are text as the server sent it. NULL is an empty cell. Rows that do not fit into a
sheet continue in the next one.
https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from dsql_tui.events import Column
from dsql_tui.results.formats.format import Batches, MissingLibrary, Options, UnsupportedValue
from dsql_tui.results.times import DAY, days_from_date, parse_time, parse_timestamp
from dsql_tui.results.types import BOOL, FLOATS, INTEGERS, NUMERIC

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_MAX_ROWS, _MAX_COLUMNS, _MAX_CHARACTERS = 1_048_576, 16_384, 32_767
_READ_SIZE = 64 * 1024
_TIME = 1083
_PATTERNS = {
    1082: "yyyy-mm-dd",
    _TIME: "hh:mm:ss.000",
    1114: "yyyy-mm-dd hh:mm:ss.000",
    1184: 'yyyy-mm-dd hh:mm:ss.000"Z"',
}
"""How Excel shows dates and times, by OID of the type."""
_EPOCH = 25_569
"""The day of Excel that is 1970-01-01."""
_FIRST, _END = days_from_date(1900, 3, 1) * DAY, days_from_date(10_000, 1, 1) * DAY
"""The moments that Excel can show. Earlier days are off by one: it has a 1900-02-29."""
_WORKBOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""Keep text that looks like a formula or a link as text, and rows out of memory."""


def write(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """Write the workbook. All bytes come after the last row, since a workbook is one archive."""
    try:
        # Imported here, because few people need it.
        from xlsxwriter import Workbook
    except ImportError:
        raise MissingLibrary("Excel", "excel") from None
    if len(columns) > _MAX_COLUMNS:
        raise UnsupportedValue(
            f"An Excel sheet holds at most {_MAX_COLUMNS:,} columns, and the result has "
            f"{len(columns):,}. Choose another format."
        )
    with TemporaryFile() as file:
        with Workbook(file, _WORKBOOK_OPTIONS) as book:
            yield from _write_rows(book, columns, batches, options)
        file.seek(0)
        while part := file.read(_READ_SIZE):
            yield part


def _write_rows(
    book: Workbook, columns: Sequence[Column], batches: Batches, options: Options
) -> Iterator[bytes]:
    """Write the rows, yielding an empty part after each batch so that progress can be shown."""
    sheet, at = _add_sheet(book, columns, options)
    styles = _Styles(book)
    for batch in batches:
        for row in batch:
            if at == _MAX_ROWS:
                sheet, at = _add_sheet(book, columns, options)
            for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
                if cell is not None:
                    _write_cell(sheet, at, place, cell, column.oid, styles)
            at += 1
        yield b""


def _add_sheet(book: Workbook, columns: Sequence[Column], options: Options) -> tuple[Any, int]:
    """Add a sheet and return it with the number of its first data row."""
    sheet = book.add_worksheet()
    for place, column in enumerate(columns):
        if column.oid in _PATTERNS:
            sheet.set_column(place, place, len(_PATTERNS[column.oid]) + 1)
    if not options.header:
        return sheet, 0
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.name)
    sheet.freeze_panes(1, 0)
    return sheet, 1


class _Styles:
    """Number formats of cells, each added to the workbook once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._formats: dict[str, Any] = {}

    def find(self, pattern: str) -> Any:
        """Return the format for a pattern such as `0.00`."""
        if pattern not in self._formats:
            self._formats[pattern] = self._book.add_format({"num_format": pattern})
        return self._formats[pattern]

    def find_decimals(self, cell: str) -> Any:
        """Return the format that shows as many decimal places as a number has; `None` for none."""
        digits = len(cell.partition(".")[2])
        return self.find(f"0.{'0' * digits}") if digits else None


def _write_cell(sheet: Any, row: int, column: int, cell: str, oid: int, styles: _Styles) -> None:
    if oid == BOOL:
        sheet.write_boolean(row, column, cell == "t")
    elif oid == NUMERIC and _is_exact(cell):
        sheet.write_number(row, column, float(cell), styles.find_decimals(cell))
    elif (oid in INTEGERS or oid in FLOATS) and _is_exact(cell):
        sheet.write_number(row, column, float(cell))
    elif oid in _PATTERNS and (days := _count_days(oid, cell)) is not None:
        sheet.write_number(row, column, _ExactNumber(days), styles.find(_PATTERNS[oid]))
    elif len(cell) > _MAX_CHARACTERS:
        raise UnsupportedValue(
            f"An Excel cell holds at most {_MAX_CHARACTERS:,} characters, and a value has "
            f"{len(cell):,}. Choose another format."
        )
    else:
        sheet.write_string(row, column, cell)


def _count_days(oid: int, cell: str) -> float | None:
    """Return a date or time as Excel counts days; `None` if Excel cannot show it.

    https://support.microsoft.com/office/e7fe7167-48a9-4b96-bb53-5612a800b487
    """
    try:
        if oid == _TIME:
            moment: float = parse_time(cell.encode())
            return moment / DAY if moment < DAY else None
        moment = parse_timestamp(cell.encode())
    except ValueError:
        return None
    if not _FIRST <= moment < _END:
        return None
    days, part = divmod(moment, DAY)
    number = float(days + _EPOCH + part / DAY)
    return number if round(number % 1 * DAY) == part else None


class _ExactNumber(float):
    """A number that XlsxWriter writes with all 17 digits instead of 16."""

    def __format__(self, _: str) -> str:
        return f"{float(self):.17G}"


def _is_exact(cell: str) -> bool:
    """Return whether the 16 digits that a workbook stores are all digits of a number.

    A workbook has no negative zero.
    """
    return cell[-1].isdecimal() and cell != "-0" and Decimal(f"{float(cell):.16G}") == Decimal(cell)
