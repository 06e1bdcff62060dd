r"""The import of a million rows, against psql's `\copy` and AWS's aurora-dsql-loader.

`python -m benchmarks.loading [RUNS [LOADER]]` prints medians, ratios to psql and peak memory, all
through one sandbox in one run, each into an empty table. psql loads the same batches: 3,000 rows in
each transaction, in one session. LOADER is the program of
https://github.com/aws-samples/aurora-dsql-loader, with its defaults; it finds the sandbox through a
file of host names that only it sees, which takes root. It exits with 1 above a limit.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from math import inf
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.figures import Figure, print_figures
from benchmarks.processes import Measurement
from dsql_tui.db.loading import BATCH_ROWS
from dsql_tui.importing import DEFAULT_JOBS
from tests.faults import inject_faults

ROWS = 1_000_000
MAX_RATIO = 1.0
"""The limit relative to AWS's loader, and to psql if answers take their time.

Without a delay, psql is ahead: all programs and the sandbox share the processors, and Python parses
each row.
"""
MAX_MEGABYTES = 150
DELAY = 0.05
"""Seconds that a cluster far away takes for each answer, for the second table."""

_COLUMNS = "id int primary key, title text, amount numeric(12, 2), made timestamp, note text"
_MOUNT = 'mount --bind "$0" /etc/hosts && exec "$@"'
_TABLE = "loaded"
_LOADER = "aurora-dsql-loader"


class Loads:
    """The commands to compare; each loads the same rows into a new table."""

    def __init__(self, bench: Bench, loader: str = "", rows: int = ROWS) -> None:
        self.clients = bench.clients
        self.ready = bench.ready
        self.loader = loader
        self.count = rows
        self.rows, self.script = bench.folder / "rows.csv", bench.folder / "rows.sql"
        self.hosts = bench.folder / "hosts"
        self.hosts.write_text(f"{self.ready.hostaddr} {self.clients.endpoint}\n")
        _write_rows(self.rows, self.script, rows)

    def load_with_psql(self) -> Measurement:
        """Load the batches with psql, one after the other."""
        self._create_table()
        return self._check(self.clients.measure_psql("-f", str(self.script)))

    def load(self, jobs: int) -> Measurement:
        """Load with `dsql-tui import`."""
        self._create_table()
        words = str(self.rows), "--into", _TABLE, "--jobs", str(jobs)
        return self._check(self.clients.measure("import", *words))

    def load_with_loader(self) -> Measurement:
        """Load with AWS's loader."""
        self._create_table()
        words = ["load", "-e", self.clients.endpoint, "-s", str(self.rows), "-t", _TABLE]
        mount = ["unshare", "--mount", "sh", "-c", _MOUNT, str(self.hosts)]
        added = {"PGPORT": str(self.ready.port), "PGSSLROOTCERT": self.ready.sslrootcert}
        return self._check(
            Measurement([*mount, self.loader, *words, "--header"], {**os.environ, **added})
        )

    def _create_table(self) -> None:
        for sql in (f"drop table if exists {_TABLE}", f"create table {_TABLE} ({_COLUMNS})"):
            self.clients.run("exec", *self.clients.target, "-c", sql)

    def _check(self, measured: Measurement) -> Measurement:
        query = f"select count(*) from {_TABLE}"
        words = *self.clients.target, "-c", query, "--format", "tsv", "--no-header"
        count = int(self.clients.run("exec", *words))
        if count != self.count:
            raise SystemExit(f"{count:,} rows loaded")
        return measured


def _write_rows(rows: Path, script: Path, count: int) -> None:
    """Write the rows as CSV, and as a script of COPY statements with the batches of an import."""
    with rows.open("w") as csv, script.open("w") as copies:
        csv.write("id,title,amount,made,note\n")
        for number in range(count):
            note = "" if number % 10 else f"a longer note about row {number}"
            time = f"2026-01-{number % 28 + 1:02} 12:{number % 60:02}:00"
            line = f"{number},name-{number},{number % 10000 / 100:.2f},{time},{note}\n"
            csv.write(line)
            if number % BATCH_ROWS == 0:
                copies.write(f"copy {_TABLE} from stdin with (format csv);\n")
            copies.write(line)
            if number % BATCH_ROWS == BATCH_ROWS - 1 or number == count - 1:
                copies.write("\\.\n")


def compare(loads: Loads, runs: int, where: str = "", far: bool = False) -> Iterator[Figure]:
    """Compare the times with those of psql, and print the memory."""
    eight = f"{DEFAULT_JOBS} sessions"
    commands: dict[str, Callable[[], Measurement]] = {
        "psql": loads.load_with_psql,
        "one session": lambda: loads.load(1),
        eight: lambda: loads.load(DEFAULT_JOBS),
    }
    if loads.loader:
        commands[_LOADER] = loads.load_with_loader
    found: dict[str, list[Measurement]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            found[name].append(command())
    seconds = {name: [each.seconds for each in measured] for name, measured in found.items()}
    psql = seconds["psql"]
    title = f"import of {loads.count:,} rows{where}"
    peer, limit = "psql \\copy, same batches", MAX_RATIO if far else inf
    yield Figure(f"{title}, one session", seconds["one session"], psql, peer, reach=1.2)
    yield Figure(f"{title}, {eight}", seconds[eight], psql, peer, reach=0.5, limit=limit)
    if loads.loader:
        yield Figure(title, seconds[eight], seconds[_LOADER], _LOADER, limit=MAX_RATIO)
    memory = [each.megabytes for each in found[eight]]
    yield Figure(f"{title}, {eight}, memory", memory, unit="MB", limit=MAX_MEGABYTES)


def measure(bench: Bench, loader: str = "") -> Iterator[Figure]:
    """Compare on this computer, and with a cluster far away."""
    loads = Loads(bench, loader, ROWS // 10 if bench.quick else ROWS)
    yield from compare(loads, bench.few)
    with inject_faults(bench.ready, delay=DELAY):
        yield from compare(loads, 1, f", {DELAY * 1000:.0f} ms away", far=True)


def main(runs: int = 2, loader: str = "") -> int:
    """Compare with a local cluster and with one far away; return 1 above a limit."""
    with Bench(3 * runs) as bench:
        return print_figures(measure(bench, loader))


if __name__ == "__main__":
    raise SystemExit(main(int((sys.argv[1:] or ["2"])[0]), *sys.argv[2:3]))
