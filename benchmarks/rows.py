"""A million rows in the console: the time, the memory, and the response to keys meanwhile.

`python -m benchmarks.rows [RUNS [MILLIONS]]` starts a sandbox with a million rows. It prints each
figure with its limit and a comparison from the same run, and exits with 1 if one is above its
limit. It needs psql.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import cycle
from statistics import median
from time import monotonic, perf_counter, sleep
from typing import NamedTuple

from textual.app import App, ComposeResult

from benchmarks.bench import Bench
from benchmarks.editing import LETTERS, PAUSE, build_figures, open_console, open_minimal_app
from benchmarks.figures import Figure, compare, print_figures
from benchmarks.million import PLAIN, ROWS, MillionRows
from benchmarks.processes import read_memory
from dsql_tui.db import runner
from dsql_tui.db.link import Link
from dsql_tui.db.session import Session
from dsql_tui.events import Column, Described, Event, Failed, RowsReceived
from dsql_tui.results.memory_budget import MemoryBudget
from dsql_tui.results.store_rows import store_rows
from dsql_tui.results.table import Table
from dsql_tui.ui.results.grid import Grid
from dsql_tui.ui.results.grid_state import GridState
from tests.access import build_access
from tests.terminal import Terminal

RUN, PASTE = "\n", "\x1b[200~{}\x1b[201~"
KEYS = 20
"""The number of keys to type while a million rows arrive."""
LOADS = 3
"""The number of times that the rows arrive in a run."""
BUDGET = 256
"""The memory budget in mebibytes, the default."""
MAX_MEMORY = BUDGET * 2**20 / 1e6 + 120
SETTINGS = f"row_cap = 0\nmemory = {BUDGET}\n"


def load_table(events: Iterator[Event], budget: int) -> Table:
    """Load the rows of a run into a table with a memory budget in mebibytes."""
    columns: Sequence[Column] = ()
    match next(event for event in events if isinstance(event, Described | Failed)):
        case Described(columns):
            pass
        case Failed(error):
            raise RuntimeError(error.message)
    table = Table(columns, MemoryBudget(budget * 2**20))
    for _ in store_rows(events, lambda: table):
        pass
    return table


def time_load(million: MillionRows) -> float:
    """Return the seconds to load all rows from PostgreSQL's socket, without a screen."""
    began = monotonic()
    load_table(runner.run(Link(million.link.pgconn), PLAIN), BUDGET)
    return monotonic() - began


@contextmanager
def copy_rows(million: MillionRows) -> Iterator[None]:
    """Let psql copy the rows repeatedly for a block."""
    copy = ["-c", f"\\copy ({PLAIN}) to /dev/null"]
    words = ["psql", "--no-psqlrc", "--quiet", million.through_gateway, *copy * 100]
    with subprocess.Popen(words, env=million.clients.environment) as psql:
        try:
            yield
        finally:
            psql.kill()


def time_first_row(bench: Bench, query: str) -> float:
    """Return the seconds until the first row of the server."""
    with closing(build_access(bench.ready).open()) as session:
        began = monotonic()
        events = session.run(query)
        next(event for event in events if isinstance(event, RowsReceived))
        return monotonic() - began


class Load(NamedTuple):
    """The seconds until the first and the last row, the peak megabytes, and the echo times."""

    first: float
    complete: float
    peak: float
    echoes: list[float]


def load_in_console(bench: Bench, query: str, rows: int, loads: int = 0) -> Load:
    """Run a query in the console, and again several times to press keys while its rows arrive."""
    with open_console(bench, settings=SETTINGS) as terminal:
        terminal.press(PASTE.format(f"{query};\n-- "))
        terminal.wait("select")
        sleep(0.5)  # A newline right after a paste counts as part of it.
        letters, echoes = cycle(LETTERS), []
        first = complete = 0.0
        for _ in range(max(1, loads)):
            began = monotonic()
            first = terminal.echo(RUN, b"name-")  # as written, before the emulator has drawn it
            if loads:
                echoes += list(time_echoes(terminal, letters, KEYS))
            terminal.wait(lambda text: f" {rows:,} rows " in text and "rows ·" not in text, 300)
            complete = monotonic() - began
        return Load(first, complete, read_memory(terminal.pid), echoes)


def time_echoes(terminal: Terminal, letters: Iterator[str], keys: int) -> Iterator[float]:
    """Yield the seconds from each key to its echo."""
    for _ in range(keys):
        letter = next(letters)
        yield terminal.echo(letter, letter.encode())
        terminal.rest(PAUSE)


class GridApp(App[None]):
    """A grid."""

    def compose(self) -> ComposeResult:
        yield Grid()


def draw(
    grid: Grid, move: Callable[[], object], clock: Callable[[], float] = perf_counter
) -> float:
    """Return the seconds to draw after a move, by a clock."""
    began = clock()
    move()
    for y in range(grid.size.height):
        grid.render_line(y)
    return clock() - began


