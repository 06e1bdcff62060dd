"""What cells come to: how many, their sum, the least and the greatest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal

from dsql_tui.events import Column
from dsql_tui.results.order import DATES, Key, key_of, number_key
from dsql_tui.results.types import NUMBERS

_EXACT = Context(prec=150_000, traps=[])
"""Digits enough for any `numeric`."""
_MONEY = 790


def tally(columns: Sequence[Column], rows: Iterable[Sequence[bytes | None]]) -> str:
    """In a line: `12 cells · 1 NULL · sum 40 · min 1 · max 20`. Sums are exact."""
    by_column = list(zip(*rows, strict=True))
    cells = [value for values in by_column for value in values]
    filled = [value for value in cells if value is not None]
    said = [f"{len(cells):,} cells"]
    if len(filled) < len(cells):
        said.append(f"{len(cells) - len(filled):,} NULL")
    numbers = [
        raw
        for column, values in zip(columns, by_column, strict=True)
        if column.oid in NUMBERS - {_MONEY}
        for raw in values
        if raw is not None
    ]
    if numbers:
        total = Decimal(0)
        for raw in numbers:
            total = _EXACT.add(total, Decimal(raw.decode()))
        said += [f"sum {total:f}", *_ends(numbers, number_key)]
    elif filled and {column.oid for column in columns} <= DATES:
        said += _ends(filled, key_of(columns[0].oid))
    return " · ".join(said)


def _ends(values: Sequence[bytes], key: Key) -> list[str]:
    """The least value and the greatest, as they came."""
    return [f"min {min(values, key=key).decode()}", f"max {max(values, key=key).decode()}"]
