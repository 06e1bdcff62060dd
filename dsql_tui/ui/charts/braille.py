"""Render a figure as characters: braille dots for lines and points, blocks for bars.

Series differ in color and, when there are several, in their marks, which need no color.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import floor
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from dsql_tui.results.charts.figure import Axis, Figure, Point
from dsql_tui.ui.charts.canvas import BLANK, Canvas, is_dots

MARKS = "●▲■◆✚✖"
"""One mark for each series."""
MIN_SIZE = (24, 8)
"""Columns and lines below which a chart is unreadable."""
_EIGHTHS = " ▏▎▍▌▋▊▉"
_UP = " ▁▂▃▄▅▆▇█"
_MARK_SPACING = 12
"""Columns between two marks on a line."""


class Piece(NamedTuple):
    """A few characters and the number of their series, if any."""

    text: str
    series: int | None = None


Line = list[Piece]


def render_chart(figure: Figure, width: int, height: int) -> list[Line]:
    """Return the lines of a chart, each at most `width` cells wide."""
    if width < MIN_SIZE[0] or height < MIN_SIZE[1]:
        return [[Piece("no room for a chart"[:width])]]
    if figure.empty:
        return [[Piece(each[:width])] for each in ("nothing to draw", *figure.notes)]
    draw = _bars if figure.kind == "bar" else _plane
    return [_head(figure, width), *draw(figure, width, height - 1)]


def _head(figure: Figure, width: int) -> Line:
    """Return the line above the chart: the name of the y axis, or the legend."""
    names = [series.name for series in figure.series]
    if len(names) == 1:
        return [Piece(_cut(figure.y.name, width))]
    amount = figure.y.name if figure.y.name != ", ".join(names) else ""
    room = width // (len(names) + bool(amount)) - 3
    legend = [
        Piece(f"{mark} {_cut(name, room)} ", number)
        for number, (name, mark) in enumerate(zip(names, MARKS, strict=False))
    ]
    return [Piece(f"{_cut(amount, room)}   "), *legend] if amount else legend


def _plane(figure: Figure, width: int, height: int) -> list[Line]:
    """Return the axes and everything between them."""
    rows = height - 2
    ups = {
        rows - 1 - min(rows - 1, floor(figure.y.share(value) * rows)): label
        for value, label in figure.y.ticks(max(2, rows // 3))
    }
    left = min(width // 3, max(map(cell_len, ups.values()), default=0))
    across = width - left - 2
    draw = _columns if figure.kind == "histogram" else _layers
    lines = []
    for row, pieces in enumerate(draw(figure, across, rows)):
        label = fit_text(ups.get(row, ""), left, right=True)
        lines.append([Piece(f"{label} {'┤' if row in ups else '│'}"), *pieces])
    ticks, labels = _make_lower_axis(figure.x, across)
    lines.append([Piece(" " * (left + 1) + "└" + ticks)])
    lines.append([Piece(" " * (left + 2) + labels)])
    return lines


def _make_lower_axis(axis: Axis, width: int) -> tuple[str, str]:
    """Return the ticks of the lower axis, and its labels and name as far as they fit."""
    name = _cut(axis.name, width // 3)
    room = width - cell_len(name) - 1
    longest = max((cell_len(label) for _, label in axis.ticks(max(2, width // 12))), default=1)
    marks, labels, used = ["─"] * width, "", 0
    for value, label in axis.ticks(max(2, width // (min(longest, width // 3) + 3))):
        place = min(width - 1, floor(axis.share(value) * width))
        label = _cut(label, width // 3)
        start = max(0, place - cell_len(label) // 2)
        if start >= used and start + cell_len(label) <= room:
            marks[place] = "┬"
            labels = fit_text(labels, start) + label
            used = start + cell_len(label) + 1
    return "".join(marks), f"{fit_text(labels, room)} {name}"


def _columns(figure: Figure, width: int, height: int) -> list[Line]:
    """Return the bins of a histogram as blocks."""
    counts = {round(at / figure.bin): count for at, count in figure.series[0].points}
    first = round(figure.x.low / figure.bin)
    bins = round((figure.x.high - figure.x.low) / figure.bin)
    eighths = []
    for column in range(width):
        count = counts.get(first + floor((column + 0.5) / width * bins), 0)
        share = figure.y.share(count) if count else 0
        eighths.append(max(round(share * height * 8), count > 0))
    return [
        [Piece("".join(_UP[max(0, min(8, each - below * 8))] for each in eighths), 0)]
        for below in reversed(range(height))
    ]


def _layers(figure: Figure, width: int, height: int) -> list[Line]:
    """Return the canvases of all series, one over the other."""
    cells = [[(BLANK, 0)] * width for _ in range(height)]
    for number in range(len(figure.series)):
        for row, line in enumerate(_draw_series(figure, number, width, height).lines()):
            for column, character in enumerate(line):
                below = cells[row][column][0]
                if not is_dots(character):
                    cells[row][column] = character, number
                elif character != BLANK and is_dots(below):
                    cells[row][column] = chr(ord(character) | ord(below)), number
    return [
        [
            Piece("".join(each for each, _ in group).replace(BLANK, " "), number)
            for number, group in groupby(row, key=lambda cell: cell[1])
        ]
        for row in cells
    ]


def _draw_series(figure: Figure, number: int, width: int, height: int) -> Canvas:
    """Draw one series, with marks if there are other series."""
    canvas, several = Canvas(width, height), len(figure.series) > 1
    series = figure.series[number]
    if figure.kind == "scatter":
        for point in _to_shares(figure, series.points):
            canvas.draw_point(point, MARKS[number] if several else None)
        return canvas
    alone = []
    for stretch in series.split_at_gaps():
        points = _to_shares(figure, stretch)
        canvas.draw_line(points)
        if len(points) == 1:
            alone += points
    marked = _points_to_mark(_to_shares(figure, series.points), width, number) if several else ()
    for point in (*marked, *alone):
        canvas.draw_point(point, MARKS[number])
    return canvas


def _to_shares(figure: Figure, points: Sequence[Point]) -> list[Point]:
    """Return the positions of points between 0 and 1."""
    return [(figure.x.share(x), figure.y.share(y)) for x, y in points]


def _points_to_mark(points: Sequence[Point], width: int, number: int) -> Iterator[Point]:
    """Yield the points of a line that get its mark, away from the marks of other lines."""
    column = -1.0 + number * _MARK_SPACING / len(MARKS) if len(points) > _MARK_SPACING else -1.0
    for point in points:
        if point[0] * width > column:
            yield point
            column = point[0] * width + _MARK_SPACING


def _bars(figure: Figure, width: int, height: int) -> list[Line]:
    """Return a line for each word and series: the word, a bar from zero, and the amount."""
    words, several = figure.x.words, len(figure.series) > 1
    each = len(figure.series) + (several and len(words) * (len(figure.series) + 1) <= height)
    shown = len(words) if len(words) * each <= height else max(1, (height - 1) // each)
    left = min(width // 3, max(map(cell_len, words[:shown]), default=0))
    amounts = [dict(series.points) for series in figure.series]
    labels = {value: figure.y.label(value) for of in amounts for value in of.values()}
    right = min(width // 4, max(map(len, labels.values())) + 2 * several)
    room = max(1, width - left - right - 3)
    lines: list[Line] = []
    for place, word in enumerate(words[:shown]):
        for number, of in enumerate(amounts):
            name = Piece(f"{fit_text('' if number else word, left)} ")
            value = of.get(float(place))
            if value is None:
                lines.append([name])
                continue
            label = labels[value]
            mark = f"{MARKS[number]} " if several else ""
            bar = _bar(figure.y, value, room)
            lines.append([name, Piece(bar, number), Piece(f" {mark}{label}"[: right + 2])])
        if each > len(amounts):
            lines.append([])
    if shown < len(words):
        lines.append([Piece(f"… {len(words) - shown:,} more")])
    return lines


def _bar(axis: Axis, value: float, width: int) -> str:
    """Return a bar from zero, or from the low end of a logarithmic axis."""
    zero = 0.0 if axis.log else axis.share(0.0)
    low, high = sorted((zero, min(max(axis.share(value), 0.0), 1.0)))
    start, end = round(low * width * 8), round(high * width * 8)
    if value < 0 or start % 8:  # blocks grow from the left: the other end is rounded
        start = round(start / 8) * 8
    whole, eighth = divmod(max(end - start, value != 0), 8)
    return " " * (start // 8) + "█" * whole + _EIGHTHS[eighth].strip()


def _cut(text: str, width: int) -> str:
    """Return a text in at most `width` cells."""
    return fit_text(text, min(width, cell_len(text)))


def fit_text(text: str, width: int, right: bool = False) -> str:
    """Return a text in exactly `width` cells; one that is cut ends in an ellipsis."""
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + "…" if width > 0 else ""
    return " " * (width - length) + text if right else text + " " * (width - length)
