"""The measures of column types: how values become numbers along an axis."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from dsql_tui.results.times import SECOND, parse_interval, parse_time, parse_timestamp
from dsql_tui.results.types import NUMBERS

_MONEY = 790
_NO_DIGIT = re.compile(rb"[^\d.-]")


@dataclass(frozen=True, slots=True)
class Measure:
    """A kind of quantity, and the function that reads its values."""

    name: str
    """`number`, `moment`, `clock` (a time of day), `span` or `word`; times are in seconds."""
    read: Callable[[bytes], float]
    """A function that raises `ValueError` or `OverflowError` for values it cannot read."""


WORD = Measure("word", lambda raw: 0.0)
"""Values that are not numbers: they are placed in order of first appearance."""


def _parse_money(raw: bytes) -> float:
    return float(_NO_DIGIT.sub(b"", raw))


def _in_seconds(microseconds: Callable[[bytes], float]) -> Callable[[bytes], float]:
    return lambda raw: microseconds(raw) / SECOND


NUMBER = Measure("number", float)
_TIMESTAMP = Measure("moment", _in_seconds(parse_timestamp))
_BY_OID = {
    **dict.fromkeys(NUMBERS, NUMBER),
    _MONEY: Measure("number", _parse_money),
    1082: _TIMESTAMP,
    1083: Measure("clock", _in_seconds(parse_time)),
    1114: _TIMESTAMP,
    1184: _TIMESTAMP,
    1186: Measure("span", _in_seconds(parse_interval)),
}


def get_measure(oid: int) -> Measure:
    """Return the measure of a type."""
    return _BY_OID.get(oid, WORD)
