"""A million rows as CSV, and one statement from start to exit, against psql and psycopg, in pairs.

`python -m benchmarks.export [RUNS]` prints medians and the median of the ratios, and ends with 1
where one of them is above what we allow ourselves. It needs psql.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import monotonic

from benchmarks.million import QUOTED, Million
from dsql_tui.db import runner
from dsql_tui.db.reading import Texts
from dsql_tui.garbage import collect_seldom
from dsql_tui.results.formats import format_named
from dsql_tui.results.formats.format import Options
from dsql_tui.results.stream import Stream
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.store.exporting import export

EXPORT, START = 1.5, 1.6
"""How many times as long as psql's copy, and as psycopg's `select 1`, we may take."""

FLAT = 30
"""MB that a million rows may take beyond what a `select 1` does."""

BASELINE = "import psycopg, sys; print(psycopg.connect(sys.argv[1]).execute('select 1').fetchone())"


class Measured:
    """Seconds and megabytes of a process."""

    def __init__(self, words: list[str]) -> None:
        began = monotonic()
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"failed: {words}")
        self.seconds = monotonic() - began
        self.megabytes = usage.ru_maxrss / 1024


class Ways:
    """The commands that are compared, each writing to the same kind of file."""

    def __init__(self, million: Million, folder: Path) -> None:
        self.million = million
        self.folder = folder

    def psql(self, conninfo: str) -> float:
        """Seconds for psql's copy."""
        into = f"'{self.folder / 'psql.csv'}' (format csv, header)"
        return self.million.copied(conninfo, QUOTED, into)

    def here(self) -> float:
        """Seconds for our export, in this process and over the same socket."""
        began = monotonic()
        events = runner.run(self.million.link.pgconn, QUOTED, (), [], lambda: None)
        stream = Stream(events, Texts())
        stream.described()
        path = self.folder / "here.csv"
        for _ in export(stream.columns, stream.batches(), format_named("csv"), Options(), path):
            pass
        return monotonic() - began

    def exec(self, sql: str, *options: str) -> Measured:
        """Our exec, as a process of its own."""
        return Measured([*self._ours("exec"), *self.million.target, "-c", sql, *options])

    def exported(self) -> Measured:
        """A million rows by our exec."""
        return self.exec(QUOTED, "--format", "csv", "-o", str(self.folder / "exec.csv"))

    def baseline(self) -> float:
        """Seconds for the least that psycopg takes."""
        return Measured([sys.executable, "-c", BASELINE, self.million.through]).seconds

    @staticmethod
    def _ours(command: str) -> list[str]:
        return [sys.executable, "-m", "dsql_tui", command]


def compared(
    title: str, runs: int, ours: Callable[[], float], theirs: Callable[[], float], allowed: float
) -> bool:
    """Measure in pairs, one after the other, so that both meet the same computer."""
    ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(runs)]
    ratio = median(a / b for a, b in pairs)
    mine, other = median(a for a, _ in pairs), median(b for _, b in pairs)
    print(f"{title:<28}{mine:7.2f} s {other:7.2f} s   ratio {ratio:.2f} (allowed: {allowed})")
    return ratio <= allowed


def main(runs: int = 5) -> int:
    """Compare all, and say whether each is as it should be."""
    if not shutil.which("psql"):
        raise SystemExit("psql is not installed")
    collect_seldom()  # as the program does
    with SandboxProcess() as sandbox, tempfile.TemporaryDirectory() as folder:
        million = Million(sandbox)
        ways = Ways(million, Path(folder))
        print(f"{'':<28}{'ours':>9} {'theirs':>9}   median of {runs} pairs")
        met = [
            compared(
                "export, local socket", runs, ways.here, lambda: ways.psql(million.straight), EXPORT
            ),
            compared(
                "exec --format csv, sandbox",
                runs,
                lambda: ways.exported().seconds,
                lambda: ways.psql(million.through),
                EXPORT,
            ),
            compared(
                "exec -c 'select 1'",
                4 * runs,
                lambda: ways.exec("select 1").seconds,
                ways.baseline,
                START,
            ),
        ]
        added = ways.exported().megabytes - ways.exec("select 1").megabytes
        print(f"memory of a million rows    {added:7.0f} MB beyond select 1 (allowed: {FLAT})")
        print(f"processors                  {os.cpu_count():7}")
        million.link.close()
    return 0 if all(met) and added <= FLAT else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
