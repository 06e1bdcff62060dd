"""The workers of a console: one run at a time, and beside it a cancel request or a renewal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from textual.message import Message
from textual.widget import Widget
from textual.worker import Worker

from dsql_tui.dsql.clock import read_clock
from dsql_tui.execution.script_runner import ScriptRunner
from dsql_tui.execution.session_monitor import SessionMonitor
from dsql_tui.ui.results.results import Results

Work = Callable[[], Awaitable[object]]
"""A coroutine function for a worker."""


@dataclass
class RunEnded(Message):
    """A run has ended, with whatever outcome."""

    runs: RunWorkers
    elapsed: float
    """Seconds since it began, with the time for questions about it."""


class RunWorkers:
    """Starts and cancels the workers of a console."""

    def __init__(self, console: Widget, runner: ScriptRunner, results: Results) -> None:
        self._console = console
        self._runner = runner
        self._results = results
        self.session_monitor = SessionMonitor(runner)
        self._cancellation: Worker[object] | None = None
        """The worker of the last request to cancel a statement."""

    def start_run(self, run: Work) -> None:
        """Start a run in the session, unless another is in progress."""
        if self._check_idle():
            self._runner.activity.start()
            work: Work = partial(self._carry_out, run)
            self._console.run_worker(work, group="run")

    async def run(self, run: Work) -> None:
        """Carry out a run and wait until it ends."""
        self._runner.activity.start()
        await self._carry_out(run)

    async def _carry_out(self, run: Work) -> None:
        """Carry out a run when the session is free."""
        try:
            async with self.session_monitor.turn:
                await run()
        finally:
            self._console.workers.cancel_group(self._console, "cancel")
            self._results.flush()
            began = self._runner.activity.began
            self._runner.activity.finish()
            if began is not None:
                self._console.post_message(RunEnded(self, read_clock() - began))

    def cancel_run(self) -> None:
        """Cancel the current run.

        Ask the server to cancel the statement; on a second request after a timeout, give up the
        session. While waiting for a session or the next try, stop waiting.
        """
        activity = self._runner.activity
        activity.cancel_requested = activity.busy
        if activity.busy and not self._runner.sender.sending:
            self._console.workers.cancel_group(self._console, "run")
        elif activity.busy and activity.cancel_ignored:
            self._runner.give_up()
        elif activity.busy and (self._cancellation is None or self._cancellation.is_finished):
            self._cancellation = self._start_beside(self._runner.cancel, "cancel")

    def check_session(self, now: float) -> None:
        """Renew the session if it is due at a time of the session clock."""
        if due := self.session_monitor.check(now):
            self._start_beside(due, "keep")

    def renew_session(self) -> None:
        """Open a new session on request; roll back an open transaction."""
        if self._check_idle():
            self._start_beside(self.session_monitor.renew_now, "keep")

    def _start_beside(self, work: Work, group: str) -> Worker[object]:
        """Start a worker beside a run, in place of an earlier one of the same group."""
        return self._console.run_worker(work, group=group, exclusive=True)

    def _check_idle(self) -> bool:
        """Return True if nothing runs, else show a warning."""
        if self._runner.busy:
            self._console.notify(
                "A statement is running: Ctrl+C cancels it.", severity="warning", markup=False
            )
        return not self._runner.busy
