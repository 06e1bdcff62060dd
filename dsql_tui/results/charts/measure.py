"""What values measure, as numbers to be placed along an axis."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from dsql_tui.results.times import SECOND, clock, moment, span
from dsql_tui.results.types import NUMBERS

_MONEY = 790
_NO_DIGIT = re.compile(rb"[^\d.-]")


@dataclass(frozen=True, slots=True)
class Measure:
    """A way in which values are numbers."""

    name: str
    """`number`, `moment`, `clock` (a time of day) or `span`; the last three are in seconds."""
    read: Callable[[bytes], float]
    """Raises `ValueError` or `OverflowError` for what cannot be read."""


WORD = Measure("word", lambda raw: 0.0)
"""Values that measure nothing: they are told apart, and placed in the order in which they come."""


def _money(raw: bytes) -> float:
    return float(_NO_DIGIT.sub(b"", raw))


def _seconds(microseconds: Callable[[bytes], float]) -> Callable[[bytes], float]:
    return lambda raw: microseconds(raw) / SECOND


NUMBER = Measure("number", float)
_MOMENT = Measure("moment", _seconds(moment))
_BY_OID = {
    **dict.fromkeys(NUMBERS, NUMBER),
    _MONEY: Measure("number", _money),
    1082: _MOMENT,
    1083: Measure("clock", _seconds(clock)),
    1114: _MOMENT,
    1184: _MOMENT,
    1186: Measure("span", _seconds(span)),
}


def measure(oid: int) -> Measure:
    """What values of a type measure."""
    return _BY_OID.get(oid, WORD)
