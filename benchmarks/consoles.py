"""Check that consoles report every write as it happened, while the sandbox has faults.

`python -m benchmarks.consoles [MINUTES [SEED]]` runs random statements in four consoles. It prints
the seed, the numbers of statements and rows, and the memory, files and threads of the process when
warm and at the end. It exits with 1 if a report contradicts the table, or if the process grew.
Sessions last a minute, so an hour of it is two and a half days of normal sessions.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import random
import sys
import tempfile
import threading
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import monotonic
from urllib.request import Request, urlopen

from textual.pilot import Pilot

from dsql_tui.db.session import Session
from dsql_tui.events import RowsReceived, Run
from dsql_tui.execution.threads import in_thread
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sql.risk import commits
from dsql_tui.sql.statements import split
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.console import Console
from tests.access import build_access, build_profile
from tests.ui.driving import open_workbench, wait_until, wait_until_equal

CONSOLES = 4
MEMORY, FILES, THREADS = 40, 4, 2
"""The megabytes, open files and threads by which a warm process may grow."""

FAULTS: tuple[dict[str, object], ...] = (
    {"drop": 1},
    {"drop": "all"},
    {"restart": 0.2},
    {"network": 0},
    {"network": 0.5},
    {"commit": "before"},
    {"commit": "after"},
    {"conflict": "OC000"},
    {"conflict": ["OC001", "OC000"]},
    {"refuse": {"error": "waking", "times": 1}},
    {"refuse": {"error": "too_fast", "times": 1}},
    {"delay": 0.05},
    {"delay": 0},
    {"ignore_cancel": True},
    {"ignore_cancel": False},
)


@dataclass
class Reports:
    """The reports of all consoles about each row."""

    done: Counter[int] = field(default_factory=Counter)
    """How often each row was reported as written."""
    unknown: set[int] = field(default_factory=set)
    sent: set[int] = field(default_factory=set)
    statements: int = 0

    def find_errors(self, stored: Counter[int]) -> list[str]:
        """Return a sentence for each report that contradicts the rows of the table."""
        found = [f"row {n} was reported twice" for n, times in self.done.items() if times > 1]
        for row in self.sent | set(stored):
            least = self.done[row]
            most = least + (row in self.unknown)
            if not least <= stored[row] <= most:
                found.append(
                    f"row {row} is there {stored[row]} times, reported {least} to {most} times"
                )
        return found


@dataclass
class Recorder:
    """Records the runs of one console; the rows of a transaction count when it is committed."""

    reports: Reports
    console: Console
    open: bool = False
    pending: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session = self.console.session

    def record(self, run: Run) -> None:
        """Record a run that has ended."""
        self.reports.statements += 1
        if self.session is not self.console.session:  # The last one was lost with its transaction.
            self.session, self.open, self.pending = self.console.session, False, []
        row = _read_row(run.statement)
        if row is not None:
            self.reports.sent.add(row)
        rows = [row] if row is not None else []
        if run.statement == "begin":
            self.open, self.pending = run.error is None, []
        elif self.open and (commits(run.statement) or run.statement == "rollback" or run.error):
            if commits(run.statement):
                self._settle(self.pending, run)
                self.open = False
            elif run.statement == "rollback" or (run.error and run.error.lost):
                self.open = False
            self.pending = []
        elif self.open:
            self.pending += rows
        else:
            self._settle(rows, run)

    def _settle(self, rows: list[int], run: Run) -> None:
        if run.unknown:
            self.reports.unknown.update(rows)
        elif run.error is None:
            self.reports.done.update(rows)


@dataclass
class SoakTest:
    """Random statements in several consoles, for some seconds."""

    ready: Ready
    seed: int
    seconds: float
    limit: float
    """The seconds that a session lasts."""

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.reports = Reports()
        self.rows = 0
        self.usage: list[tuple[int, int, int]] = []
        """The megabytes, open files and threads when warm, and at the end."""

    async def run(self) -> list[str]:
        """Run the test; return a sentence for each error."""
        start = Start(build_profile(self.ready), ("us-east-1",))
        async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
            screen = await open_workbench(pilot)
            for count in range(2, CONSOLES + 1):
                screen.consoles.action_open()
                await wait_until_equal(pilot, lambda: len(screen.consoles.all), count)
            consoles = screen.consoles.all
            for console in consoles:
                console.runner.statements.after.append(Recorder(self.reports, console).record)
                console.runner.options.retry_conflicts = self.random.random() < 0.5
            await self._run_all(consoles, self.seconds / 3)
            await self._finish(pilot, consoles)
            await self._run_all(consoles, self.seconds * 2 / 3)
            await self._finish(pilot, consoles)
        return self.reports.find_errors(self._count_rows()) + self._find_growth()

    async def _run_all(self, consoles: list[Console], seconds: float) -> None:
        end = monotonic() + seconds
        self._arm({"session_limit": self.limit})
        await asyncio.gather(
            self._arm_faults(end), *(self._run_console(each, end) for each in consoles)
        )

    async def _finish(self, pilot: Pilot[None], consoles: list[Console]) -> None:
        """Disarm the faults, give every console a session without a transaction, and measure."""
        await in_thread(self._disarm)
        await self._settle(pilot, consoles)
        await wait_until(pilot, lambda: not pilot.app._notifications)
        await self._settle(pilot, consoles)  # Short sessions have ended meanwhile.
        gc.collect()
        self.usage.append(_measure_process())

    async def _settle(self, pilot: Pilot[None], consoles: list[Console]) -> None:
        for console in consoles:
            while console.busy or console.state.open or console.session.lost:
                if isinstance(pilot.app.screen, ConfirmDialog):
                    pilot.app.screen.dismiss(True)
                elif not console.busy:
                    console.action_send("rollback" if console.state.open else "select 1")
                elif console.runner.activity.cancel_ignored:
                    console.action_cancel()
                await asyncio.sleep(0.02)

    async def _arm_faults(self, end: float) -> None:
        while monotonic() < end:
            fault = self.random.choice(FAULTS)
            await in_thread(partial(self._arm, fault))
            await asyncio.sleep(self.random.uniform(0.05, 0.5))

    async def _run_console(self, console: Console, end: float) -> None:
        while monotonic() < end:
            if self.random.random() < 0.01:
                renewal = console.runs.session_monitor.renew()
                console.run_worker(renewal, group="keep", exclusive=True)
            if console.runner.outcome.repeats and self.random.random() < 0.5:
                console.action_again()
            else:
                console.run_statements(split(self._script(console)))
            cancel_at = monotonic() + self.random.choice((0.02, 0.1, 60))
            while console.busy:
                if isinstance(console.app.screen, ConfirmDialog):
                    console.app.screen.dismiss(True)
                elif monotonic() > cancel_at:
                    console.action_cancel()
                    cancel_at = monotonic() + 0.5
                await asyncio.sleep(0.005)
            await asyncio.sleep(self.random.uniform(0, 0.1))

    def _script(self, console: Console) -> str:
        kind = self.random.choice(("read", "read", "write", "write", "all", "begin", "long"))
        if console.state.open:
            kind = self.random.choice(("write", "read", "commit", "commit", "rollback"))
        return {
            "read": "select count(*) from soaked",
            "write": self._insert(),
            "all": f"begin; {self._insert()}; {self._insert()}; commit; {self._insert()}",
            "begin": "begin",
            "long": "select pg_sleep(0.3)",
            "commit": "commit",
            "rollback": "rollback",
        }[kind]

    def _insert(self) -> str:
        self.rows += 1
        return f"insert into soaked (row) values ({self.rows})"

    def _count_rows(self) -> Counter[int]:
        """Count each row of the table, once abandoned statements have ended."""
        session = build_access(self.ready).open()
        found: Counter[int] = Counter()
        for event in session.run("select row from soaked"):
            if isinstance(event, RowsReceived):
                for index in range(event.chunk.ntuples):
                    found[int(event.chunk.get_value(index, 0) or b"0")] += 1
        session.close()
        return found

    def _find_growth(self) -> list[str]:
        warm, after = self.usage
        names = zip(("MB", "files", "threads"), warm, after, (MEMORY, FILES, THREADS), strict=True)
        return [
            f"{name}: {before} when warm, {now} at the end"
            for name, before, now, growth in names
            if now > before + growth
        ]

    def _arm(self, fault: dict[str, object]) -> None:
        url = f"{self.ready.env['AWS_ENDPOINT_URL_DSQL']}/sandbox"
        urlopen(Request(url, json.dumps(fault).encode())).close()

    def _disarm(self) -> None:
        url = f"{self.ready.env['AWS_ENDPOINT_URL_DSQL']}/sandbox"
        urlopen(Request(url, method="DELETE")).close()


def prepare(ready: Ready) -> None:
    """Create the table; it has no unique key on the rows, so that a row can be there twice."""
    session: Session = build_access(ready).open()
    key = "id uuid primary key default gen_random_uuid()"
    for statement in ("drop table if exists soaked", f"create table soaked ({key}, row int)"):
        list(session.run(statement))
    session.close()


def _read_row(statement: str) -> int | None:
    return int(statement.rpartition("(")[2][:-1]) if statement.startswith("insert") else None


def _measure_process() -> tuple[int, int, int]:
    files = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    status = Path("/proc/self/status").read_text()
    kilobytes = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(kilobytes.split()[1]) // 1024, files, threading.active_count()


def main(arguments: list[str]) -> int:
    """Run the test on a new sandbox, in a temporary home directory."""
    minutes = float(arguments[0]) if arguments else 60.0
    seed = int(arguments[1]) if len(arguments) > 1 else random.SystemRandom().randrange(10**6)
    print(f"seed {seed}, {minutes:g} minutes", flush=True)
    with tempfile.TemporaryDirectory() as home, SandboxProcess(session_limit=60) as sandbox:
        os.environ.update(sandbox.ready.env, HOME=home, XDG_STATE_HOME=home, XDG_DATA_HOME=home)
        prepare(sandbox.ready)
        test = SoakTest(sandbox.ready, seed, minutes * 60, limit=60)
        errors = asyncio.run(test.run())
    reports = test.reports
    print(
        f"{reports.statements:,} runs; {len(reports.done):,} rows written, "
        f"{len(reports.unknown):,} unknown"
    )
    print("MB, files, threads:", *test.usage)
    print("\n".join(errors) or "Every report is true.")
    return int(bool(errors))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
