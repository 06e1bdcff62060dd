"""Sorting of values by type, in the order that the server uses.

Text sorts by its bytes, as in Aurora DSQL's only collation (C). Types whose order is not known here
(json, network addresses) sort as text too, and so does a column with values that cannot be parsed,
for example because DateStyle is not ISO.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

from dsql_tui.results.arrays import parse_array
from dsql_tui.results.table import Table
from dsql_tui.results.times import parse_interval, parse_time, parse_timestamp
from dsql_tui.results.types import ARRAY_ELEMENTS, BOOL, INTEGERS, NUMBERS

SortKey = Callable[[bytes], Any]
"""A function that turns a value into an object that compares as the server compares values."""

_MONEY, _PADDED, _WITH_ZONE, _INTERVAL, _TIME = 790, 1042, 1184, 1186, 1266
UNPARSABLE = (ValueError, ArithmeticError)
"""Exceptions of a sort key for a value that it cannot parse."""
DATES = frozenset({1082, 1114, _WITH_ZONE})
_TEXTS = frozenset({17, 18, 19, 25, 1043, 1083, 2950, BOOL})
"""Types whose text sorts as their values do: text, bytea in hexadecimal, `f` and `t`."""
_NOT_A_DIGIT = re.compile(rb"[^\d.-]")
_INFINITE = {b"-infinity": (-(10**9), b""), b"infinity": (10**9, b"")}


def sort_key(oid: int) -> SortKey:
    """Return the sort key of a type."""
    if oid in ARRAY_ELEMENTS:
        return _array_sort_key(sort_key(ARRAY_ELEMENTS[oid]))
    return _KEYS.get(oid, bytes)


def sorts_as_text(oid: int) -> bool:
    """Return whether a type sorts as text here although the server has another order."""
    oid = ARRAY_ELEMENTS.get(oid, oid)
    return oid not in _KEYS and oid not in _TEXTS


class SortedRows(NamedTuple):
    """Row numbers in their new order."""

    rows: Sequence[int]
    as_text: bool
    """True if the values are sorted as text although the server has another order."""


def sort_rows(
    table: Table, rows: Sequence[int], column: int, descending: bool = False
) -> SortedRows:
    """Sort rows by a column. The sort is stable, and NULL is the largest value."""
    values = list(map(partial(table.value, column=column), rows))
    oid = table.columns[column].oid
    filled = [(raw, row) for raw, row in zip(values, rows, strict=True) if raw is not None]
    keys, parsed = _make_keys(sort_key(oid), [raw for raw, _ in filled])
    pairs = [(key, row) for key, (_, row) in zip(keys, filled, strict=True)]
    pairs.sort(key=itemgetter(0), reverse=descending)
    nulls = [row for raw, row in zip(values, rows, strict=True) if raw is None]
    ordered = [row for _, row in pairs]
    numbers = array("q", nulls + ordered if descending else ordered + nulls)
    return SortedRows(numbers, sorts_as_text(oid) or not parsed)


def _make_keys(key: SortKey, values: list[bytes]) -> tuple[list[Any], bool]:
    """Return the keys of values; the values themselves, and false, if one cannot be parsed."""
    try:
        return list(map(key, values)), True
    except UNPARSABLE:
        return list(values), False


def parse_number(raw: bytes) -> tuple[bool, Decimal]:
    """Return a sort key for a number; NaN is greater than every other number."""
    number = Decimal(raw.decode())
    return (True, Decimal(0)) if number.is_nan() else (False, number)


def _array_sort_key(key: SortKey) -> SortKey:
    """Return a key that compares arrays element by element; NULL is the largest element."""

    def array_key(raw: bytes) -> list[tuple[bool, Any]]:
        return [(each is None, None if each is None else key(each)) for each in parse_array(raw)]

    return array_key


def _strip_padding(raw: bytes) -> bytes:
    return raw.rstrip(b" ")


def _parse_money(raw: bytes) -> Decimal:
    return Decimal(_NOT_A_DIGIT.sub(b"", raw).decode())


def _parse_date(raw: bytes) -> tuple[int, bytes]:
    """Return the year, negative for BC, and the rest."""
    if raw in _INFINITE:
        return _INFINITE[raw]
    year, _, rest = raw.partition(b"-")
    return (-int(year), rest) if raw.endswith(b"BC") else (int(year), rest)


_KEYS: dict[int, SortKey] = {
    **dict.fromkeys(NUMBERS, parse_number),
    **dict.fromkeys(INTEGERS, int),
    **dict.fromkeys(DATES, _parse_date),
    _MONEY: _parse_money,
    _WITH_ZONE: parse_timestamp,
    _TIME: parse_time,
    _INTERVAL: parse_interval,
    _PADDED: _strip_padding,
}
