"""A million rows in the console: the time, the memory, and the response to keys meanwhile.

`python -m benchmarks.rows [RUNS [MILLIONS]]` starts a sandbox with a million rows. It prints each
figure with its limit and a comparison from the same run, and exits with 1 if one is above its
limit. It needs psql.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median, quantiles
from time import monotonic, perf_counter, sleep
from typing import NamedTuple

from textual.app import App, ComposeResult

from benchmarks.million import PLAIN, ROWS, MillionRows
from dsql_tui.db import runner
from dsql_tui.db.link import Link
from dsql_tui.db.session import Session
from dsql_tui.events import Described, Event, RowsReceived
from dsql_tui.gc_tuning import reduce_collections
from dsql_tui.results.memory_budget import MemoryBudget
from dsql_tui.results.store_rows import store_rows
from dsql_tui.results.table import Table
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.results.grid import Grid
from dsql_tui.ui.results.grid_state import GridState
from tests.access import build_access
from tests.terminal import Terminal

MINIMAL = """
from textual.app import App
from textual.widgets import TextArea
class Minimal(App):
    def compose(self):
        yield TextArea("-- ")
Minimal().run()
"""
RUN, PASTE, END = "\n", "\x1b[200~{}\x1b[201~", "\x1b[1;5F"
KEYS = 40
"""The number of keys to type while rows arrive."""
BUDGET = 256
"""The memory budget in mebibytes, the default."""


class Figure(NamedTuple):
    """A line of the output."""

    name: str
    measured: float
    compared: str
    allowed: float
    unit: str


def load_table(events: Iterator[Event], budget: int) -> Table:
    """Load the rows of a run into a table with a memory budget in mebibytes."""
    described = next(event for event in events if isinstance(event, Described))
    table = Table(described.columns, MemoryBudget(budget * 2**20))
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
    with subprocess.Popen(words, env=million.environment) as psql:
        try:
            yield
        finally:
            psql.kill()


def time_first_row(ready: Ready, query: str) -> float:
    """Return the seconds until the first row of the server."""
    with closing(build_access(ready).open()) as session:
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


@contextmanager
def open_console(ready: Ready) -> Iterator[Terminal]:
    """Open the console, with the row cap off."""
    with tempfile.TemporaryDirectory() as home:
        settings = Path(home) / "config" / "dsql-tui" / "settings.toml"
        settings.parent.mkdir(parents=True)
        settings.write_text(f"row_cap = 0\nmemory = {BUDGET}\n")
        folders = {name: str(Path(home) / name.lower()) for name in ("HOME", "XDG_DATA_HOME")}
        environment = {**ready.env, **folders, "XDG_CONFIG_HOME": str(Path(home) / "config")}
        offer = ready.clusters[0]
        command = [
            sys.executable,
            "-m",
            "dsql_tui",
            offer.endpoint,
            "--hostaddr",
            ready.hostaddr,
            "--port",
            str(ready.port),
            "--sslrootcert",
            ready.sslrootcert,
        ]
        with Terminal(command, environment=environment) as terminal:
            terminal.wait("shop")
            yield terminal


def load_in_console(ready: Ready, query: str, rows: int, keys: int = 0) -> Load:
    """Run a query in the console, and press keys while its rows arrive."""
    with open_console(ready) as terminal:
        terminal.press(PASTE.format(query))
        terminal.wait("from bench")
        sleep(0.5)  # A newline right after a paste counts as part of it.
        began = monotonic()
        first = terminal.echo(RUN, b"name-")  # as written, before the emulator has drawn it
        echoes = list(time_echoes(terminal, keys)) if keys else []
        terminal.wait(lambda text: f" {rows:,} rows " in text and "rows ·" not in text, 300)
        return Load(first, monotonic() - began, read_peak_memory(terminal.pid), echoes)


def time_echoes(terminal: Terminal, keys: int) -> Iterator[float]:
    """Yield the seconds from each key to its echo."""
    terminal.press(PASTE.format("\n-- "))
    terminal.wait("-- ")
    for number in range(1, keys + 1):
        began = monotonic()
        terminal.press("z")
        terminal.wait("-- " + "z" * number)
        yield monotonic() - began


def time_minimal_echoes(keys: int) -> list[float]:
    """Return the seconds from key to echo in a minimal Textual app."""
    with Terminal([sys.executable, "-c", MINIMAL]) as terminal:
        terminal.wait("-- ")
        terminal.press(END)
        return list(time_echoes(terminal, keys))


def read_peak_memory(pid: int) -> float:
    """Return the peak memory of a process in megabytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


class GridApp(App[None]):
    """A grid."""

    def compose(self) -> ComposeResult:
        yield Grid()


