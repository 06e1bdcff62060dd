"""The export of a million rows, and `exec` of one statement, against psql and psycopg.

`python -m benchmarks.export [RUNS]` prints medians and the median ratio of pairs of runs. It exits
with 1 if a ratio is above its limit. It needs psql.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from math import inf
from pathlib import Path
from time import monotonic

import psycopg

from benchmarks.bench import Bench, run_apart
from benchmarks.figures import Figure, compare, print_figures
from benchmarks.million import QUOTED, MillionRows
from benchmarks.processes import Measurement
from dsql_tui.db import runner
from dsql_tui.db.link import Link
from dsql_tui.db.row_reader import RowReader
from dsql_tui.gc_tuning import reduce_collections
from dsql_tui.results.formats import get_format
from dsql_tui.results.formats.format import Options
from dsql_tui.results.row_stream import RowStream
from dsql_tui.store.export import export_rows

MAX_EXPORT_RATIO = 1.5
"""The limit for an export, relative to psql's copy."""

MAX_START_RATIO = 1.6
"""The limit for `exec -c 'select 1'`, relative to the same statement with psycopg."""

MAX_ADDED_MEMORY = 30
"""The megabytes that a million rows may need beyond those of `select 1`."""

BASELINE = "import psycopg, sys; print(psycopg.connect(sys.argv[1]).execute('select 1').fetchone())"
COPY = "psql \\copy csv"


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
        """Return the seconds for our export, over PostgreSQL's socket."""
        return run_apart(time_export, self.table.direct, self.folder / "export.csv")

    def export_with_exec(self, name: str = "csv") -> Measurement:
        """Export a million rows with `dsql-tui exec`."""
        words = "--format", name, "-o", str(self.folder / f"exec.{name}")
        return self.table.clients.measure("exec", "-c", QUOTED, *words)


def time_export(conninfo: str, path: Path) -> float:
    """Return the seconds for an export in this process."""
    reduce_collections()  # As the program does.
    with psycopg.connect(conninfo, autocommit=True) as connection:
        began = monotonic()
        stream = RowStream(runner.run(Link(connection.pgconn), QUOTED), RowReader())
        stream.wait_for_columns()
        batches = stream.read_batches()
        for _ in export_rows(stream.columns, batches, get_format("csv"), Options(), path):
            pass
        return monotonic() - began


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure the exports of a million rows."""
    exports = Exports(bench.million, bench.folder)
    local = partial(exports.time_psql, bench.million.direct)
    through = partial(exports.time_psql, bench.million.through_gateway)
    for name, ours, theirs, reach, limit in (
        ("CSV of a million rows, local socket", exports.time_export, local, 1.0, MAX_EXPORT_RATIO),
        ("CSV of a million rows, sandbox", _time(exports, "csv"), through, 1.2, MAX_EXPORT_RATIO),
        ("Parquet of a million rows, sandbox", _time(exports, "parquet"), through, 1.5, inf),
    ):
        yield compare(name, bench.runs, ours, theirs, COPY, reach, limit)


def _time(exports: Exports, name: str) -> partial[float]:
    return partial(lambda: exports.export_with_exec(name).seconds)


def measure_memory(bench: Bench) -> Iterator[Figure]:
    """Measure the memory that an export adds."""
    exports = Exports(bench.million, bench.folder)
    added = (
        exports.export_with_exec().megabytes
        - bench.clients.measure("exec", "-c", "select 1").megabytes
    )
    name = "memory of an export, beyond select 1"
    yield Figure(name, [added], unit="MB", limit=MAX_ADDED_MEMORY)


def measure_select(bench: Bench) -> Iterator[Figure]:
    """Measure `exec` of one statement."""
    clients, words = bench.clients, ("-c", "select 1")
    baseline = [sys.executable, "-c", BASELINE, clients.conninfo]

    def time_ours() -> float:
        return clients.measure("exec", *words).seconds

    def time_psql() -> float:
        return clients.measure_psql(*words).seconds

    def time_psycopg() -> float:
        return Measurement(baseline, clients.environment).seconds

    name, runs = "exec -c 'select 1'", 4 * bench.runs
    yield compare(name, runs, time_ours, time_psql, "psql", 3)
    yield compare(name, runs, time_ours, time_psycopg, "bare psycopg", 1.2, MAX_START_RATIO)


def main(runs: int = 5) -> int:
    """Compare everything; return 1 if something is above its limit."""
    with Bench(runs) as bench:
        parts = measure, measure_select, measure_memory
        return print_figures(figure for part in parts for figure in part(bench))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