async def time_redraws(session: Session, query: str) -> list[float]:
    """Return the seconds to draw after 20 pages down, a jump to the end, and a jump back.

    Half of the rows are in the file of the table.
    """
    table = load_table(session.run(query), BUDGET // 2)
    app = GridApp()
    async with app.run_test(size=(160, 45)):
        grid = app.query_one(Grid)
        grid.show(GridState(table))
        pages: list[Callable[[], object]] = [lambda: grid.action_page(1)] * 20
        moves: list[Callable[[], object]] = [*pages, grid.action_follow, lambda: grid.action_row(0)]
        return [draw(grid, move) for move in moves]


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure the time until the first and the last row, and the memory."""
    million = bench.million
    pairs = [(load_in_console(bench, PLAIN, ROWS), time_psql(million)) for _ in range(bench.runs)]
    loads, theirs = zip(*pairs, strict=True)
    yield Figure(
        "a million rows complete on screen",
        [load.complete for load in loads],
        theirs,
        "psql \\copy to null",
        reach=1.0,
        limit=1.5,
    )
    server = median(time_first_row(bench, PLAIN) for _ in range(3))
    first = [(load.first - server) * 1000 for load in loads]
    yield Figure("first rows after the server's", first, unit="ms", reach=30, limit=100)
    peaks = [load.peak for load in loads]
    yield Figure("peak memory, 1 M rows", peaks, unit="MB", reach=200, limit=MAX_MEMORY)


def measure_many(bench: Bench, millions: int = 10) -> Iterator[Figure]:
    """Measure the memory for many millions of rows."""
    assert bench.million
    many = f"select a.* from ({PLAIN}) a cross join generate_series(1, {millions}) g"
    load = load_in_console(bench, many, ROWS * millions)
    name, seconds = f"peak memory, {millions} M rows", f"{load.complete:.0f} s"
    yield Figure(name, [load.peak], (), seconds, "MB", 200, MAX_MEMORY)


def measure_idle(bench: Bench) -> Iterator[Figure]:
    """Measure the memory of an idle console after a query of a few rows."""

    def read() -> float:
        with open_console(bench) as terminal:
            terminal.press(PASTE.format("select 42 * 42"))
            terminal.wait("42 * 42")
            sleep(0.5)
            terminal.echo(RUN, b"1764")
            terminal.rest(3)
            return read_memory(terminal.pid, "VmRSS")

    found = [read() for _ in range(bench.few)]
    yield Figure("idle memory after a query", found, unit="MB", reach=80)


def measure_alone(bench: Bench) -> Iterator[Figure]:
    """Measure the load without a screen, and how fast the grid draws."""
    million = bench.million
    yield compare(
        "a million rows into memory, local socket",
        bench.runs,
        lambda: time_load(million),
        lambda: million.time_psql(million.direct, PLAIN),
        "psql \\copy to null",
        limit=1.5,
    )
    with closing(build_access(bench.ready).open()) as session:
        times = [time * 1000 for time in asyncio.run(time_redraws(session, PLAIN))]
    yield Figure("page down", times[:-2], unit="ms", limit=16)
    yield Figure("page down, longest", [max(times[:-2])], unit="ms", limit=16)
    yield Figure("to the end", [times[-2]], unit="ms", limit=16)
    yield Figure("and back", [times[-1]], unit="ms", limit=16)


def measure_typing(bench: Bench) -> Iterator[Figure]:
    """Measure the response to keys while rows arrive.

    The stalls of the machine are those of the minimal app while psql copies the same rows.
    """
    runs = []
    for _ in range(bench.runs):
        ours = load_in_console(bench, PLAIN, ROWS, LOADS).echoes
        with open_minimal_app() as terminal, copy_rows(bench.million):
            theirs = list(time_echoes(terminal, cycle(LETTERS), KEYS * LOADS))
        runs.append(list(zip(ours, theirs, strict=True)))
    peer = "minimal TextArea while psql copies"
    for figure in build_figures("key echo while a million rows arrive", runs, peer, 3.0):
        yield figure._replace(reach=1.5)
    longest = [max(side) for side in zip(*(pair for run in runs for pair in run), strict=True)]
    stall = (longest[0] - longest[1]) * 1000
    yield Figure("longest stall beyond the machine's", [stall], unit="ms", limit=60)


def time_psql(million: MillionRows) -> float:
    """Return the seconds that psql takes to copy the rows to /dev/null through the sandbox."""
    return million.time_psql(million.through_gateway, PLAIN)


def main(runs: int = 3, millions: int = 0) -> int:
    """Print all figures; return 1 if one is above its limit."""
    with Bench(runs) as bench:
        parts = [measure, measure_typing, measure_idle, measure_alone]
        if millions:
            parts.append(lambda bench: measure_many(bench, millions))
        return print_figures(figure for part in parts for figure in part(bench))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
