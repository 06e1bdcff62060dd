"""An Excel workbook, written by XlsxWriter.

Numbers are numbers where a workbook holds every digit of them, and else texts, like all other
values: what Excel shows is what the server sent. NULL is an empty cell. Rows beyond those that a
sheet holds go on in the next one.
https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from dsql_tui.events import Column
from dsql_tui.results.formats.format import Batches, Missing, Options, Unfit
from dsql_tui.results.types import BOOL, FLOATS, INTEGERS, NUMERIC

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_ROWS, _COLUMNS, _CHARACTERS = 1_048_576, 16_384, 32_767
_PART = 64 * 1024
_AS_IT_IS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""A text that looks like a formula or a link stays a text; rows are not kept in memory."""


def write(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """The whole workbook, once the last row has come: its parts are written into one archive."""
    try:
        # Lazily, because few people want it.
        from xlsxwriter import Workbook
    except ImportError:
        raise Missing("Excel", "excel") from None
    if len(columns) > _COLUMNS:
        raise Unfit(f"An Excel sheet has {_COLUMNS:,} columns at most.")
    with TemporaryFile() as file:
        with Workbook(file, _AS_IT_IS) as book:
            yield from _fill(book, columns, batches, options)
        file.seek(0)
        while part := file.read(_PART):
            yield part


def _fill(
    book: Workbook, columns: Sequence[Column], batches: Batches, options: Options
) -> Iterator[bytes]:
    """Put the rows in; it gives nothing yet, but lets whoever waits see how far it is."""
    sheet, at = _sheet(book, columns, options)
    decimals = _Decimals(book)
    for batch in batches:
        for row in batch:
            if at == _ROWS:
                sheet, at = _sheet(book, columns, options)
            for place, (cell, column) in enumerate(zip(row, columns, strict=True)):
                if cell is not None:
                    _put(sheet, at, place, cell, column.oid, decimals)
            at += 1
        yield b""


def _sheet(book: Workbook, columns: Sequence[Column], options: Options) -> tuple[Any, int]:
    """Another sheet, and where its rows begin."""
    sheet = book.add_worksheet()
    if not options.header:
        return sheet, 0
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.name)
    sheet.freeze_panes(1, 0)
    return sheet, 1


class _Decimals:
    """The ways to show numbers, by how many digits stand behind the point: 1.10 is not 1.1."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._known: dict[int, Any] = {}

    def of(self, cell: str) -> Any:
        """That of a number as the server wrote it; `None` where it has no decimals."""
        digits = len(cell.partition(".")[2])
        if digits and digits not in self._known:
            self._known[digits] = self._book.add_format({"num_format": f"0.{'0' * digits}"})
        return self._known.get(digits)


def _put(sheet: Any, row: int, place: int, cell: str, oid: int, decimals: _Decimals) -> None:
    if oid == BOOL:
        sheet.write_boolean(row, place, cell == "t")
    elif oid == NUMERIC and _exact(cell):
        sheet.write_number(row, place, float(cell), decimals.of(cell))
    elif (oid in INTEGERS or oid in FLOATS) and _exact(cell):
        sheet.write_number(row, place, float(cell))
    elif len(cell) > _CHARACTERS:
        raise Unfit(
            f"An Excel cell holds {_CHARACTERS:,} characters, and there is a value of "
            f"{len(cell):,}: choose another format."
        )
    else:
        sheet.write_string(row, place, cell)


def _exact(cell: str) -> bool:
    """Does a workbook, which holds numbers as texts of 16 digits, hold every digit of this one?"""
    return cell[-1].isdecimal() and Decimal(f"{float(cell):.16G}") == Decimal(cell)
