"""Looking after a session beside what runs in it: every second, and when the user says so."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from dsql_tui.dsql.clock import steady
from dsql_tui.dsql.state import State
from dsql_tui.ui.crank import Crank
from dsql_tui.ui.keeper import Note, opened_anew

_SLEPT = 30
"""Seconds between two looks, which are a second apart, after which this computer has slept."""


class Caretaker:
    """Sees to it that the session of a console is renewed in time, and tells of its clocks."""

    def __init__(self, crank: Crank, tell: Callable[[Note], object]) -> None:
        self.turn = asyncio.Lock()
        """Held by whoever uses the session: a run, a renewal, a look whether it is still there."""
        self._crank = crank
        self._keeper = crank.keeper
        self._tell = tell
        self._looked = steady()

    def look(self, now: float) -> Callable[[], Awaitable[None]] | None:
        """Tell what there is to tell of the session; what to do about it now, if anything."""
        slept, self._looked = now - self._looked > _SLEPT, now
        todo = None if self._crank.busy or self.turn.locked() else self._due(now, slept)
        meter = self._crank.sender.meter
        if self._crank.state.open and (warning := meter.warning(now)):
            self._tell(Note(warning, "warning"))
        return todo

    def _due(self, now: float, slept: bool) -> Callable[[], Awaitable[None]] | None:
        if note := self._keeper.look(now):
            self._tell(note)
        if self._keeper.due(now):
            return self.renew
        return self._check if slept else None

    async def renew(self) -> None:
        """Go on in a new session, which is said in one quiet line; a run that comes waits for it.

        Not in a transaction, nor where there is no session to renew.
        """
        async with self.turn:
            if self._crank.state is State.IDLE:
                self._tell(await self._keeper.renew())
        self._crank.changed()

    async def renew_now(self) -> None:
        """Go on in a new session because the user says so; an open transaction is rolled back."""
        async with self.turn:
            if self._crank.state.open:
                await self._crank.sender.quietly("rollback")
            if self._keeper.session.lost:
                refusal, note = await self._keeper.ready(steady(), self._crank.say)
                self._tell(note or opened_anew(refusal))
            else:
                self._tell(await self._keeper.renew())
        self._crank.say("")

    async def _check(self) -> None:
        """See whether the session has outlived a sleep of this computer."""
        async with self.turn:
            if note := await self._keeper.check():
                self._tell(note)
        self._crank.changed()
