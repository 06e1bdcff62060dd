"""A million rows in the console: how fast, how large, and how it answers meanwhile.

`python -m benchmarks.rows [RUNS [MILLIONS]]` starts a sandbox with a million rows, and prints each
figure beside what it is compared with in the same run, and whether it is met. It needs psql.
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

from benchmarks.million import PLAIN, ROWS, Million
from dsql_tui.db import runner
from dsql_tui.db.session import Session
from dsql_tui.events import Arrived, Described, Event
from dsql_tui.garbage import collect_seldom
from dsql_tui.results.budget import Budget
from dsql_tui.results.intake import taken_in
from dsql_tui.results.table import Table
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.widgets.grid import Grid
from dsql_tui.ui.widgets.look import Look
from tests.access import access_of
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
"""Typed while the rows come: no more than there is time for."""
BUDGET = 256
"""Mebibytes, as by default."""


class Figure(NamedTuple):
    """A line of the table."""

    name: str
    measured: float
    compared: str
    allowed: float
    unit: str


def held(events: Iterator[Event], budget: int) -> Table:
    """The rows of a run in a table, of which so many mebibytes stay in memory."""
    described = next(event for event in events if isinstance(event, Described))
    table = Table(described.columns, Budget(budget * 2**20))
    for _ in taken_in(events, lambda: table):
        pass
    return table


def into_memory(million: Million) -> float:
    """Seconds until all rows are held: straight from PostgreSQL, and without a screen."""
    began = monotonic()
    held(runner.run(million.link.pgconn, PLAIN, (), [], lambda: None), BUDGET)
    return monotonic() - began


@contextmanager
def copying(million: Million) -> Iterator[None]:
    """psql copies the rows meanwhile, again and again."""
    copy = ["-c", f"\\copy ({PLAIN}) to /dev/null"]
    words = ["psql", "--no-psqlrc", "--quiet", million.through, *copy * 100]
    with subprocess.Popen(words) as psql:
        try:
            yield
        finally:
            psql.kill()


def first_row(ready: Ready, query: str) -> float:
    """Seconds until the server's first row is here."""
    with closing(access_of(ready).open()) as session:
        began = monotonic()
        events = session.run(query)
        next(event for event in events if isinstance(event, Arrived))
        return monotonic() - began


class Loaded(NamedTuple):
    """What loading came to: seconds, and MB at the most."""

    first: float
    complete: float
    peak: float
    echoes: list[float]


@contextmanager
def console(ready: Ready) -> Iterator[Terminal]:
    """The console at the workbench, with the row cap off."""
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


def loaded(ready: Ready, query: str, rows: int, keys: int = 0) -> Loaded:
    """Load the rows as a user does; press keys meanwhile."""
    with console(ready) as terminal:
        terminal.press(PASTE.format(query))
        terminal.wait("from bench")
        sleep(0.5)  # a newline just behind a paste is taken for a part of it
        terminal.press(RUN)
        began = monotonic()
        terminal.wait("name-")
        first = monotonic() - began
        echoes = list(echoed(terminal, keys)) if keys else []
        terminal.wait(lambda text: f" {rows:,} rows " in text and "rows ·" not in text, 300)
        return Loaded(first, monotonic() - began, peak(terminal.pid), echoes)


def echoed(terminal: Terminal, keys: int) -> Iterator[float]:
    """Seconds from each key to its echo."""
    terminal.press(PASTE.format("\n-- "))
    terminal.wait("-- ")
    for number in range(1, keys + 1):
        began = monotonic()
        terminal.press("z")
        terminal.wait(lambda text, wanted="-- " + "z" * number: wanted in text)  # type: ignore[misc]
        yield monotonic() - began


def typed_into_minimal(keys: int) -> list[float]:
    """The same for a Textual app that does nothing."""
    with Terminal([sys.executable, "-c", MINIMAL]) as terminal:
        terminal.wait("-- ")
        terminal.press(END)
        return list(echoed(terminal, keys))


