"""Lines of a chart on screen: joined from point to point, interrupted only at gaps."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dsql_tui.results.charts.build import build_figure
from dsql_tui.results.charts.figure import Point
from dsql_tui.results.charts.plan import Plan
from dsql_tui.ui.charts.braille import MARKS, render_chart
from dsql_tui.ui.charts.canvas import Canvas
from tests.results.charts.test_charts import sheet

WIDTH, HEIGHT = 30, 12
SHARES = st.floats(0, 1)


def drawn_cells(canvas: Canvas) -> set[tuple[int, int]]:
    """Return the columns and rows of the cells with a dot."""
    return {
        (column, row)
        for row, line in enumerate(canvas.lines())
        for column, character in enumerate(line)
        if character != "\u2800"
    }


def cell_of(point: Point) -> tuple[int, int]:
    """Return the cell that contains a point."""
    x, y = point
    column = min(int(x * WIDTH * 2), WIDTH * 2 - 1) // 2
    row = (HEIGHT * 4 - 1 - min(int(y * HEIGHT * 4), HEIGHT * 4 - 1)) // 4
    return column, row


def touching(cells: set[tuple[int, int]], start: tuple[int, int]) -> set[tuple[int, int]]:
    """Return the cells that are reached from one of them through cells that touch."""
    reached: set[tuple[int, int]] = set()
    waiting = [start]
    while waiting:
        column, row = waiting.pop()
        if (column, row) in cells - reached:
            reached.add((column, row))
            waiting += [(column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
    return reached


@given(st.lists(st.tuples(SHARES, SHARES), min_size=2, max_size=6))
def test_neighbouring_points_are_connected_by_touching_cells(points: list[Point]) -> None:
    for start, end in pairwise(points):
        canvas = Canvas(WIDTH, HEIGHT)
        canvas.draw_line([start, end])
        assert cell_of(end) in touching(drawn_cells(canvas), cell_of(start))


@given(st.lists(st.tuples(SHARES, SHARES), min_size=2, max_size=6))
def test_a_line_goes_through_every_point_and_is_two_dots_wide(points: list[Point]) -> None:
    canvas = Canvas(WIDTH, HEIGHT)
    canvas.draw_line(points)
    cells = drawn_cells(canvas)
    assert all(cell_of(point) in cells for point in points)
    dots = sum((ord(each) - 0x2800).bit_count() for line in canvas.lines() for each in line)
    assert dots >= 2


def plot_cells(values: list[int | None], width: int = 60, height: int = 12) -> list[str]:
    """Return the lines between the axes of a line chart of values at 1, 2 and so on."""
    rows = list(enumerate(values, 1))
    lines = render_chart(
        build_figure(sheet("n 20, v 20", rows), Plan("line", 0, (1,))), width, height
    )
    text = ["".join(piece.text for piece in line) for line in lines[1:-2]]
    return [line[max(line.find("│"), line.find("┤")) + 1 :] for line in text]


def empty_columns(lines: list[str]) -> int:
    """Return how many columns between the first and the last drawn one are empty."""
    width = max(map(len, lines))
    used = [any(line.ljust(width)[at] != " " for line in lines) for at in range(width)]
    first, last = used.index(True), width - used[::-1].index(True)
    return used[first:last].count(False)


def test_null_leaves_a_gap() -> None:
    assert empty_columns(plot_cells([1, 2, 3, 4, 5, 6])) == 0
    assert empty_columns(plot_cells([1, 2, None, 4, 5, 6])) > 5
    assert empty_columns(plot_cells([None, 1, 2, 3, None])) == 0


def test_a_point_between_gaps_is_visible() -> None:
    assert any(MARKS[0] in line for line in plot_cells([1, 2, None, 4, None, 6, 7]))
    assert any(MARKS[0] in line for line in plot_cells([4]))
    assert not any(MARKS[0] in line for line in plot_cells([1, 2, 3]))
