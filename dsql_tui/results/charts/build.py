"""Building of a figure from the rows of a sheet."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import compress
from math import ceil, floor

from dsql_tui.results.charts.column_reader import ColumnReader
from dsql_tui.results.charts.figure import Axis, Figure, Point, Series, make_axis, make_word_axis
from dsql_tui.results.charts.measure import WORD
from dsql_tui.results.charts.plan import MAX_SERIES, Plan
from dsql_tui.results.charts.thin import thin_gaps, thin_line, thin_scatter
from dsql_tui.results.charts.ticks import choose_step
from dsql_tui.results.sheet import Sheet
from dsql_tui.results.types import INTEGERS

MAX_BARS = 400
"""Bars drawn at most."""
_MAX_BINS = 40


def build_figure(
    sheet: Sheet, plan: Plan, is_cancelled: Callable[[], bool] = lambda: False
) -> Figure:
    """Return the figure of a plan. With a million rows this takes seconds.

    Raises:
        ChartCancelled: `is_cancelled` returned true.
        OSError: Spilled rows cannot be read.
    """
    columns = ColumnReader(sheet, is_cancelled)
    if plan.kind == "bar":
        return _build_bars(columns, plan)
    if not plan.ys:
        nothing = make_axis("", "number", 0, 1)
        return Figure(plan.kind, "", nothing, nothing, (), ("there is no number to draw",))
    return (
        _build_histogram(columns, plan)
        if plan.kind == "histogram"
        else _build_points(columns, plan)
    )


def _build_points(columns: ColumnReader, plan: Plan) -> Figure:
    """Build a line or scatter chart."""
    words: tuple[str, ...] = ()
    if plan.x is None:
        name, kind, xs = "row", "number", array("d", range(1, columns.count + 1))
    else:
        name, kind = columns.name(plan.x), columns.measure(plan.x).name
        if kind == WORD.name:
            xs, words = columns.words(plan.x)
        else:
            xs = columns.numbers(plan.x)
    notes: list[str] = []
    build = _build_scatter if plan.kind == "scatter" else _build_line
    series = tuple(build(*each) for each in _split_series(columns, plan, xs, notes))
    across, up = _ranges(series)
    amount = _amount_name(columns, plan)
    x = make_word_axis(name, words) if words else make_axis(name, kind, *across)
    y = make_axis(amount, columns.measure(plan.ys[0]).name, *up, log=plan.log)
    title = f"{amount} by {name}{_group_suffix(columns, plan)}"
    return Figure(plan.kind, title, x, y, series, (*notes, *columns.list_omissions()))


def _build_line(name: str, xs: array[float], ys: array[float]) -> Series:
    """Build a line that is interrupted where a value cannot be drawn."""
    at, amounts = _drop_nan(xs, ys)
    gaps = [x for x, y in zip(xs, ys, strict=True) if x == x and y != y]
    return Series(name, thin_line(at, amounts), thin_gaps(gaps, at))


def _build_scatter(name: str, xs: array[float], ys: array[float]) -> Series:
    return Series(name, thin_scatter(*_drop_nan(xs, ys)))


def _build_bars(columns: ColumnReader, plan: Plan) -> Figure:
    """Build a bar chart: for each word, the sum of its amounts or the number of its rows."""
    place = plan.x or 0
    xs, words = columns.words(place)
    notes: list[str] = []
    if plan.ys:
        split = [
            (called, *_drop_nan(at, amounts))
            for called, at, amounts in _split_series(columns, plan, xs, notes)
        ]
    else:
        split = [("rows", xs, array("d", [1.0]) * len(xs))]
    series = tuple(Series(called, _sum_by_word(at, amounts)) for called, at, amounts in split)
    _note_rest(words[MAX_BARS:], columns, place, notes)
    amount = _amount_name(columns, plan)
    if plan.ys and any(len(set(at)) < len(at) for _, at, _ in split):
        amount = f"sum of {amount}"
    kind = columns.measure(plan.ys[0]).name if plan.ys else "number"
    y = make_axis(amount, kind, *_ranges(series)[1], log=plan.log, to_zero=True)
    x = make_word_axis(columns.name(place), words[:MAX_BARS])
    title = f"{amount} by {x.name}{_group_suffix(columns, plan)}"
    return Figure(plan.kind, title, x, y, series, (*notes, *columns.list_omissions()))


def _build_histogram(columns: ColumnReader, plan: Plan) -> Figure:
    """Build a histogram with round bin limits."""
    place = plan.ys[0]
    kind, name = columns.measure(place).name, columns.name(place)
    values = [value for value in columns.numbers(place) if value == value]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    around = make_axis(name, kind, low, high)
    wanted = min(_MAX_BINS, max(5, ceil(2 * len(values) ** (1 / 3))))
    width = choose_step(kind, around.high - around.low, wanted)
    if columns.oid(place) in INTEGERS:
        width = max(1.0, width)
    counts = Counter(floor(value / width) for value in values)
    points = tuple((each * width, float(count)) for each, count in sorted(counts.items()))
    x = Axis(name, kind, floor(low / width) * width, (floor(high / width) + 1) * width)
    y = make_axis("rows", "number", 1, max(counts.values(), default=1), log=plan.log, to_zero=True)
    series = (Series("rows", points),)
    return Figure(
        plan.kind, f"{name}, how often", x, y, series, tuple(columns.list_omissions()), bin=width
    )


def _split_series(
    columns: ColumnReader, plan: Plan, xs: array[float], notes: list[str]
) -> Iterator[tuple[str, array[float], array[float]]]:
    """Yield the name of each series and its coordinates, NaN for those that cannot be drawn."""
    if plan.group is None:
        for place in plan.ys:
            yield columns.name(place), xs, columns.numbers(place, plan.log)
        return
    ys = columns.numbers(plan.ys[0], plan.log)
    of, words = columns.words(plan.group)
    split = [(array("d"), array("d")) for _ in words[:MAX_SERIES]]
    for x, y, word in zip(xs, ys, of, strict=True):
        if word < MAX_SERIES:
            split[int(word)][0].append(x)
            split[int(word)][1].append(y)
    for called, points in zip(words, split, strict=False):
        yield called, *points
    _note_rest(words[MAX_SERIES:], columns, plan.group, notes)


def _sum_by_word(at: array[float], amounts: array[float]) -> tuple[Point, ...]:
    """Return the sum of the amounts of each word."""
    sums: dict[float, float] = {}
    for word, amount in zip(at, amounts, strict=True):
        if word < MAX_BARS:
            sums[word] = sums.get(word, 0.0) + amount
    return tuple(sums.items())


def _drop_nan(xs: array[float], ys: array[float]) -> tuple[array[float], array[float]]:
    """Return the points without NaN, which does not equal itself."""
    kept = [x == x and y == y for x, y in zip(xs, ys, strict=True)]
    if all(kept):
        return xs, ys
    return array("d", compress(xs, kept)), array("d", compress(ys, kept))


def _ranges(series: Sequence[Series]) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the range of each coordinate, 1 to 10 without any points."""
    points = [point for each in series for point in each.points] or [(1.0, 1.0), (10.0, 10.0)]
    xs, ys = zip(*points, strict=True)
    return (min(xs), max(xs)), (min(ys), max(ys))


def _note_rest(words: Sequence[str], columns: ColumnReader, place: int, notes: list[str]) -> None:
    if words:
        notes.append(f"{len(words):,} more values of “{columns.name(place)}” not drawn")


def _amount_name(columns: ColumnReader, plan: Plan) -> str:
    return ", ".join(map(columns.name, plan.ys)) or "rows"


def _group_suffix(columns: ColumnReader, plan: Plan) -> str:
    return "" if plan.group is None or not plan.ys else f", for each {columns.name(plan.group)}"
