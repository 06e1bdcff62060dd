"""Summary of selected cells: count, sum, minimum and maximum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from decimal import Context, Decimal

from dsql_tui.events import Column
from dsql_tui.results.sort import DATES, UNPARSABLE, SortKey, parse_number, sort_key
from dsql_tui.results.types import NUMBERS

_EXACT = Context(prec=150_000, traps=[])
"""Enough digits for every `numeric`."""
_MONEY = 790


def summarize(columns: Sequence[Column], rows: Iterable[Sequence[bytes | None]]) -> str:
    """Return a line such as `12 cells · 1 NULL · sum 40 · min 1 · max 20`; sums are exact.

    Sum, minimum and maximum are left out if a value cannot be parsed.
    """
    by_column = list(zip(*rows, strict=True))
    cells = [value for values in by_column for value in values]
    filled = [value for value in cells if value is not None]
    parts = [f"{len(cells):,} cells"]
    if len(filled) < len(cells):
        parts.append(f"{len(cells) - len(filled):,} NULL")
    numbers = [
        raw
        for column, values in zip(columns, by_column, strict=True)
        if column.oid in NUMBERS - {_MONEY}
        for raw in values
        if raw is not None
    ]
    with suppress(*UNPARSABLE):
        if numbers:
            total = Decimal(0)
            for raw in numbers:
                total = _EXACT.add(total, Decimal(raw.decode()))
            parts += [f"sum {total:f}", *_extremes(numbers, parse_number)]
        elif filled and {column.oid for column in columns} <= DATES:
            parts += _extremes(filled, sort_key(columns[0].oid))
    return " · ".join(parts)


def _extremes(values: Sequence[bytes], key: SortKey) -> list[str]:
    return [f"min {min(values, key=key).decode()}", f"max {max(values, key=key).decode()}"]
