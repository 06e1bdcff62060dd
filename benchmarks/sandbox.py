"""The overhead of the sandbox's gateway, against a direct connection to its PostgreSQL.

`python -m benchmarks.sandbox [RUNS]` prints the medians of both. It exits with 1 if the gateway
adds too much to `select 1`, or takes too long for a million rows.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from statistics import median
from time import monotonic

import psycopg

from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.store.postgres import PORT
from dsql_tui.sandbox.store.superuser import SUPERUSER
from tests.sandbox.clients import connect

Session = psycopg.Connection[tuple[object, ...]]

MAX_ADDED = 0.2
"""Milliseconds that the gateway may add to a round trip."""

MAX_RATIO = 1.4
"""How many times as long a million rows may take."""

TRIPS = 2000
ROWS = "select i, md5(i::text) from generate_series(1, 1000000) as i"


def time_round_trip(session: Session) -> float:
    """Return the milliseconds of a `select 1` in the simple protocol, without psycopg's work."""
    begin = monotonic()
    for _ in range(TRIPS):
        session.pgconn.exec_(b"select 1")
    return (monotonic() - begin) * 1000 / TRIPS


def time_million(session: Session) -> float:
    """Return the seconds for streaming a million rows."""
    begin = monotonic()
    for _ in session.cursor().stream(ROWS, size=1000):
        pass
    return monotonic() - begin


def find_socket(process: int) -> Path:
    """Return the folder of the socket of a sandbox's PostgreSQL."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue
        found = [word for word in words if word.startswith("unix_socket_directories=")]
        if found and _descends(int(folder.name), process):
            return Path(found[0].partition("=")[2])
    raise SystemExit("no PostgreSQL found")


def _descends(process: int, ancestor: int) -> bool:
    while process > 1 and process != ancestor:
        status = Path(f"/proc/{process}/stat").read_text()
        process = int(status.rpartition(")")[2].split()[1])
    return process == ancestor


def main(runs: int = 9) -> int:
    """Measure in pairs, so that both meet the same conditions."""
    with SandboxProcess() as sandbox:
        direct = psycopg.connect(
            host=str(find_socket(sandbox.pid)), port=PORT, user=SUPERUSER, dbname="postgres"
        )
        direct.autocommit = True
        with connect(sandbox.ready) as through, direct:
            trips = [(time_round_trip(through), time_round_trip(direct)) for _ in range(runs)]
            reads = [(time_million(through), time_million(direct)) for _ in range(runs)]
    added = median(a - b for a, b in trips)
    ratio = median(a / b for a, b in reads)
    print(f"select 1       {median(a for a, _ in trips):.3f} ms")
    print(f"direct         {median(b for _, b in trips):.3f} ms")
    print(f"added          {added:.3f} ms (allowed: {MAX_ADDED}), median of {runs} pairs")
    print(f"million rows   {median(a for a, _ in reads):.2f} s")
    print(f"direct         {median(b for _, b in reads):.2f} s")
    print(f"ratio          {ratio:.2f} (allowed: {MAX_RATIO}), median of {runs} pairs")
    print(f"processors     {os.cpu_count()}")
    return 0 if added <= MAX_ADDED and ratio <= MAX_RATIO else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
