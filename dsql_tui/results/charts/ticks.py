"""Round numbers and moments along an axis, and how they are written."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10

from dsql_tui.results.times import date_of, days_of

Tick = tuple[float, str]
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_STEPS = (
    *(1, 2, 5, 10, 15, 30),
    *(each * _MINUTE for each in (1, 2, 5, 10, 15, 30)),
    *(each * _HOUR for each in (1, 2, 3, 6, 12)),
    *(each * _DAY for each in (1, 2, 5, 10)),
)
"""Seconds between ticks that people find round."""
_MONTHS = (1, 2, 3, 6)
_UNITS = ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min"), (1, "s"))


def ticks(measure: str, low: float, high: float, most: int) -> list[Tick]:
    """At most about so many round values from `low` to `high`, and their labels.

    `measure` is the name of a `Measure`; of words there are none.
    """
    if measure == "moment":
        return _moments(low, high, most)
    if measure == "clock":
        step = _time_step(high - low, most)
        return [(each, _clock(each, step)) for each in _multiples(low, high, step)]
    if measure == "span":
        size, unit = _unit(max(abs(low), abs(high)) / 2)
        return [
            (value * size, f"{label} {unit}")
            for value, label in _numbers(low / size, high / size, most)
        ]
    return _numbers(low, high, most)


def said(measure: str, value: float) -> str:
    """A single value, as it is read off."""
    if measure == "moment":
        return _moment_labels([value], 1)[0]
    if measure == "clock":
        return _clock(value, 1)
    if measure == "span":
        size, unit = _unit(abs(value))
        return f"{value / size:.3g} {unit}"
    return f"{value:,.6g}" if abs(value) < 1e6 else number(value, abs(value) / 1e6)


def powers(low: float, high: float, most: int) -> list[Tick]:
    """Powers of ten from `low` to `high`."""
    first, last = ceil(log10(low) - 1e-9), floor(log10(high) + 1e-9)
    stride = max(1, ceil((last - first + 1) / max(1, most)))
    return [(10.0**each, _power(each)) for each in range(first, last + 1, stride)]


def round_step(measure: str, width: float, most: int) -> float:
    """A round part of a width, of which there are at most about so many."""
    least = width / max(1, most)
    if measure in ("moment", "clock"):
        return _time_step(width, most) or _nice(least / _DAY) * _DAY
    return _nice(least)


def number(value: float, step: float) -> str:
    """A number as an axis has it, to the digits that tell it from the next one."""
    size = max(abs(value), step)
    if size >= 1e15 or size < 1e-6:
        return f"{value:.6g}"
    return f"{value:,.{max(0, -floor(log10(step) + 1e-9))}f}"


def _numbers(low: float, high: float, most: int) -> list[Tick]:
    step = _nice((high - low) / max(1, most))
    return [(each, number(each, step)) for each in _multiples(low, high, step)]


def _unit(seconds: float) -> tuple[float, str]:
    """The largest unit of which there is one at least."""
    return next((each for each in _UNITS if seconds >= each[0]), _UNITS[-1])


def _power(exponent: int) -> str:
    return number(10.0**exponent, 10.0**exponent) if -5 < exponent < 7 else f"1e{exponent}"


def _nice(step: float) -> float:
    """The next of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** floor(log10(step))
    return next((each * power for each in (1, 2, 5) if each * power >= step * 0.999), 10 * power)


def _multiples(low: float, high: float, step: float) -> list[float]:
    little = step * 1e-6
    return [
        each * step
        for each in range(ceil((low - little) / step), floor((high + little) / step) + 1)
    ]


def _time_step(width: float, most: int) -> float:
    """Seconds between ticks within about a month; parts of a second where that is what there is."""
    least = width / max(1, most)
    if least <= 0.5:
        return _nice(least)
    return next((each for each in _STEPS if each >= least), 0)


def _moments(low: float, high: float, most: int) -> list[Tick]:
    if step := _time_step(high - low, most):
        moments = _multiples(low, high, step)
        return list(zip(moments, _moment_labels(moments, step), strict=True))
    year = date_of(floor(low / _DAY))[0]
    months = (high - low) / (30.4 * _DAY) / max(1, most)
    stride = next((each for each in _MONTHS if each >= months), 0)
    if not stride:
        stride = 12 * max(1, round(_nice(months / 12)))
    first = -(-12 * year // stride) if stride > 12 else 12 * year // stride
    found: list[Tick] = []
    month = first * stride
    while (at := days_of(month // 12, month % 12 + 1, 1) * _DAY) <= high:
        if at >= low:
            label = _year(month // 12)
            found.append((at, label if stride >= 12 else f"{label}-{month % 12 + 1:02}"))
        month += stride
    return found


def _moment_labels(moments: Sequence[float], step: float) -> list[str]:
    """Each says what differs from the one before; the first says all."""
    labels = []
    last: tuple[int, int, int] | None = None
    for each in moments:
        days, second = divmod(each, _DAY)
        date = year, month, day = date_of(int(days))
        said = []
        if date != last:
            same_year = last is not None and year == last[0]
            said.append(
                f"{month:02}-{day:02}" if same_year else f"{_year(year)}-{month:02}-{day:02}"
            )
        if step < _DAY:
            said.append(_clock(second, step))
        labels.append(" ".join(said))
        last = date
    return labels


def _year(year: int) -> str:
    return f"{1 - year} BC" if year < 1 else f"{year:04}"


def _clock(seconds: float, step: float) -> str:
    minutes, second = divmod(seconds, 60)
    text = f"{int(minutes) // 60:02}:{int(minutes) % 60:02}"
    if step >= _MINUTE:
        return text
    digits = max(0, -floor(log10(step) + 1e-9))
    return f"{text}:{second:0{digits + 3 if digits else 2}.{digits}f}"
