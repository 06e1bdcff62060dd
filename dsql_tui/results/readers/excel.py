"""Reader of Excel workbooks, by openpyxl, row by row.

Cells with a date or time are read as the number that the workbook holds, since openpyxl rounds them
to milliseconds. A cell that exists and has no text is an empty text; a missing one is NULL. Rows
without any value are skipped. A sheet that is full continues in the next one.
"""

from __future__ import annotations

import re
import warnings
import zlib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO
from zipfile import BadZipFile

from dsql_tui.results.formats.format import MissingLibrary
from dsql_tui.results.readers.record import Record, format_row
from dsql_tui.results.times import DAY, format_date, format_time, format_timestamp

_MAX_ROWS = 1_048_576
_EPOCH_1900, _EPOCH_1904 = 25_569, 24_107
"""The days of Excel that are 1970-01-01, by the calendar of the workbook."""
_LITERALS = re.compile(r'"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
"""The parts of a number format that are text, colours or languages."""
_DECIMALS = re.compile(r"0\.(0+)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MAX_INTEGER = 2**53
_DAMAGES = (
    *(BadZipFile, SyntaxError, ValueError, LookupError, TypeError, AttributeError, OSError),
    *(zlib.error, EOFError, NotImplementedError, ArithmeticError),
)
"""The errors of openpyxl for a file that is damaged."""


class Workbook:
    """A workbook, of which one sheet is read."""

    def __init__(self, file: BinaryIO, sheet: str = "", null: str | None = None) -> None:
        """Open it.

        Args:
            file: The file.
            sheet: The name or the number of the sheet; if empty, the first one.
            null: A text that is NULL, as an empty cell is.

        Raises:
            MissingLibrary: openpyxl is not installed.
            ValueError: The file is not a workbook, or has no such sheet; the message is for the
                user.
        """
        try:
            # Imported here, because few people need it.
            from openpyxl import load_workbook
        except ImportError:
            raise MissingLibrary("Excel", "excel") from None
        # They would be written into the screen, and concern styles and the like.
        warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
        try:
            self._book = load_workbook(file, read_only=True, data_only=True)
        except _DAMAGES as error:
            raise ValueError(f"This is not an Excel workbook (.xlsx): {error}") from None
        # Keep openpyxl from rounding dates.
        self._book._date_formats = self._book._timedelta_formats = frozenset()
        self._epoch = _EPOCH_1904 if self._book.epoch.year == 1904 else _EPOCH_1900
        self._null = null
        self._sheets = self._choose_sheets(sheet)
        self._codes: dict[str, str] = {}
        """The codes of each number format for dates or times; empty for any other."""

    def _choose_sheets(self, name: str) -> list[Any]:
        """Return the sheet to read, and those that may continue it."""
        sheets = self._book.worksheets
        for sheet in sheets:
            sheet.reset_dimensions()  # Some programs write wrong ones.
        titles = [sheet.title for sheet in sheets]
        if not name:
            return list(sheets)
        if name in titles:
            return [sheets[titles.index(name)]]
        if name.isdecimal() and 0 < int(name) <= len(sheets):
            return [sheets[int(name) - 1]]
        known = ", ".join(f"“{title}”" for title in titles)
        raise ValueError(f"The workbook has no sheet “{name}”. Its sheets are: {known}.")

    def read_first_row(self) -> list[str | None] | None:
        """Return the cells of the first row; `None` without one."""
        try:
            rows = self._sheets[0].iter_rows(max_row=1)
            return next(([self._format(cell) for cell in row] for row in rows), None)
        except _DAMAGES as error:
            raise ValueError(f"The workbook is damaged: {error}") from None

    def read_records(self, columns: Sequence[str], header: bool) -> Iterator[Record]:
        """Yield a record for each row; its line is the number of the row in its sheet.

        Raises:
            ValueError: The file is damaged; the message is for the user.
        """
        for sheet in self._sheets:
            number = 0
            rows = enumerate(sheet.iter_rows(), 1)
            while (found := _read_next(rows, number)) is not None:
                number, row = found
                if number > int(header) and (record := self._read_record(number, row, columns)):
                    yield record
            if number < _MAX_ROWS:
                return

    def _read_record(
        self, number: int, row: Sequence[Any], columns: Sequence[str]
    ) -> Record | None:
        width = len(columns)
        cells = [self._format(cell) for cell in row]
        while len(cells) > width and cells[-1] is None:
            cells.pop()
        if not any(cell is not None for cell in cells):
            return None
        cells += [None] * (width - len(cells))
        problem = next(filter(None, map(_find_problem, islice(row, len(cells)))), "")
        text = format_row(columns, cells)
        return Record(number, text, () if problem else tuple(cells), problem)

    def _format(self, cell: Any) -> str | None:
        """Return the value of a cell as the text that PostgreSQL reads as the same value."""
        value = cell.value
        if value is None:
            # A cell with an empty text has a place; one that is missing has none.
            return "" if getattr(cell, "data_type", "n") in ("inlineStr", "s", "str") else None
        if isinstance(value, bool):
            return "t" if value else "f"
        if isinstance(value, int | float):
            pattern = cell.number_format or ""
            if codes := self._find_codes(pattern):
                return _format_moment(value, codes, pattern, self._epoch)
            return _format_number(value, pattern)
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value))
        return None if text == self._null else text

    def _find_codes(self, pattern: str) -> str:
        """Return the letters of a number format for dates or times; none for any other."""
        if pattern not in self._codes:
            from openpyxl.styles.numbers import is_date_format

            codes = _LITERALS.sub("", pattern).lower() if is_date_format(pattern) else ""
            self._codes[pattern] = codes
        return self._codes[pattern]


def _read_next(rows: Iterator[tuple[int, Any]], number: int) -> tuple[int, Any] | None:
    try:
        return next(rows, None)
    except _DAMAGES as error:
        raise ValueError(f"The workbook is damaged after row {number:,}: {error}") from None


def _find_problem(cell: Any) -> str:
    if getattr(cell, "data_type", "n") == "e":
        return f"Cell {cell.coordinate} has the error {cell.value}."
    return ""


def _format_moment(value: float, codes: str, pattern: str, epoch: int) -> str:
    """Return a date or time from the days that Excel counts, by the codes of its format."""
    days, part = divmod(value, 1)
    moment = round(part * DAY)
    if "[" in codes:
        return format_time(int(days) * DAY + moment)  # an interval
    has_date, has_time = any(each in codes for each in "yd"), any(each in codes for each in "hs")
    if not has_date and not days:
        return format_time(moment)
    if not has_time and not moment:
        return format_date(int(days) - epoch)
    zone = "+00" if pattern.endswith('"Z"') else ""
    return format_timestamp((int(days) - epoch) * DAY + moment, zone)


def _format_number(value: int | float, pattern: str) -> str:
    """Return a number with the decimal places that its cell shows, if it has no more."""
    if places := _DECIMALS.fullmatch(pattern):
        number = Decimal(repr(value))
        text = f"{number:.{len(places[1])}f}"
        if Decimal(text) == number:
            return text
    if isinstance(value, float) and value.is_integer() and abs(value) < _MAX_INTEGER:
        return repr(value).removesuffix(".0")
    return repr(value)
