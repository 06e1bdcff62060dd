"""From the rows of a sheet to a figure, as a plan has it."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import compress
from math import ceil, floor

from dsql_tui.results.charts.columns import Columns
from dsql_tui.results.charts.figure import Axis, Figure, Point, Series, axis, words_axis
from dsql_tui.results.charts.measure import WORD
from dsql_tui.results.charts.plan import MOST, Plan
from dsql_tui.results.charts.thin import spread, thinned
from dsql_tui.results.charts.ticks import round_step
from dsql_tui.results.sheet import Sheet
from dsql_tui.results.types import INTEGERS

BARS = 400
"""Words that have a bar each; nobody reads more."""
_BINS = 40


def figure(sheet: Sheet, plan: Plan, given_up: Callable[[], bool] = lambda: False) -> Figure:
    """What a plan makes of the rows that are seen. It takes seconds where they are a million.

    Raises:
        GivenUp: `given_up` said so.
        OSError: rows that were moved to a file cannot be read.
    """
    columns = Columns(sheet, given_up)
    if plan.kind == "bar":
        return _bars(columns, plan)
    if not plan.ys:
        nothing = axis("", "number", 0, 1)
        return Figure(plan.kind, "", nothing, nothing, (), ("there is no number to draw",))
    return _histogram(columns, plan) if plan.kind == "histogram" else _points(columns, plan)


def _points(columns: Columns, plan: Plan) -> Figure:
    """Lines and scattered points."""
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
    few: Callable[[array[float], array[float]], tuple[Point, ...]]
    few = spread if plan.kind == "scatter" else thinned
    split = _split(columns, plan, xs, notes)
    series = tuple(Series(called, few(at, amounts)) for called, at, amounts in split)
    across, up = _ends(series)
    amount = _amount(columns, plan)
    x = words_axis(name, words) if words else axis(name, kind, *across)
    y = axis(amount, columns.measure(plan.ys[0]).name, *up, log=plan.log)
    title = f"{amount} by {name}{_for_each(columns, plan)}"
    return Figure(plan.kind, title, x, y, series, (*notes, *columns.left_out()))


def _bars(columns: Columns, plan: Plan) -> Figure:
    """What there is of each word: its amounts, which are added up, or its rows."""
    place = plan.x or 0
    xs, words = columns.words(place)
    notes: list[str] = []
    if plan.ys:
        split = list(_split(columns, plan, xs, notes))
    else:
        split = [("rows", xs, array("d", [1.0]) * len(xs))]
    series = tuple(Series(called, _summed(at, amounts)) for called, at, amounts in split)
    _say_more(words[BARS:], columns, place, notes)
    amount = _amount(columns, plan)
    if plan.ys and any(len(set(at)) < len(at) for _, at, _ in split):
        amount = f"sum of {amount}"
    kind = columns.measure(plan.ys[0]).name if plan.ys else "number"
    y = axis(amount, kind, *_ends(series)[1], log=plan.log, to_zero=True)
    x = words_axis(columns.name(place), words[:BARS])
    title = f"{amount} by {x.name}{_for_each(columns, plan)}"
    return Figure(plan.kind, title, x, y, series, (*notes, *columns.left_out()))


def _histogram(columns: Columns, plan: Plan) -> Figure:
    """How many values lie between one round number and the next."""
    place = plan.ys[0]
    kind, name = columns.measure(place).name, columns.name(place)
    values = [value for value in columns.numbers(place) if value == value]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    around = axis(name, kind, low, high)
    wanted = min(_BINS, max(5, ceil(2 * len(values) ** (1 / 3))))
    width = round_step(kind, around.high - around.low, wanted)
    if columns.oid(place) in INTEGERS:
        width = max(1.0, width)
    counts = Counter(floor(value / width) for value in values)
    points = tuple((each * width, float(count)) for each, count in sorted(counts.items()))
    x = Axis(name, kind, floor(low / width) * width, (floor(high / width) + 1) * width)
    y = axis("rows", "number", 1, max(counts.values(), default=1), log=plan.log, to_zero=True)
    series = (Series("rows", points),)
    return Figure(
        plan.kind, f"{name}, how often", x, y, series, tuple(columns.left_out()), bin=width
    )


def _split(
    columns: Columns, plan: Plan, xs: array[float], notes: list[str]
) -> Iterator[tuple[str, array[float], array[float]]]:
    """Each series' name and its points that can be drawn."""
    if plan.group is None:
        for place in plan.ys:
            yield columns.name(place), *_finite(xs, columns.numbers(place, plan.log))
        return
    ys = columns.numbers(plan.ys[0], plan.log)
    of, words = columns.words(plan.group)
    split = [(array("d"), array("d")) for _ in words[:MOST]]
    for x, y, word in zip(xs, ys, of, strict=True):
        if word < MOST:
            split[int(word)][0].append(x)
            split[int(word)][1].append(y)
    for called, points in zip(words, split, strict=False):
        yield called, *_finite(*points)
    _say_more(words[MOST:], columns, plan.group, notes)


def _summed(at: array[float], amounts: array[float]) -> tuple[Point, ...]:
    """What the amounts of each word come to."""
    sums: dict[float, float] = {}
    for word, amount in zip(at, amounts, strict=True):
        if word < BARS:
            sums[word] = sums.get(word, 0.0) + amount
    return tuple(sums.items())


def _finite(xs: array[float], ys: array[float]) -> tuple[array[float], array[float]]:
    """The points that can be drawn; NaN is not equal to itself."""
    kept = [x == x and y == y for x, y in zip(xs, ys, strict=True)]
    if all(kept):
        return xs, ys
    return array("d", compress(xs, kept)), array("d", compress(ys, kept))


def _ends(series: Sequence[Series]) -> tuple[tuple[float, float], tuple[float, float]]:
    """The least and the greatest of both coordinates; 1 to 10 where there are none."""
    points = [point for each in series for point in each.points] or [(1.0, 1.0), (10.0, 10.0)]
    xs, ys = zip(*points, strict=True)
    return (min(xs), max(xs)), (min(ys), max(ys))


def _say_more(words: Sequence[str], columns: Columns, place: int, notes: list[str]) -> None:
    if words:
        notes.append(f"{len(words):,} more values of “{columns.name(place)}” not drawn")


def _amount(columns: Columns, plan: Plan) -> str:
    return ", ".join(map(columns.name, plan.ys)) or "rows"


def _for_each(columns: Columns, plan: Plan) -> str:
    return "" if plan.group is None or not plan.ys else f", for each {columns.name(plan.group)}"
