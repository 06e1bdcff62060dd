"""A million rows in the console: how fast, how large, and how it answers meanwhile.

`python -m benchmarks.rows [RUNS [MILLIONS]]` starts a sandbox, fills a table of eight columns, and
prints each figure beside what it is compared with in the same run, and whether it is met.
"""

from __future__ import annotations

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

from dsql_tui.db.session import Session
from dsql_tui.events import Arrived, Described
from dsql_tui.results.budget import Budget
from dsql_tui.results.table import Table
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.widgets.grid import Grid
from dsql_tui.ui.widgets.look import Look
from tests.access import access_of
from tests.terminal import Terminal

ROWS = 1_000_000
BATCH = 3_000
"""Rows that a transaction may write."""
FILL = """
insert into bench select g::bigint, md5(g::text)::uuid,
  'name-' || substr(md5((g * 7)::text), 1, 25),
  round((g % 100000) / 7.0, 4), timestamptz '2024-01-01' + g * interval '1 second', g % 3 = 0,
  case when g % 5 > 0 then 'tag ' || g % 1000 end, sqrt(g::float8)
from generate_series({}, {}) g
"""
TABLE = """
create table bench (id bigint primary key, uid uuid, name text, amount numeric(12, 4),
  created_at timestamptz, active bool, tag text, score float8)
"""
MINIMAL = """
from textual.app import App
from textual.widgets import TextArea
class Minimal(App):
    def compose(self):
        yield TextArea("-- ")
Minimal().run()
"""
RUN, PASTE, END = "\n", "\x1b[200~{}\x1b[201~", "\x1b[1;5F"
BUDGET = 256
"""Mebibytes, as by default."""


class Figure(NamedTuple):
    """A line of the table."""

    name: str
    measured: float
    compared: str
    allowed: float
    unit: str


def filled(ready: Ready) -> None:
    """Make the table, as many rows at a time as a transaction may write."""
    with closing(access_of(ready).open()) as session:
        for statement in (
            TABLE,
            *(FILL.format(a, min(a + BATCH - 1, ROWS)) for a in range(1, ROWS, BATCH)),
        ):
            for _ in session.run(statement):
                pass


def copied(ready: Ready, query: str) -> float:
    """Seconds that psql takes to copy the rows to nowhere."""
    offer = ready.clusters[0]
    token = subprocess.run(
        [sys.executable, "-m", "dsql_tui", "token", offer.endpoint],
        env={**os.environ, **ready.env},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    where = f"host={offer.endpoint} hostaddr={ready.hostaddr} port={ready.port} user=admin"
    trust = f"dbname=postgres sslmode=verify-full sslrootcert={ready.sslrootcert}"
    began = monotonic()
    subprocess.run(
        ["psql", "-qX", f"{where} {trust}", "-c", f"\\copy ({query}) to /dev/null"],
        env={**os.environ, "PGPASSWORD": token},
        check=True,
    )
    return monotonic() - began


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
        terminal.wait(lambda text: f" {rows:,} rows " in text and "rows/s" not in text, 300)
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
    events = session.run(query)
    described = next(event for event in events if isinstance(event, Described))
    table = Table(described.columns, Budget(BUDGET // 2 * 2**20))
    for event in events:
        if isinstance(event, Arrived):
            table.append(event.chunk)
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


def figures(ready: Ready, runs: int, millions: int) -> Iterator[Figure]:
    """Measure one after the other."""
    import asyncio

    query = "select * from bench"
    pairs = [(loaded(ready, query, ROWS), copied(ready, query)) for _ in range(runs)]
    ratio = median(ours.complete / psql for ours, psql in pairs)
    psql = f"psql {median(psql for _, psql in pairs):.2f} s"
    yield Figure("1 complete, against psql's \\copy", ratio, psql, 1.5, "times")
    server = median(first_row(ready, query) for _ in range(3))
    first = median(ours.first for ours, _ in pairs) - server
    yield Figure(
        "2 first rows after the server's", first * 1000, f"server {server * 1000:.0f} ms", 100, "ms"
    )
    still, busy = typed_into_minimal(100), loaded(ready, query, ROWS, keys=40).echoes
    minimal = f"minimal app {ninety_ninth(still):.0f} ms"
    yield Figure(
        "2 key to echo while loading, p99",
        ninety_ninth(busy) / ninety_ninth(still),
        minimal,
        3,
        "times",
    )
    stall = (max(busy) - max(still)) * 1000
    yield Figure("2 worst stall beyond the minimal app's", stall, minimal, 60, "ms")
    most = max(ours.peak for ours, _ in pairs)
    allowed = BUDGET * 2**20 / 1e6 + 120
    yield Figure("3 peak memory", most, f"budget {BUDGET} MiB", allowed, "MB")
    if millions:
        many = f"select b.* from bench b cross join generate_series(1, {millions}) g"
        large = loaded(ready, many, ROWS * millions)
        yield Figure(
            f"3 peak memory of {millions} million",
            large.peak,
            f"{large.complete:.0f} s",
            allowed,
            "MB",
        )
    with closing(access_of(ready).open()) as session:
        times = asyncio.run(redrawn(session, query))
    yield Figure("4 page down, median", median(times[:-2]) * 1000, "", 16, "ms")
    yield Figure("4 page down, worst", max(times[:-2]) * 1000, "", 16, "ms")
    yield Figure("4 to the end", times[-2] * 1000, "", 16, "ms")
    yield Figure("4 and back", times[-1] * 1000, "", 16, "ms")


def main(runs: int = 3, millions: int = 0) -> int:
    """Print the table; 1 where a figure is not met."""
    missed = 0
    with SandboxProcess() as sandbox:
        os.environ.update(sandbox.ready.env)
        filled(sandbox.ready)
        print(f"{'figure':40} {'measured':>12} {'allowed':>10}       beside")
        for name, measured, compared, allowed, unit in figures(sandbox.ready, runs, millions):
            missed += measured > allowed
            said = "" if measured <= allowed else "  NOT MET"
            print(
                f"{name:40} {measured:12.2f} {allowed:10.1f} {unit:5} {compared}{said}", flush=True
            )
    print(f"processors {os.cpu_count()}, runs {runs}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
