"""What the sandbox's gateway costs, against a direct connection to its PostgreSQL, in pairs.

`python -m benchmarks.sandbox [RUNS]` prints medians of both, and ends with 1 where the gateway adds
more to `select 1`, or takes longer for a million rows, than we allow ourselves.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from statistics import median
from time import monotonic

import psycopg

from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.store.postgres import PORT, SUPERUSER
from tests.sandbox.clients import connect

Session = psycopg.Connection[tuple[object, ...]]

ADDED = 0.2
"""Milliseconds that the gateway may add to a round trip."""

ALLOWED = 1.4
"""How many times as long a million rows may take."""

TRIPS = 2000
ROWS = "select i, md5(i::text) from generate_series(1, 1000000) as i"


def round_trip(session: Session) -> float:
    """Milliseconds for a `select 1`, in the simple protocol, without psycopg's own work."""
    begin = monotonic()
    for _ in range(TRIPS):
        session.pgconn.exec_(b"select 1")
    return (monotonic() - begin) * 1000 / TRIPS


def million(session: Session) -> float:
    """Seconds for a million rows, taken as they come."""
    begin = monotonic()
    for _ in session.cursor().stream(ROWS, size=1000):
        pass
    return monotonic() - begin


def socket_of(process: int) -> Path:
    """Where the PostgreSQL listens that a sandbox runs."""
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
    """Measure in pairs, one after the other, so that both meet the same computer."""
    with SandboxProcess() as sandbox:
        direct = psycopg.connect(
            host=str(socket_of(sandbox.pid)), port=PORT, user=SUPERUSER, dbname="postgres"
        )
        direct.autocommit = True
        with connect(sandbox.ready) as through, direct:
            trips = [(round_trip(through), round_trip(direct)) for _ in range(runs)]
            reads = [(million(through), million(direct)) for _ in range(runs)]
    added = median(a - b for a, b in trips)
    ratio = median(a / b for a, b in reads)
    print(f"select 1       {median(a for a, _ in trips):.3f} ms")
    print(f"direct         {median(b for _, b in trips):.3f} ms")
    print(f"added          {added:.3f} ms (allowed: {ADDED}), median of {runs} pairs")
    print(f"million rows   {median(a for a, _ in reads):.2f} s")
    print(f"direct         {median(b for _, b in reads):.2f} s")
    print(f"ratio          {ratio:.2f} (allowed: {ALLOWED}), median of {runs} pairs")
    print(f"processors     {os.cpu_count()}")
    return 0 if added <= ADDED and ratio <= ALLOWED else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