async def time_redraws(session: Session, query: str) -> list[float]:
    """Return the seconds to draw after 20 pages down, a jump to the end, and a jump back.

    Half of the rows are in the file of the table.
    """
    table = load_table(session.run(query), BUDGET // 2)
    app = GridApp()
    times = []
    async with app.run_test(size=(160, 45)):
        grid = app.query_one(Grid)
        grid.show(GridState(table))
        pages: list[Callable[[], object]] = [lambda: grid.action_page(1)] * 20
        moves: list[Callable[[], object]] = [*pages, grid.action_follow, lambda: grid.action_row(0)]
        for move in moves:
            began = perf_counter()
            move()
            for y in range(grid.size.height):
                grid.render_line(y)
            times.append(perf_counter() - began)
    return times


def percentile_99(times: list[float]) -> float:
    """Return the 99th percentile in milliseconds."""
    return quantiles(times, n=100)[98] * 1000


def measure(million: MillionRows, runs: int, millions: int) -> Iterator[Figure]:
    """Measure each figure."""
    ready = million.ready
    pairs = [(load_in_console(ready, PLAIN, ROWS), time_psql(million)) for _ in range(runs)]
    beside = f"psql {median(theirs for _, theirs in pairs):.2f} s"
    complete = median(ours.complete / theirs for ours, theirs in pairs)
    yield Figure("1 complete on screen, against \\copy", complete, beside, 1.5, "times")
    alone = [(time_load(million), million.time_psql(million.direct, PLAIN)) for _ in range(runs)]
    beside = f"psql {median(theirs for _, theirs in alone):.2f} s"
    taken = median(ours / theirs for ours, theirs in alone)
    yield Figure("1 into memory, from PostgreSQL's socket", taken, beside, 1.5, "times")
    server = median(time_first_row(ready, PLAIN) for _ in range(3))
    first = (median(ours.first for ours, _ in pairs) - server) * 1000
    yield Figure(
        "2 first rows, after the server's", first, f"server {server * 1000:.0f} ms", 100, "ms"
    )
    yield from measure_typing(million, runs)
    most = max(ours.peak for ours, _ in pairs)
    allowed = BUDGET * 2**20 / 1e6 + 120
    yield Figure("3 peak memory", most, f"budget {BUDGET} MiB", allowed, "MB")
    if millions:
        many = f"select a.* from ({PLAIN}) a cross join generate_series(1, {millions}) g"
        large = load_in_console(ready, many, ROWS * millions)
        seconds = f"{large.complete:.0f} s"
        yield Figure(f"3 peak memory of {millions} million", large.peak, seconds, allowed, "MB")
    with closing(build_access(ready).open()) as session:
        times = [time * 1000 for time in asyncio.run(time_redraws(session, PLAIN))]
    yield Figure("4 page down, median", median(times[:-2]), "", 16, "ms")
    yield Figure("4 page down, worst", max(times[:-2]), "", 16, "ms")
    yield Figure("4 to the end", times[-2], "", 16, "ms")
    yield Figure("4 and back", times[-1], "", 16, "ms")


def measure_typing(million: MillionRows, runs: int) -> Iterator[Figure]:
    """Measure the response to keys while rows arrive.

    The stalls of the machine are those of the minimal app while psql copies the same rows.
    """
    ours: list[float] = []
    idle: list[float] = []
    busy: list[float] = []
    for _ in range(runs):
        ours += load_in_console(million.ready, PLAIN, ROWS, KEYS).echoes
        idle += time_minimal_echoes(KEYS)
        with copy_rows(million):
            busy += time_minimal_echoes(KEYS)
    ratio = percentile_99(ours) / percentile_99(idle)
    beside = f"minimal app {percentile_99(idle):.0f} ms, {percentile_99(busy):.0f} ms beside psql"
    yield Figure("2 key to echo while loading, p99", ratio, beside, 3, "times")
    worst = max(busy) * 1000
    beside = f"minimal app {worst:.0f} ms beside psql"
    yield Figure("2 longest stall beyond the machine's", max(ours) * 1000 - worst, beside, 60, "ms")


def time_psql(million: MillionRows) -> float:
    """Return the seconds that psql takes to copy the rows to /dev/null through the sandbox."""
    return million.time_psql(million.through_gateway, PLAIN)


def main(runs: int = 3, millions: int = 0) -> int:
    """Print all figures; return 1 if one is above its limit."""
    above = 0
    reduce_collections()  # As the program does.
    with SandboxProcess() as sandbox:
        print(f"{'figure':40} {'measured':>12} {'allowed':>10}       compared with")
        for name, measured, compared, allowed, unit in measure(
            MillionRows(sandbox), runs, millions
        ):
            above += measured > allowed
            mark = "" if measured <= allowed else "  ABOVE"
            print(
                f"{name:40} {measured:12.2f} {allowed:10.1f} {unit:5} {compared}{mark}", flush=True
            )
    print(f"processors {os.cpu_count()}, runs {runs}")
    return 1 if above else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
