r"""An aligned table for people to read, with control characters replaced.

Column widths are those of the first rows, since later rows have not arrived yet. With a maximum
width, long cells are cut. A table that would not fit even so is written as records, a line for each
cell, as by psql's \x.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from dsql_tui.events import Column
from dsql_tui.results.emoji import measure_part, measure_text, split_text
from dsql_tui.results.formats.format import Batches, Options, Row, encode
from dsql_tui.results.text import make_visible
from dsql_tui.results.types import NUMBERS

_NULL = "NULL"
_ELLIPSIS = "…"
_SAMPLE_ROWS = 1000
"""Rows that determine the column widths."""
_MIN_WIDTH = 6
"""Width below which columns are not cut: the rows are written as records instead."""


def write(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """Write the header and a rule, if enabled, and a line for each row."""
    rows = ([_format_row(row) for row in batch] for batch in batches)
    first: list[list[str]] = []
    for batch in rows:
        first += batch
        if len(first) >= _SAMPLE_ROWS:
            break
    if not columns:
        yield _write_no_columns(sum(map(len, chain([first], rows))))
        return
    names = [make_visible(column.name) for column in columns]
    widths = None if options.expanded else _fit_widths(names, first, options)
    if widths is None:
        yield from _write_records(names, chain([first], rows))
        return
    right = [column.oid in NUMBERS for column in columns]
    cut = options.width is not None
    if options.header:
        rule = "-+-".join("-" * width for width in widths)
        yield encode(f"{_format_line(names, widths, [False] * len(names), cut)}{rule}\n")
    for batch in chain([first], rows):
        yield encode("".join([_format_line(row, widths, right, cut) for row in batch]))


def _format_row(row: Row) -> list[str]:
    return [_NULL if cell is None else make_visible(cell) for cell in row]


def _fit_widths(names: list[str], rows: list[list[str]], options: Options) -> list[int] | None:
    """Return the width of each column, or `None` if the columns do not fit the maximum width."""
    widths = [measure_text(name) for name in names]
    for row in rows:
        widths = [max(width, measure_text(cell)) for width, cell in zip(widths, row, strict=True)]
    if options.width is None:
        return widths
    room = options.width - 3 * (len(names) - 1)
    cap = max(widths, default=0)
    while sum(min(width, cap) for width in widths) > room:
        cap -= 1
        if cap < _MIN_WIDTH:
            return widths if options.expanded is False else None
    return [min(width, cap) for width in widths]


def _format_line(cells: Sequence[str], widths: list[int], right: list[bool], cut: bool) -> str:
    placed = (
        _pad(_truncate(cell, width) if cut else cell, width, to_right)
        for cell, width, to_right in zip(cells, widths, right, strict=True)
    )
    return " | ".join(placed).rstrip() + "\n"


def _pad(cell: str, width: int, to_right: bool) -> str:
    padding = " " * (width - measure_text(cell))
    return padding + cell if to_right else cell + padding


def _truncate(cell: str, width: int) -> str:
    """Cut a cell to `width` terminal cells, with an ellipsis if something is missing."""
    if measure_text(cell) <= width:
        return cell
    kept, taken = [], 0
    for part in split_text(cell):
        taken += measure_part(part)
        if taken >= width:
            break
        kept.append(part)
    return "".join(kept) + _ELLIPSIS


def _write_no_columns(count: int) -> bytes:
    """Return what stands for rows without columns, as of `SELECT FROM t`."""
    return encode(f"({count:,} {'row' if count == 1 else 'rows'}, no columns)\n")


def _write_records(names: list[str], batches: Iterator[list[list[str]]]) -> Iterator[bytes]:
    widest = max(map(measure_text, names))
    number = 0
    for batch in batches:
        lines = []
        for row in batch:
            number += 1
            lines.append(f"-[ {number} ]{'-' * max(widest - 5 - len(str(number)), 1)}")
            lines += [
                f"{_pad(name, widest, False)} | {cell}"
                for name, cell in zip(names, row, strict=True)
            ]
        yield encode("".join(f"{line}\n" for line in lines))
