"""The check of one door: writes, then a look at the table."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.claims.commands import Commands, ExecDoor, ImportDoor
from benchmarks.claims.console import ConsoleDoor
from benchmarks.claims.faults import Faults
from benchmarks.claims.proxy import Proxy
from benchmarks.claims.report import Report
from dsql_tui.events import RowsReceived
from dsql_tui.sandbox.ready import Ready
from tests.access import build_access

DOORS = ("console", "exec", "import")

_SPARE = 7000
"""Rows more than wanted that the last command may take."""

_SETTLE_TIMEOUT = 3.0
"""Seconds until what was given up has ended."""


def check_claims(
    door: str, ready: Ready, writes: int, seed: int, folder: Path, seconds: float
) -> tuple[Report, list[str]]:
    """Send `writes` rows through a door; return the report and a sentence for each false claim."""
    _create_tables(ready)
    report, dice = Report(), random.Random(f"{door} {seed}")
    proxy, end = Proxy(ready, folder), time.monotonic() + seconds
    faults = Faults(ready, proxy, dice)
    with proxy.run() as through:
        if door == "console":
            console = ConsoleDoor(through, faults, dice, report, end)
            asyncio.run(console.write(range(writes + _SPARE), writes))
        else:
            commands = Commands(through, faults, dice, report)
            writer = (ExecDoor if door == "exec" else ImportDoor)(commands, folder)
            taken = 0
            while taken < writes and time.monotonic() < end:
                taken += writer.write(range(taken, writes + _SPARE))
        faults.disarm()
    return report, report.check(_count_rows(ready))


def _create_tables(ready: Ready) -> None:
    session = build_access(ready).open()
    for table, kind in (("claimed", "int unique"), ("keyless", "int")):
        list(session.run(f"drop table if exists {table}"))
        columns = f"id uuid primary key default gen_random_uuid(), row {kind}"
        list(session.run(f"create table {table} ({columns})"))
    session.close()


def _count_rows(ready: Ready) -> Counter[int]:
    """Count each row in the tables, once what was given up has ended."""
    time.sleep(_SETTLE_TIMEOUT)
    session = build_access(ready).open()
    kept: Counter[int] = Counter()
    for table in ("claimed", "keyless"):
        kept.update(_read_rows(session.run(f"select row from {table}")))
    session.close()
    return kept


def _read_rows(events: Iterator[object]) -> Iterator[int]:
    for event in events:
        if isinstance(event, RowsReceived):
            for index in range(event.chunk.ntuples):
                yield int(event.chunk.get_value(index, 0) or b"-1")
