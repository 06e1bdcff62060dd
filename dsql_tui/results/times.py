"""What moments and spans of time measure, in microseconds, as PostgreSQL compares them.

Values are read as the server writes them with DateStyle ISO and IntervalStyle postgres, which are
what Aurora DSQL has. `datetime` is quick, but knows no year before 1 or beyond 9999.
"""

from __future__ import annotations

import re
from datetime import datetime

SECOND = 1_000_000
DAY = 86_400 * SECOND
MONTH = 30 * DAY
"""What a month counts for where intervals are compared
(https://www.postgresql.org/docs/16/functions-datetime.html)."""

_EPOCH = datetime(1970, 1, 1)
_MOMENT = re.compile(
    rb"(\d{4,})(?:-(\d\d)(?:-(\d\d))?)?"
    rb"(?: (\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?)?([+-]\d\d(?::\d\d){0,2})?( BC)?"
)
_CLOCK = re.compile(rb"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([+-]\d\d(?::\d\d){0,2})?")
_PART = re.compile(rb"([+-]?\d+) (year|mon|day)s?")
_REST = re.compile(rb"([+-]?)(\d+):(\d\d):(\d\d)(?:\.(\d{1,6}))?")
_UNITS = {b"year": 12 * MONTH, b"mon": MONTH, b"day": DAY}
_ENDS = {b"infinity": float("inf"), b"-infinity": float("-inf")}


def moment(raw: bytes) -> float:
    """Since 1970, of a date or a timestamp; an `int`, or an infinity. Less than a day may be said.

    Raises:
        ValueError: it is no such value.
    """
    try:
        since = datetime.fromisoformat(raw.removesuffix(b"+00").decode()) - _EPOCH
    except (ValueError, TypeError):  # TypeError: it has another zone
        return _moment(raw)
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds


def _moment(raw: bytes) -> float:
    """The same, of any at all."""
    if raw in _ENDS:
        return _ENDS[raw]
    if not (found := _MOMENT.fullmatch(raw)):
        raise ValueError(f"no moment: {raw!r}")
    year, month, day, hour, minute, second, part, zone, before = found.groups(b"0")
    years = 1 - int(year) if before != b"0" else int(year)
    days = days_of(years, int(month) or 1, int(day) or 1)
    return days * DAY + _clock(hour, minute, second, part) - _zone(zone)


def clock(raw: bytes) -> int:
    """Since midnight, of a time; of one with a zone since midnight in UTC.

    Raises:
        ValueError: it is no such value.
    """
    if not (found := _CLOCK.fullmatch(raw)):
        raise ValueError(f"no time: {raw!r}")
    *parts, zone = found.groups(b"0")
    return _clock(*parts) - _zone(zone)


def span(raw: bytes) -> float:
    """How long an interval is; an `int`, or an infinity.

    Raises:
        ValueError: it is no such value.
    """
    if raw in _ENDS:
        return _ENDS[raw]
    total = 0
    for number, unit in _PART.findall(raw):
        total += int(number) * _UNITS[unit]
    rest = _PART.sub(b"", raw).strip()
    if not rest:
        return total
    if not (found := _REST.fullmatch(rest)):
        raise ValueError(f"no interval: {raw!r}")
    sign, *parts = found.groups(b"0")
    within = _clock(*parts)
    return total - within if sign == b"-" else total + within


def days_of(year: int, month: int, day: int) -> int:
    """A date as days since 1970-01-01; the year before 1 is 0.

    http://howardhinnant.github.io/date_algorithms.html#days_from_civil
    """
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def date_of(days: int) -> tuple[int, int, int]:
    """Year, month and day, of days since 1970-01-01.

    http://howardhinnant.github.io/date_algorithms.html#civil_from_days
    """
    era, of_era = divmod(days + 719_468, 146_097)
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * of_year + 2) // 153
    day = of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + (3 if shifted < 10 else -9)
    return year + era * 400 + (month <= 2), month, day


def _clock(hour: bytes, minute: bytes, second: bytes, part: bytes) -> int:
    whole = int(hour) * 3600 + int(minute) * 60 + int(second)
    return whole * SECOND + int(part.ljust(6, b"0"))


def _zone(zone: bytes) -> int:
    """How far a zone is ahead of UTC."""
    if zone == b"0":
        return 0
    hours, *less = zone[1:].split(b":")
    seconds = int(hours) * 3600 + sum(
        int(each) * unit for each, unit in zip(less, (60, 1), strict=False)
    )
    return (-seconds if zone.startswith(b"-") else seconds) * SECOND
