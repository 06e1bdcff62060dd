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

import psycopg

from benchmarks.sandbox import socket_of
from dsql_tui.db import runner
from dsql_tui.db.reading import Texts
from dsql_tui.results.formats import format_named
from dsql_tui.results.formats.format import Options
from dsql_tui.results.stream import Stream
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sandbox.store.postgres import PORT, SUPERUSER
from dsql_tui.store.exporting import export

EXPORT, START = 1.5, 1.6
"""How many times as long as psql's copy, and as psycopg's `select 1`, we may take."""

FLAT = 30
"""MB that a million rows may take beyond what a `select 1` does."""

TABLE = """
create table public.bench as
select g::bigint as id, md5(g::text)::uuid as uid,
    'name-' || substr(md5((g * 7)::text), 1, 25) as name,
    round((g % 100000) / 7.0, 4)::numeric(12, 4) as amount,
    timestamptz '2024-01-01 00:00:00+00' + g * interval '1 second' as created_at,
    g % 3 = 0 as active, jsonb_build_object('k', g % 10, 'tag', 't' || g % 1000) as meta,
    case when g % 4 > 0 then sqrt(g::float8) end as score
from generate_series(1, 1000000) as g
"""
ALL = "select * from public.bench"
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

    def __init__(self, ready: Ready, socket: Path, folder: Path) -> None:
        offer = ready.clusters[0]
        root = ready.sslrootcert
        self.folder = folder
        self.link = psycopg.connect(
            host=str(socket), port=PORT, user=SUPERUSER, dbname="postgres", autocommit=True
        )
        self.local = f"host={socket} port={PORT} user={SUPERUSER} dbname=postgres"
        self.through = (
            f"host={offer.endpoint} hostaddr={ready.hostaddr} port={ready.port} user=admin "
            f"dbname=postgres sslmode=verify-full sslrootcert={root}"
        )
        self.target = [offer.endpoint, "--hostaddr", ready.hostaddr, "--port", str(ready.port)]
        self.target += ["--sslrootcert", root]
        token = subprocess.run(
            [*self._ours("token"), offer.endpoint], capture_output=True, text=True, check=True
        )
        os.environ["PGPASSWORD"] = token.stdout.strip()

    def psql(self, conninfo: str) -> float:
        """Seconds for psql's copy."""
        copy = f"\\copy ({ALL}) to '{self.folder / 'psql.csv'}' (format csv, header)"
        return Measured(["psql", "--no-psqlrc", conninfo, "-c", copy]).seconds

    def here(self) -> float:
        """Seconds for our export, in this process and over the same socket."""
        began = monotonic()
        events = runner.run(self.link.pgconn, ALL, (), [], lambda: None)
        stream = Stream(events, Texts())
        stream.described()
        path = self.folder / "here.csv"
        for _ in export(stream.columns, stream.batches(), format_named("csv"), Options(), path):
            pass
        return monotonic() - began

    def exec(self, sql: str, *options: str) -> Measured:
        """Our exec, as a process of its own."""
        return Measured([*self._ours("exec"), *self.target, "-c", sql, *options])

    def exported(self) -> Measured:
        """A million rows by our exec."""
        return self.exec(ALL, "--format", "csv", "-o", str(self.folder / "exec.csv"))

    def baseline(self) -> float:
        """Seconds for the least that psycopg takes."""
        return Measured([sys.executable, "-c", BASELINE, self.through]).seconds

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
    with SandboxProcess() as sandbox, tempfile.TemporaryDirectory() as folder:
        os.environ.update(sandbox.ready.env)
        ways = Ways(sandbox.ready, socket_of(sandbox.pid), Path(folder))
        ways.link.execute(TABLE)
        ways.link.execute("grant select on public.bench to admin")
        ways.link.execute("vacuum analyze public.bench")
        print(f"{'':<28}{'ours':>9} {'theirs':>9}   median of {runs} pairs")
        met = [
            compared(
                "export, local socket", runs, ways.here, lambda: ways.psql(ways.local), EXPORT
            ),
            compared(
                "exec --format csv, sandbox",
                runs,
                lambda: ways.exported().seconds,
                lambda: ways.psql(ways.through),
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
        ways.link.close()
    return 0 if all(met) and added <= FLAT else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
