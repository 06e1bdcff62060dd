r"""The import of a million rows, against psql's `\copy` and AWS's aurora-dsql-loader.

`python -m benchmarks.loading [RUNS [LOADER]]` prints medians, ratios to psql and peak memory, all
through one sandbox in one run, each into an empty table. psql loads the same batches: 3,000 rows in
each transaction, in one session. LOADER is the program of
https://github.com/aws-samples/aurora-dsql-loader, with its defaults; it finds the sandbox through a
file of host names that only it sees, which takes root. It exits with 1 above a limit.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.export import Measurement
from dsql_tui.db.loading import BATCH_ROWS
from dsql_tui.importing import DEFAULT_JOBS
from dsql_tui.sandbox.process import SandboxProcess
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

    def __init__(self, sandbox: SandboxProcess, folder: Path, loader: str) -> None:
        ready = sandbox.ready
        self.endpoint = ready.clusters[0].endpoint
        self.ready = ready
        self.loader = loader
        self.rows, self.script = folder / "rows.csv", folder / "rows.sql"
        self.hosts = folder / "hosts"
        self.hosts.write_text(f"{ready.hostaddr} {self.endpoint}\n")
        homes = {f"XDG_{kind}_HOME": str(folder / kind) for kind in ("DATA", "CONFIG", "STATE")}
        os.environ.update({**ready.env, **homes})
        self.way = [self.endpoint, "--hostaddr", ready.hostaddr, "--port", str(ready.port)]
        self.way += ["--sslrootcert", ready.sslrootcert]
        _write_rows(self.rows, self.script)

    def load_with_psql(self) -> Measurement:
        """Load the batches with psql, one after the other."""
        conninfo = f"host={self.endpoint} hostaddr={self.ready.hostaddr} port={self.ready.port} "
        conninfo += "user=admin dbname=postgres sslmode=verify-full "
        conninfo += f"sslrootcert={self.ready.sslrootcert}"
        token = self._run("token", self.endpoint).strip()
        words = ["psql", "--no-psqlrc", "--quiet", conninfo, "-f", str(self.script)]
        return self._measure(words, {"PGPASSWORD": token})

    def load(self, jobs: int) -> Measurement:
        """Load with `dsql-tui import`."""
        words = ["-m", "dsql_tui", "import", *self.way, str(self.rows), "--into", _TABLE]
        return self._measure([sys.executable, *words, "--jobs", str(jobs)], {})

    def load_with_loader(self) -> Measurement:
        """Load with AWS's loader."""
        words = ["load", "-e", self.endpoint, "-s", str(self.rows), "-t", _TABLE, "--header"]
        mount = ["unshare", "--mount", "sh", "-c", _MOUNT, str(self.hosts)]
        added = {"PGPORT": str(self.ready.port), "PGSSLROOTCERT": self.ready.sslrootcert}
        return self._measure([*mount, self.loader, *words], added)

    def _measure(self, words: list[str], added: dict[str, str]) -> Measurement:
        self._run("exec", *self.way, "-c", f"drop table if exists {_TABLE}")
        self._run("exec", *self.way, "-c", f"create table {_TABLE} ({_COLUMNS})")
        measured = Measurement(words, {**os.environ, **added})
        query = f"select count(*) from {_TABLE}"
        count = self._run("exec", *self.way, "-c", query, "--format", "tsv", "--no-header")
        if int(count) != ROWS:
            raise SystemExit(f"{int(count):,} rows loaded: {words}")
        return measured

    def _run(self, *words: str) -> str:
        command = [sys.executable, "-m", "dsql_tui", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stdout


def _write_rows(rows: Path, script: Path) -> None:
    """Write the rows as CSV, and as a script of COPY statements with the batches of an import."""
    with rows.open("w") as csv, script.open("w") as copies:
        csv.write("id,title,amount,made,note\n")
        for number in range(ROWS):
            note = "" if number % 10 else f"a longer note about row {number}"
            time = f"2026-01-{number % 28 + 1:02} 12:{number % 60:02}:00"
            line = f"{number},name-{number},{number % 10000 / 100:.2f},{time},{note}\n"
            csv.write(line)
            if number % BATCH_ROWS == 0:
                copies.write(f"copy {_TABLE} from stdin with (format csv);\n")
            copies.write(line)
            if number % BATCH_ROWS == BATCH_ROWS - 1 or number == ROWS - 1:
                copies.write("\\.\n")


def compare(loads: Loads, runs: int, far: bool = False) -> bool:
    """Print a table; return whether all is within the limits."""
    commands: dict[str, Callable[[], Measurement]] = {
        "psql \\copy, one session": loads.load_with_psql,
        "import, one session": lambda: loads.load(1),
        f"import, {DEFAULT_JOBS} sessions": lambda: loads.load(DEFAULT_JOBS),
    }
    if loads.loader:
        commands[_LOADER] = loads.load_with_loader
    found: dict[str, list[Measurement]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            found[name].append(command())
    seconds = {name: median(each.seconds for each in measured) for name, measured in found.items()}
    base, _, ours, *_ = seconds.values()
    memory = {name: max(each.megabytes for each in measured) for name, measured in found.items()}
    for name in commands:
        print(
            f"{name:<28}{seconds[name]:7.2f} s   {seconds[name] / base:5.2f} × psql   "
            f"{memory[name]:5.0f} MB"
        )
    peers = [seconds[name] for name in commands if name == _LOADER or (far and "psql" in name)]
    within = memory[f"import, {DEFAULT_JOBS} sessions"] <= MAX_MEGABYTES
    return within and all(ours <= MAX_RATIO * peer for peer in peers)


def main(runs: int = 2, loader: str = "") -> int:
    """Compare with a local cluster and with one far away; return 1 above a limit."""
    with tempfile.TemporaryDirectory() as folder, SandboxProcess() as sandbox:
        loads = Loads(sandbox, Path(folder), loader)
        print(f"import of {ROWS:,} rows, median of {runs}; {os.cpu_count()} processors")
        within = compare(loads, runs)
        print(f"each answer {DELAY * 1000:.0f} ms later, one run")
        with inject_faults(sandbox.ready, delay=DELAY):
            within = compare(loads, 1, far=True) and within
    return 0 if within else 1


if __name__ == "__main__":
    raise SystemExit(main(int((sys.argv[1:] or ["2"])[0]), *sys.argv[2:3]))
