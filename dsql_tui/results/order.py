"""The order of values by their type, as the server has it.

Text is ordered by its bytes, which is what Aurora DSQL's only collation (C) does. What has no order
here that is known to be the server's (intervals, arrays, json) is ordered as text too.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from dsql_tui.results.table import Table
from dsql_tui.results.types import INTEGERS, NUMBERS

Key = Callable[[bytes], Any]
"""Makes of a value something that compares as the server compares the values."""

_MONEY = 790
DATES = frozenset({1082, 1114, 1184})
_NO_DIGIT = re.compile(rb"[^\d.-]")
_INFINITE = {b"-infinity": (-(10**9), b""), b"infinity": (10**9, b"")}


def key_of(oid: int) -> Key:
    """How values of a type compare."""
    if oid in INTEGERS:
        return int
    if oid == _MONEY:
        return lambda raw: Decimal(_NO_DIGIT.sub(b"", raw).decode())
    if oid in NUMBERS:
        return number_key
    return _date if oid in DATES else bytes


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


def _date(raw: bytes) -> tuple[int, bytes]:
    """A year, below 0 before Christ, and the rest."""
    if raw in _INFINITE:
        return _INFINITE[raw]
    year, _, rest = raw.partition(b"-")
    return (-int(year), rest) if raw.endswith(b"BC") else (int(year), rest)
