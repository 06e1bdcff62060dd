"""Round tick values along an axis, and their labels."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10

from dsql_tui.results.times import date_from_days, days_from_date

Tick = tuple[float, str]
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_STEPS = (
    *(1, 2, 5, 10, 15, 30),
    *(each * _MINUTE for each in (1, 2, 5, 10, 15, 30)),
    *(each * _HOUR for each in (1, 2, 3, 6, 12)),
    *(each * _DAY for each in (1, 2, 5, 10)),
)
"""Round distances between ticks, in seconds."""
_MONTHS = (1, 2, 3, 6)
_UNITS = ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min"), (1, "s"))


def make_ticks(measure: str, low: float, high: float, most: int) -> list[Tick]:
    """Return about `most` round values at most from `low` to `high`, with their labels.

    `measure` is the name of a `Measure` other than `word`.
    """
    if measure == "moment":
        return _timestamp_ticks(low, high, most)
    if measure == "clock":
        step = _choose_time_step(high - low, most)
        return [(each, _format_time(each, step)) for each in _multiples(low, high, step)]
    if measure == "span":
        size, unit = _choose_unit(max(abs(low), abs(high)) / 2)
        return [
            (value * size, f"{label} {unit}")
            for value, label in _number_ticks(low / size, high / size, most)
        ]
    return _number_ticks(low, high, most)


def format_value(measure: str, value: float) -> str:
    """Return the label of a single value."""
    if measure == "moment":
        return _timestamp_labels([value], 1)[0]
    if measure == "clock":
        return _format_time(value, 1)
    if measure == "span":
        size, unit = _choose_unit(abs(value))
        return f"{value / size:.3g} {unit}"
    return f"{value:,.6g}" if abs(value) < 1e6 else format_number(value, abs(value) / 1e6)


def make_log_ticks(low: float, high: float, most: int) -> list[Tick]:
    """Return about `most` powers of ten at most from `low` to `high`, with their labels."""
    first, last = ceil(log10(low) - 1e-9), floor(log10(high) + 1e-9)
    stride = max(1, ceil((last - first + 1) / max(1, most)))
    return [(10.0**each, _format_power(each)) for each in range(first, last + 1, stride)]


def choose_step(measure: str, width: float, most: int) -> float:
    """Return a round step that divides `width` into about `most` parts at most."""
    least = width / max(1, most)
    if measure in ("moment", "clock"):
        return _choose_time_step(width, most) or _round_up(least / _DAY) * _DAY
    return _round_up(least)


def format_number(value: float, step: float) -> str:
    """Return a number with the digits that distinguish it from the next tick."""
    size = max(abs(value), step)
    if size >= 1e15 or size < 1e-6:
        return f"{value:.6g}"
    return f"{value:,.{max(0, -floor(log10(step) + 1e-9))}f}"


def _number_ticks(low: float, high: float, most: int) -> list[Tick]:
    step = _round_up((high - low) / max(1, most))
    return [(each, format_number(each, step)) for each in _multiples(low, high, step)]


def _choose_unit(seconds: float) -> tuple[float, str]:
    """Return the largest unit that is not longer than a duration."""
    return next((each for each in _UNITS if seconds >= each[0]), _UNITS[-1])


def _format_power(exponent: int) -> str:
    return format_number(10.0**exponent, 10.0**exponent) if -5 < exponent < 7 else f"1e{exponent}"


def _round_up(step: float) -> float:
    """Return the next 1, 2 or 5 times a power of ten."""
    power = 10.0 ** floor(log10(step))
    return next((each * power for each in (1, 2, 5) if each * power >= step * 0.999), 10 * power)


def _multiples(low: float, high: float, step: float) -> list[float]:
    little = step * 1e-6
    return [
        each * step
        for each in range(ceil((low - little) / step), floor((high + little) / step) + 1)
    ]


def _choose_time_step(width: float, most: int) -> float:
    """Return the seconds between ticks; 0 if the step would be longer than ten days."""
    least = width / max(1, most)
    if least <= 0.5:
        return _round_up(least)
    return next((each for each in _STEPS if each >= least), 0)


def _timestamp_ticks(low: float, high: float, most: int) -> list[Tick]:
    if step := _choose_time_step(high - low, most):
        moments = _multiples(low, high, step)
        return list(zip(moments, _timestamp_labels(moments, step), strict=True))
    year = date_from_days(floor(low / _DAY))[0]
    months = (high - low) / (30.4 * _DAY) / max(1, most)
    stride = next((each for each in _MONTHS if each >= months), 0)
    if not stride:
        stride = 12 * max(1, round(_round_up(months / 12)))
    first = -(-12 * year // stride) if stride > 12 else 12 * year // stride
    found: list[Tick] = []
    month = first * stride
    while (at := days_from_date(month // 12, month % 12 + 1, 1) * _DAY) <= high:
        if at >= low:
            label = _format_year(month // 12)
            found.append((at, label if stride >= 12 else f"{label}-{month % 12 + 1:02}"))
        month += stride
    return found


def _timestamp_labels(moments: Sequence[float], step: float) -> list[str]:
    """Return labels that repeat only what differs from the label before."""
    labels = []
    last: tuple[int, int, int] | None = None
    for each in moments:
        days, second = divmod(each, _DAY)
        date = year, month, day = date_from_days(int(days))
        parts = []
        if date != last:
            same_year = last is not None and year == last[0]
            parts.append(
                f"{month:02}-{day:02}" if same_year else f"{_format_year(year)}-{month:02}-{day:02}"
            )
        if step < _DAY:
            parts.append(_format_time(second, step))
        labels.append(" ".join(parts))
        last = date
    return labels


def _format_year(year: int) -> str:
    return f"{1 - year} BC" if year < 1 else f"{year:04}"


def _format_time(seconds: float, step: float) -> str:
    minutes, second = divmod(seconds, 60)
    text = f"{int(minutes) // 60:02}:{int(minutes) % 60:02}"
    if step >= _MINUTE:
        return text
    digits = max(0, -floor(log10(step) + 1e-9))
    return f"{text}:{second:0{digits + 3 if digits else 2}.{digits}f}"
