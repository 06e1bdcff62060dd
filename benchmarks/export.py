"""The export of a million rows as CSV, and `exec` of one statement, against psql and psycopg.

`python -m benchmarks.export [RUNS]` prints medians and the median ratio of pairs of runs. It exits
with 1 if a ratio is above its limit. It needs psql.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from time import monotonic

from benchmarks.million import QUOTED, MillionRows
from dsql_tui.db import runner
from dsql_tui.db.link import Link
from dsql_tui.db.row_reader import RowReader
from dsql_tui.gc_tuning import reduce_collections
from dsql_tui.results.formats import get_format
from dsql_tui.results.formats.format import Options
from dsql_tui.results.row_stream import RowStream
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.store.export import export_rows

MAX_EXPORT_RATIO = 1.5
"""The limit for an export, relative to psql's copy."""

MAX_START_RATIO = 1.6
"""The limit for `exec -c 'select 1'`, relative to the same statement with psycopg."""

MAX_ADDED_MEMORY = 30
"""The megabytes that a million rows may need beyond those of `select 1`."""

BASELINE = "import psycopg, sys; print(psycopg.connect(sys.argv[1]).execute('select 1').fetchone())"


class Measurement:
    """The time and the peak memory of a process."""

    def __init__(self, words: list[str], environment: Mapping[str, str] | None = None) -> None:
        # Python runs compiled modules, as it does for a user.
        environment = {**(environment or os.environ), "PYTHONDONTWRITEBYTECODE": ""}
        began = monotonic()
        process = subprocess.Popen(
            words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"failed: {words}")
        self.seconds = monotonic() - began
        self.megabytes = usage.ru_maxrss / 1024


class Exports:
    """The commands to compare; each writes the same rows to a file."""

    def __init__(self, table: MillionRows, folder: Path) -> None:
        self.table = table
        self.folder = folder

    def time_psql(self, conninfo: str) -> float:
        """Return the seconds for psql's copy."""
        into = f"'{self.folder / 'psql.csv'}' (format csv, header)"
        return self.table.time_psql(conninfo, QUOTED, into)

    def time_export(self) -> float:
        """Return the seconds for our export, in this process and over PostgreSQL's socket."""
        began = monotonic()
        events = runner.run(Link(self.table.link.pgconn), QUOTED)
        stream = RowStream(events, RowReader())
        stream.wait_for_columns()
        path = self.folder / "export.csv"
        for _ in export_rows(
            stream.columns, stream.read_batches(), get_format("csv"), Options(), path
        ):
            pass
        return monotonic() - began

    def run_exec(self, sql: str, *options: str) -> Measurement:
        """Run `dsql-tui exec` and measure its process."""
        command = [sys.executable, "-m", "dsql_tui", "exec", *self.table.target]
        return Measurement([*command, "-c", sql, *options])

    def export_with_exec(self) -> Measurement:
        """Export a million rows with `dsql-tui exec`."""
        return self.run_exec(QUOTED, "--format", "csv", "-o", str(self.folder / "exec.csv"))

    def time_psycopg(self) -> float:
        """Return the seconds for `select 1` with psycopg alone."""
        command = [sys.executable, "-c", BASELINE, self.table.through_gateway]
        return Measurement(command, self.table.environment).seconds


def compare(
    title: str, runs: int, ours: Callable[[], float], theirs: Callable[[], float], allowed: float
) -> bool:
    """Measure in pairs, so that both run under the same load; return True if within the limit."""
    ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(runs)]
    ratio = median(a / b for a, b in pairs)
    mine, other = median(a for a, _ in pairs), median(b for _, b in pairs)
    print(f"{title:<28}{mine:7.2f} s {other:7.2f} s   ratio {ratio:.2f} (allowed: {allowed})")
    return ratio <= allowed


def main(runs: int = 5) -> int:
    """Compare everything; return 1 if something is above its limit."""
    if not shutil.which("psql"):
        raise SystemExit("psql is not installed")
    reduce_collections()  # As the program does.
    with SandboxProcess() as sandbox, tempfile.TemporaryDirectory() as folder:
        table = MillionRows(sandbox)
        exports = Exports(table, Path(folder))
        print(f"{'':<28}{'ours':>9} {'theirs':>9}   median of {runs} pairs")
        within = [
            compare(
                "export, local socket",
                runs,
                exports.time_export,
                lambda: exports.time_psql(table.direct),
                MAX_EXPORT_RATIO,
            ),
            compare(
                "exec --format csv, sandbox",
                runs,
                lambda: exports.export_with_exec().seconds,
                lambda: exports.time_psql(table.through_gateway),
                MAX_EXPORT_RATIO,
            ),
            compare(
                "exec -c 'select 1'",
                4 * runs,
                lambda: exports.run_exec("select 1").seconds,
                exports.time_psycopg,
                MAX_START_RATIO,
            ),
        ]
        added = exports.export_with_exec().megabytes - exports.run_exec("select 1").megabytes
        print(
            f"memory of a million rows    {added:7.0f} MB beyond select 1 "
            f"(allowed: {MAX_ADDED_MEMORY})"
        )
        print(f"processors                  {os.cpu_count():7}")
        table.link.close()
    return 0 if all(within) and added <= MAX_ADDED_MEMORY else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
