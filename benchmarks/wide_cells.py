"""Rows with a cell of a megabyte in the grid, against the same rows with short cells.

`python -m benchmarks.wide_cells [RUNS]` scrolls and resizes a grid of 50 rows.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import closing
from time import process_time

from benchmarks.bench import Bench
from benchmarks.figures import Figure, print_figures, read_median
from benchmarks.rows import BUDGET, GridApp, draw, load_table
from dsql_tui.ui.results.grid import Grid
from dsql_tui.ui.results.grid_state import GridState
from tests.access import build_access

ROWS = 50
LONG, SHORT = 100_000, 30
"""The numbers of words in a cell; both fill the width of the column."""
QUERY = (
    "select g as id, g || repeat(' word\tünd\n', {words}) as long, 'row ' || g as name "
    f"from generate_series(1, {ROWS}) g"
)
SIZES = ((100, 20), (160, 25))
"""Sizes of the terminal; not all rows are visible."""
TIMES = 10


async def time_moves(grid_state: GridState) -> tuple[list[float], list[float]]:
    """Return the seconds of movements of the cursor, and of changes of the size."""
    app = GridApp()
    async with app.run_test(size=SIZES[0]) as pilot:
        grid = app.query_one(Grid)
        grid.show(grid_state)
        moves = [lambda: grid.action_page(1), lambda: grid.action_page(-1)]
        moves += [lambda: grid.action_move(0, 1), lambda: grid.action_move(0, -1)]
        scrolls = [draw(grid, move, process_time) for move in moves * TIMES]
        resizes = []
        for size in SIZES * TIMES:
            began = process_time()
            await pilot.resize_terminal(*size)
            resizes.append(process_time() - began + draw(grid, grid.refresh, process_time))
        return scrolls, resizes


def time_once(bench: Bench, words: int) -> tuple[float, float]:
    """Return the median milliseconds to scroll and to resize."""
    with closing(build_access(bench.ready).open()) as session:
        table = load_table(session.run(QUERY.format(words=words)), BUDGET)
    if len(table) != ROWS:
        raise SystemExit(f"{len(table)} rows of {ROWS}")
    scrolls, resizes = asyncio.run(time_moves(GridState(table)))
    return read_median(scrolls), read_median(resizes)


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure rows with long and with short cells."""
    runs = [(time_once(bench, LONG), time_once(bench, SHORT)) for _ in range(bench.runs)]
    for number, name in enumerate(("scroll", "resize")):
        ours, theirs = ([run[side][number] for run in runs] for side in (0, 1))
        yield Figure(f"50 rows with a cell of 1 MB, {name}", ours, theirs, "short cells", "ms", 1.2)


def main(runs: int = 3) -> int:
    """Measure and print."""
    with Bench(runs) as bench:
        return print_figures(measure(bench))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
