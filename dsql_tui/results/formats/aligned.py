"""A table for people to read: columns under one another, nothing that could control a terminal.

Widths are those of the first rows, since the last are not there yet. Where a line may only be so
wide, long cells are cut, and a table that would be all cuts is written as records: a line for each
cell. So is every table where that is wanted, as by psql's \\x.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from unicodedata import category, east_asian_width

from dsql_tui.events import Column
from dsql_tui.results.formats.format import Batches, Options, Row, encoded
from dsql_tui.results.text import visible
from dsql_tui.results.types import NUMBERS

_NULL = "NULL"
_CUT = "…"
_SAMPLE = 1000
"""Rows after which widths are settled."""
_NARROWEST = 6
"""Columns that would have to be cut below this make records instead."""


def write(columns: Sequence[Column], batches: Batches, options: Options) -> Iterator[bytes]:
    """The header with a rule below it, if it is wanted, and a line for each row."""
    rows = ([_shown(row) for row in batch] for batch in batches)
    first: list[list[str]] = []
    for batch in rows:
        first += batch
        if len(first) >= _SAMPLE:
            break
    names = [visible(column.name) for column in columns]
    widths = None if options.expanded else _widths(names, first, options)
    if widths is None:
        yield from _records(names, chain([first], rows))
        return
    right = [column.oid in NUMBERS for column in columns]
    cut = options.width is not None
    if options.header:
        rule = "-+-".join("-" * width for width in widths)
        yield encoded(f"{_line(names, widths, [False] * len(names), cut)}{rule}\n")
    for batch in chain([first], rows):
        yield encoded("".join([_line(row, widths, right, cut) for row in batch]))


def across(text: str) -> int:
    """How many places of a terminal's line a text takes."""
    if text.isascii():
        return len(text)
    return sum(_places(character) for character in text)


def _places(character: str) -> int:
    if category(character) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def _shown(row: Row) -> list[str]:
    return [_NULL if cell is None else visible(cell) for cell in row]


def _widths(names: list[str], rows: list[list[str]], options: Options) -> list[int] | None:
    """How wide each column is; `None` where that should be within a limit, and cannot."""
    widths = [across(name) for name in names]
    for row in rows:
        widths = [max(width, across(cell)) for width, cell in zip(widths, row, strict=True)]
    if options.width is None:
        return widths
    room = options.width - 3 * (len(names) - 1)
    cap = max(widths, default=0)
    while sum(min(width, cap) for width in widths) > room:
        cap -= 1
        if cap < _NARROWEST:
            return widths if options.expanded is False else None
    return [min(width, cap) for width in widths]


def _line(cells: Sequence[str], widths: list[int], right: list[bool], cut: bool) -> str:
    placed = (
        _placed(_within(cell, width) if cut else cell, width, to_right)
        for cell, width, to_right in zip(cells, widths, right, strict=True)
    )
    return " | ".join(placed).rstrip() + "\n"


def _placed(cell: str, width: int, to_right: bool) -> str:
    padding = " " * (width - across(cell))
    return padding + cell if to_right else cell + padding


def _within(cell: str, width: int) -> str:
    """A cell in `width` places, with a mark where something is missing."""
    if across(cell) <= width:
        return cell
    kept, taken = [], 0
    for character in cell:
        taken += _places(character)
        if taken >= width:
            break
        kept.append(character)
    return "".join(kept) + _CUT


def _records(names: list[str], batches: Iterator[list[list[str]]]) -> Iterator[bytes]:
    widest = max(map(across, names))
    number = 0
    for batch in batches:
        lines = []
        for row in batch:
            number += 1
            lines.append(f"-[ {number} ]{'-' * max(widest - 5 - len(str(number)), 1)}")
            lines += [
                f"{_placed(name, widest, False)} | {cell}"
                for name, cell in zip(names, row, strict=True)
            ]
        yield encoded("".join(f"{line}\n" for line in lines))
