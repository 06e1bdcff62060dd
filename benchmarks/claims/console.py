"""A console that runs scripts at random while things go wrong."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Iterator
from functools import partial
from time import monotonic

from textual.pilot import Pilot

from benchmarks.claims.faults import Faults
from benchmarks.claims.report import Report
from dsql_tui.events import Run
from dsql_tui.execution.threads import in_thread
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sql.risk import commits
from dsql_tui.sql.statements import split
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.console import Console
from tests.access import build_profile
from tests.ui.driving import open_workbench, wait_until

_NUMBERS = re.compile(r"\d+")
_RUN_TIMEOUT = 60.0
"""Seconds that a run may take before it counts as hanging."""


class ConsoleDoor:
    """Writes through the console."""

    def __init__(
        self, ready: Ready, faults: Faults, dice: random.Random, report: Report, end: float
    ) -> None:
        """Prepare the console.

        Args:
            ready: The sandbox.
            faults: What goes wrong.
            dice: Chooses.
            report: Takes the claims.
            end: The time of `monotonic` at which to stop.
        """
        self._ready = ready
        self._faults = faults
        self._dice = dice
        self._report = report
        self._end = end
        self._claims: Claims

    async def write(self, rows: range, writes: int) -> None:
        """Write so many of the rows, unless the time is over before."""
        numbers = iter(rows)
        start = Start(build_profile(self._ready), ("us-east-1",))
        async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
            screen = await open_workbench(pilot)
            console = screen.console
            self._claims = Claims(self._report, console)
            console.runner.statements.after.append(self._claims.note)
            taken = 0
            while taken < writes and monotonic() < self._end:
                options = console.runner.options
                options.retry_conflicts = self._dice.random() < 0.3
                options.continue_on_error = self._dice.random() < 0.2
                script, count = self._script(console, numbers)
                taken += count
                await self._run(console, script)
            await in_thread(self._faults.disarm)
            await self._settle(pilot, console)

    async def _run(self, console: Console, script: str) -> None:
        armed = await in_thread(self._faults.arm_any)
        midway = self._faults.choose_midway()
        self._claims.origin = f"{script!r} with {armed}, {midway}"
        if console.runner.outcome.repeats and self._dice.random() < 0.5:
            self._claims.origin = f"run again, {self._claims.origin}"
            console.action_again()
        else:
            console.editor.text = script
            console.run_statements(split(script))
        began = monotonic()
        cancel_at = began + self._dice.choice((0.05, 0.3, 1.0, 60, 60, 60))
        fault_at = began + self._dice.uniform(0, 0.5)
        while console.busy:
            if isinstance(console.app.screen, ConfirmDialog):
                console.app.screen.dismiss(True)
            elif monotonic() > cancel_at:
                console.action_cancel()
                cancel_at = monotonic() + 0.5
            elif midway and monotonic() > fault_at:
                await in_thread(partial(self._faults.arm, midway))
                midway = None
            elif monotonic() > began + _RUN_TIMEOUT:
                self._report.problems.append(f"it hangs: {self._claims.origin}")
                await in_thread(self._faults.disarm)
                cancel_at = began = monotonic()
            await asyncio.sleep(0.005)

    def _script(self, console: Console, numbers: Iterator[int]) -> tuple[str, int]:
        """Return a script, and how many rows it writes."""
        kinds: tuple[str, ...] = (
            "insert",
            "many",
            "copy",
            "transaction",
            "script",
            "begin",
            "read",
        )
        if console.state.open:
            kinds = ("insert", "many", "read", "commit", "commit", "rollback")
        kind = self._dice.choice(kinds)
        count = {"insert": 1, "many": 4, "copy": 4, "transaction": 4, "script": 4}.get(kind, 0)
        rows = [next(numbers) for _ in range(count)]
        inserts = "; ".join(f"insert into claimed (row) values ({row})" for row in rows)
        values = ", ".join(f"({row})" for row in rows)
        lines = "".join(f"{row}\n" for row in rows)
        shown = " ".join(map(str, rows))
        script = {
            "insert": inserts,
            "many": f"insert into claimed (row) values {values}",
            "copy": f"copy claimed /* {shown} */ (row) from stdin;\n{lines}\\.\n",
            "transaction": f"begin; {inserts}; commit",
            "script": inserts,
            "read": "select count(*) from claimed",
        }.get(kind, kind)
        return script, count

    async def _settle(self, pilot: Pilot[None], console: Console) -> None:
        while console.busy or console.state.open or console.session.lost:
            if isinstance(pilot.app.screen, ConfirmDialog):
                pilot.app.screen.dismiss(True)
            elif not console.busy:
                console.action_send("rollback" if console.state.open else "select 1")
            elif console.runner.activity.cancel_ignored:
                console.action_cancel()
            await asyncio.sleep(0.02)
        await wait_until(pilot, lambda: not console.busy)


class Claims:
    """What the console says of its runs; the rows of a transaction count when it ends."""

    def __init__(self, report: Report, console: Console) -> None:
        self.origin = ""
        self._report = report
        self._console = console
        self._session = console.session
        self._open = False
        self._pending: list[int] = []

    def note(self, run: Run) -> None:
        """Record a run that has ended."""
        ending = "unknown" if run.unknown else "failed" if run.error else "done"
        self._report.endings[f"console {ending}"] += 1
        if self._session is not self._console.session:  # The last one was lost.
            self._session, self._open, self._pending = self._console.session, False, []
        text = run.statement
        rows = list(map(int, _NUMBERS.findall(text))) if text[:4] in ("inse", "copy") else []
        if text == "begin":
            self._open, self._pending = run.error is None, []
        elif not self._open:
            self._claim(rows, run)
        elif commits(text):
            self._claim(self._pending, run)
            self._open, self._pending = False, []
        else:
            self._pending += rows
            ended = text == "rollback" or (run.error is not None and run.error.lost)
            if ended or run.error:
                self._report.claim(self._pending, "not done", self._describe(run))
                self._open, self._pending = not ended, []

    def _claim(self, rows: list[int], run: Run) -> None:
        claim = "unknown" if run.unknown else "not done" if run.error else "done"
        for row in rows:  # one that was run again may have failed before
            if self._report.claims.get(row) == "done":
                self._report.problems.append(f"row {row} was claimed twice: {self._describe(run)}")
        if claim == "done":
            self._report.claim(rows, "done", self._describe(run))
        else:
            sure = [row for row in rows if self._report.claims.get(row) != "unknown"]
            self._report.claim(sure, "unknown" if run.unknown else "not done", self._describe(run))

    def _describe(self, run: Run) -> str:
        words = run.error.message if run.error else run.tag
        return f"{run.statement} of {self.origin}: {words}"
