"""The order of values by their type, as the server has it.

Text is ordered by its bytes, which is what Aurora DSQL's only collation (C) does. What has no order
here that is known to be the server's (json, addresses) is ordered as text too, as `as_text` tells.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from dsql_tui.results.arrays import elements
from dsql_tui.results.table import Table
from dsql_tui.results.times import clock, moment, span
from dsql_tui.results.types import BOOL, ELEMENTS, INTEGERS, NUMBERS

Key = Callable[[bytes], Any]
"""Makes of a value something that compares as the server compares the values."""

_MONEY, _PADDED, _WITH_ZONE, _INTERVAL, _CLOCK = 790, 1042, 1184, 1186, 1266
DATES = frozenset({1082, 1114, _WITH_ZONE})
_TEXTS = frozenset({17, 18, 19, 25, 1043, 1083, 2950, BOOL})
"""Types whose values are in order as they are written: text, bytes in hexadecimal, `f` and `t`."""
_NO_DIGIT = re.compile(rb"[^\d.-]")
_INFINITE = {b"-infinity": (-(10**9), b""), b"infinity": (10**9, b"")}


def key_of(oid: int) -> Key:
    """How values of a type compare."""
    if oid in ELEMENTS:
        return _array_key(key_of(ELEMENTS[oid]))
    return _KEYS.get(oid, bytes)


def as_text(oid: int) -> bool:
    """Are values of a type ordered by how they are written, though the server has another order?"""
    oid = ELEMENTS.get(oid, oid)
    return oid not in _KEYS and oid not in _TEXTS


def in_order(
    table: Table, rows: Sequence[int], column: int, descending: bool = False
) -> Sequence[int]:
    """Rows of a table by the values of a column; equal ones stay as they were, NULL comes last."""
    values = list(map(partial(table.value, column=column), rows))
    key = key_of(table.columns[column].oid)
    filled = [(key(raw), row) for raw, row in zip(values, rows, strict=True) if raw is not None]
    filled.sort(key=lambda pair: pair[0], reverse=descending)
    empty = [row for raw, row in zip(values, rows, strict=True) if raw is None]
    ordered = [row for _, row in filled]
    return array("q", empty + ordered if descending else ordered + empty)


def number_key(raw: bytes) -> tuple[bool, Decimal]:
    """NaN is above every other number."""
    number = Decimal(raw.decode())
    return (True, Decimal(0)) if number.is_nan() else (False, number)


def _array_key(key: Key) -> Key:
    """One element after the other, NULL above all; the shorter of two first."""

    def array_key(raw: bytes) -> list[tuple[bool, Any]]:
        return [(each is None, None if each is None else key(each)) for each in elements(raw)]

    return array_key


def _unpadded(raw: bytes) -> bytes:
    return raw.rstrip(b" ")


def _money(raw: bytes) -> Decimal:
    return Decimal(_NO_DIGIT.sub(b"", raw).decode())


def _date(raw: bytes) -> tuple[int, bytes]:
    """A year, below 0 before Christ, and the rest."""
    if raw in _INFINITE:
        return _INFINITE[raw]
    year, _, rest = raw.partition(b"-")
    return (-int(year), rest) if raw.endswith(b"BC") else (int(year), rest)


_KEYS: dict[int, Key] = {
    **dict.fromkeys(NUMBERS, number_key),
    **dict.fromkeys(INTEGERS, int),
    **dict.fromkeys(DATES, _date),
    _MONEY: _money,
    _WITH_ZONE: moment,
    _CLOCK: clock,
    _INTERVAL: span,
    _PADDED: _unpadded,
}
