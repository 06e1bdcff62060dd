"""A script of 1,000 statements in the console and in `exec`, against psql.

`python -m benchmarks.script [RUNS]` prints the times, and exits with 1 if a ratio is above its
limit. It needs psql.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from time import monotonic

from benchmarks.bench import Bench, run_apart
from benchmarks.figures import Figure, print_figures
from dsql_tui.gc_tuning import reduce_collections
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from tests.access import build_profile
from tests.ui.driving import open_workbench, wait_until

STATEMENTS = 1_000


def build_selects(count: int) -> str:
    """Return a script of `select 1`."""
    return ";\n".join(["select 1"] * count)


def time_console(ready: Ready, script: str, runs: int) -> list[float]:
    """Return the seconds of each run of the whole script in a console."""

    async def run() -> list[float]:
        seconds = []
        start = Start(build_profile(ready), ("us-east-1",))
        async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
            screen = await open_workbench(pilot)
            for _ in range(runs):
                screen.console.editor.text = script
                await pilot.pause()
                began = monotonic()
                screen.console.action_run_script()
                await wait_until(pilot, lambda: not screen.console.busy, 120)
                seconds.append(monotonic() - began)
        return seconds

    reduce_collections()  # As the program does.
    return asyncio.run(run())


def time_script(bench: Bench, count: int) -> tuple[float, float, float]:
    """Return the seconds of a script by `exec`, by psql, and in a new console."""
    script, file = build_selects(count), bench.folder / "script.sql"
    file.write_text(f"{script};\n")
    by_exec = bench.clients.measure("exec", "-q", "-f", str(file)).seconds
    by_psql = bench.clients.measure_psql("-f", str(file)).seconds
    [by_console] = run_apart(time_console, bench.ready, script, 1)
    return by_exec, by_psql, by_console


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure the script."""
    runs = [time_script(bench, STATEMENTS) for _ in range(bench.runs)]
    by_exec, by_psql, by_console = zip(*runs, strict=True)
    yield Figure("1,000 statements, exec", by_exec, by_psql, "psql -f", reach=2)
    yield Figure("1,000 statements, run all", by_console, by_psql, "psql -f", reach=5)
    name = "1,000 statements, run all against exec"
    yield Figure(name, by_console, by_exec, "exec", limit=3)


def main(runs: int = 3) -> int:
    """Measure, and fail if the console takes much longer than `exec`."""
    with Bench(runs) as bench:
        return print_figures(measure(bench))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