def peak(pid: int) -> float:
    """Megabytes that a process has taken at the most."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


class Gridded(App[None]):
    """A grid of real rows, half of them in the file."""

    def compose(self) -> ComposeResult:
        yield Grid()


async def redrawn(session: Session, query: str) -> list[float]:
    """Seconds of work to redraw after a page, a jump to the end, and a jump back."""
    table = held(session.run(query), BUDGET // 2)
    app = Gridded()
    times = []
    async with app.run_test(size=(160, 45)):
        grid = app.query_one(Grid)
        grid.show(Look(table))
        moves: list[Callable[[], object]] = [lambda: grid.action_page(1)] * 20
        for move in (*moves, grid.action_follow, lambda: grid.action_row(0)):
            began = perf_counter()
            move()
            for y in range(grid.size.height):
                grid.render_line(y)
            times.append(perf_counter() - began)
    return times


def ninety_ninth(times: list[float]) -> float:
    """The 99th percentile, in milliseconds."""
    return quantiles(times, n=100)[98] * 1000


def figures(million: Million, runs: int, millions: int) -> Iterator[Figure]:
    """Measure one after the other."""
    ready = million.ready
    pairs = [(loaded(ready, PLAIN, ROWS), psql(million)) for _ in range(runs)]
    beside = f"psql {median(theirs for _, theirs in pairs):.2f} s"
    complete = median(ours.complete / theirs for ours, theirs in pairs)
    yield Figure("1 complete on screen, against \\copy", complete, beside, 1.5, "times")
    alone = [(into_memory(million), million.copied(million.straight, PLAIN)) for _ in range(runs)]
    beside = f"psql {median(theirs for _, theirs in alone):.2f} s"
    taken = median(ours / theirs for ours, theirs in alone)
    yield Figure("1 into memory, straight from PostgreSQL", taken, beside, 1.5, "times")
    server = median(first_row(ready, PLAIN) for _ in range(3))
    first = (median(ours.first for ours, _ in pairs) - server) * 1000
    yield Figure(
        "2 first rows after the server's", first, f"server {server * 1000:.0f} ms", 100, "ms"
    )
    yield from typing(million, runs)
    most = max(ours.peak for ours, _ in pairs)
    allowed = BUDGET * 2**20 / 1e6 + 120
    yield Figure("3 peak memory", most, f"budget {BUDGET} MiB", allowed, "MB")
    if millions:
        many = f"select a.* from ({PLAIN}) a cross join generate_series(1, {millions}) g"
        large = loaded(ready, many, ROWS * millions)
        took = f"{large.complete:.0f} s"
        yield Figure(f"3 peak memory of {millions} million", large.peak, took, allowed, "MB")
    with closing(access_of(ready).open()) as session:
        times = [time * 1000 for time in asyncio.run(redrawn(session, PLAIN))]
    yield Figure("4 page down, median", median(times[:-2]), "", 16, "ms")
    yield Figure("4 page down, worst", max(times[:-2]), "", 16, "ms")
    yield Figure("4 to the end", times[-2], "", 16, "ms")
    yield Figure("4 and back", times[-1], "", 16, "ms")


def typing(million: Million, runs: int) -> Iterator[Figure]:
    """How keys are answered while the rows come.

    The machine's own stalls are those of an app that does nothing, while psql loads the same rows.
    """
    ours, still, busy = [], [], []
    for _ in range(runs):
        ours += loaded(million.ready, PLAIN, ROWS, KEYS).echoes
        still += typed_into_minimal(KEYS)
        with copying(million):
            busy += typed_into_minimal(KEYS)
    ratio = ninety_ninth(ours) / ninety_ninth(still)
    beside = f"minimal app {ninety_ninth(still):.0f} ms, {ninety_ninth(busy):.0f} ms beside psql"
    yield Figure("2 key to echo while loading, p99", ratio, beside, 3, "times")
    worst = max(busy) * 1000
    beside = f"minimal app {worst:.0f} ms beside psql"
    yield Figure("2 worst stall beyond the machine's", max(ours) * 1000 - worst, beside, 60, "ms")


def psql(million: Million) -> float:
    """Seconds that psql takes to copy the rows to nowhere, through the sandbox."""
    return million.copied(million.through, PLAIN)


def main(runs: int = 3, millions: int = 0) -> int:
    """Print the table; 1 where a figure is not met."""
    missed = 0
    collect_seldom()  # as the program does
    with SandboxProcess() as sandbox:
        print(f"{'figure':40} {'measured':>12} {'allowed':>10}       beside")
        for name, measured, compared, allowed, unit in figures(Million(sandbox), runs, millions):
            missed += measured > allowed
            said = "" if measured <= allowed else "  NOT MET"
            print(
                f"{name:40} {measured:12.2f} {allowed:10.1f} {unit:5} {compared}{said}", flush=True
            )
    print(f"processors {os.cpu_count()}, runs {runs}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
