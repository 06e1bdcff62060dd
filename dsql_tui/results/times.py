"""Dates, times and intervals as microseconds, which compare as in PostgreSQL, and as text.

The parsers expect DateStyle ISO and IntervalStyle postgres, the defaults of Aurora DSQL.
`datetime` is fast but limited to the years 1 to 9999; a regular expression handles the rest.
"""

from __future__ import annotations

import re
from datetime import datetime

SECOND = 1_000_000
DAY = 86_400 * SECOND
MONTH = 30 * DAY
"""The length of a month where intervals are compared
(https://www.postgresql.org/docs/16/functions-datetime.html)."""

_EPOCH = datetime(1970, 1, 1)
_TIMESTAMP = re.compile(
    rb"(\d{4,})(?:-(\d\d)(?:-(\d\d))?)?"
    rb"(?: (\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?)?([+-]\d\d(?::\d\d){0,2})?( BC)?"
)
_TIME = re.compile(rb"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([+-]\d\d(?::\d\d){0,2})?")
_DATE_PART = re.compile(rb"(?<!\d)([+-]?\d{1,20}) (year|mon|day)s?")
"""A part of an interval; without the limit, many digits would take quadratic time."""
_TIME_PART = re.compile(rb"([+-]?)(\d+):(\d\d):(\d\d)(?:\.(\d{1,6}))?")
_UNITS = {b"year": 12 * MONTH, b"mon": MONTH, b"day": DAY}
_INFINITIES = {b"infinity": float("inf"), b"-infinity": float("-inf")}


def parse_timestamp(raw: bytes) -> float:
    """Return a date or timestamp as microseconds since 1970: an `int`, or an infinity.

    The day, or month and day, may be missing.

    Raises:
        ValueError: The value is not a date or timestamp.
    """
    try:
        since = datetime.fromisoformat(raw.removesuffix(b"+00").decode()) - _EPOCH
    except (ValueError, TypeError):  # TypeError: the zone is not UTC
        return _parse_any_timestamp(raw)
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds


def _parse_any_timestamp(raw: bytes) -> float:
    """Parse any timestamp, also with years beyond those of `datetime`."""
    if raw in _INFINITIES:
        return _INFINITIES[raw]
    if not (found := _TIMESTAMP.fullmatch(raw)):
        raise ValueError(f"not a timestamp: {raw!r}")
    year, month, day, hour, minute, second, part, zone, before = found.groups(b"0")
    years = 1 - int(year) if before != b"0" else int(year)
    days = days_from_date(years, int(month) or 1, int(day) or 1)
    return days * DAY + _time_of_day(hour, minute, second, part) - _zone_offset(zone)


def parse_time(raw: bytes) -> int:
    """Return a time as microseconds since midnight, in UTC if it has a zone.

    Raises:
        ValueError: The value is not a time.
    """
    if not (found := _TIME.fullmatch(raw)):
        raise ValueError(f"not a time: {raw!r}")
    *parts, zone = found.groups(b"0")
    return _time_of_day(*parts) - _zone_offset(zone)


def parse_interval(raw: bytes) -> float:
    """Return the length of an interval in microseconds: an `int`, or an infinity.

    Raises:
        ValueError: The value is not an interval.
    """
    if raw in _INFINITIES:
        return _INFINITIES[raw]
    total = 0
    for number, unit in _DATE_PART.findall(raw):
        total += int(number) * _UNITS[unit]
    rest = _DATE_PART.sub(b"", raw).strip()
    if not rest:
        return total
    if not (found := _TIME_PART.fullmatch(rest)):
        raise ValueError(f"not an interval: {raw!r}")
    sign, *parts = found.groups(b"0")
    within = _time_of_day(*parts)
    return total - within if sign == b"-" else total + within


def format_timestamp(moment: int, zone: str = "") -> str:
    """Return microseconds since 1970 as PostgreSQL writes a timestamp, with the text of a zone."""
    days, rest = divmod(moment, DAY)
    date, era, _ = format_date(days).partition(" BC")
    return f"{date} {format_time(rest)}{zone}{era}"


def format_date(days: int) -> str:
    """Return days since 1970-01-01 as PostgreSQL writes a date."""
    year, month, day = date_from_days(days)
    era = " BC" if year < 1 else ""
    return f"{1 - year if era else year:04}-{month:02}-{day:02}{era}"


def format_time(moment: int) -> str:
    """Return microseconds since midnight as PostgreSQL writes a time."""
    seconds, part = divmod(moment, SECOND)
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{text}.{part:06}".rstrip("0") if part else text


def days_from_date(year: int, month: int, day: int) -> int:
    """Return a date as days since 1970-01-01; the year before 1 is 0.

    http://howardhinnant.github.io/date_algorithms.html#days_from_civil
    """
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def date_from_days(days: int) -> tuple[int, int, int]:
    """Return year, month and day of a number of days since 1970-01-01.

    http://howardhinnant.github.io/date_algorithms.html#civil_from_days
    """
    era, of_era = divmod(days + 719_468, 146_097)
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * of_year + 2) // 153
    day = of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + (3 if shifted < 10 else -9)
    return year + era * 400 + (month <= 2), month, day


def _time_of_day(hour: bytes, minute: bytes, second: bytes, part: bytes) -> int:
    whole = int(hour) * 3600 + int(minute) * 60 + int(second)
    return whole * SECOND + int(part.ljust(6, b"0"))


def _zone_offset(zone: bytes) -> int:
    """Return how far a zone is ahead of UTC, in microseconds."""
    if zone == b"0":
        return 0
    hours, *less = zone[1:].split(b":")
    seconds = int(hours) * 3600 + sum(
        int(each) * unit for each, unit in zip(less, (60, 1), strict=False)
    )
    return (-seconds if zone.startswith(b"-") else seconds) * SECOND
