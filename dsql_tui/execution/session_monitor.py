"""Checking and renewing a session every second, and on request."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from dsql_tui.dsql.clock import read_clock
from dsql_tui.dsql.state import State
from dsql_tui.execution.activity import Note
from dsql_tui.execution.script_runner import ScriptRunner
from dsql_tui.execution.session_manager import describe_opening

_SLEEP_THRESHOLD = 30
"""Seconds between two checks, normally one, that show that this computer slept."""


class SessionMonitor:
    """Renews the session of a console in time, and warns of its limits."""

    def __init__(self, runner: ScriptRunner) -> None:
        self.turn = asyncio.Lock()
        """The lock of the session, held by a run, a renewal or a check."""
        self._runner = runner
        self._manager = runner.session_manager
        self._tell = runner.activity.tell
        self._checked_at = read_clock()

    def check(self, now: float) -> Callable[[], Awaitable[None]] | None:
        """Show warnings about the session; return a coroutine function to run, if any."""
        slept, self._checked_at = now - self._checked_at > _SLEEP_THRESHOLD, now
        todo = None if self._runner.busy or self.turn.locked() else self._check_clock(now, slept)
        meter = self._runner.sender.meter
        if self._runner.state.open and (warning := meter.warning(now)):
            self._tell(Note(warning, "warning"))
        return todo

    def _check_clock(self, now: float, slept: bool) -> Callable[[], Awaitable[None]] | None:
        if note := self._manager.check_clock(now):
            self._tell(note)
        self._runner.statements.note_loss()
        if self._manager.needs_renewal(now):
            return self.renew
        return self._check_alive if slept else None

    async def renew(self) -> None:
        """Renew an idle session and report it; a new run waits until this is done."""
        async with self.turn:
            if self._runner.state is State.IDLE:
                self._tell(await self._manager.renew())
        self._runner.activity.changed()

    async def renew_now(self) -> None:
        """Renew the session on request, after rolling back an open transaction."""
        async with self.turn:
            if self._runner.state.open:
                await self._runner.sender.run_quietly("rollback")
            if self._manager.session.lost:
                say = self._runner.activity.say
                error, note = await self._manager.make_ready(read_clock(), say)
                self._tell(note or describe_opening(error))
            else:
                self._tell(await self._manager.renew())
        self._runner.activity.say("")

    async def _check_alive(self) -> None:
        """Check whether the session survived while this computer slept."""
        async with self.turn:
            if note := await self._manager.check_alive():
                self._tell(note)
        self._runner.statements.note_loss()
        self._runner.activity.changed()
