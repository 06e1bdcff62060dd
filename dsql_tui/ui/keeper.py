"""Keeping a console in session: opened anew when lost, renewed before its hour is over, ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from typing import Literal, NamedTuple

from dsql_tui.aws.identity import AwsError
from dsql_tui.db.catalog import CatalogRefused
from dsql_tui.db.session import OpeningRefused, Session
from dsql_tui.dsql import limits
from dsql_tui.dsql.clock import RENEWED, WARNED, countdown
from dsql_tui.dsql.state import State
from dsql_tui.events import Refusal
from dsql_tui.opening import Access
from dsql_tui.ui.patient import opened
from dsql_tui.ui.sign_in import with_key
from dsql_tui.ui.threads import in_thread

_GRACE = 10
"""Seconds after which an idle session is over though no word of it has come: after a sleep of this
computer, or where the network has changed. A transaction has five minutes for itself."""

_ANSWER = 5.0
"""Seconds that a server has to show that it is still there."""


class Note(NamedTuple):
    """What the user is told about the session, and how loudly."""

    text: str
    severity: Literal["information", "warning", "error"]


class Keeper:
    """Holds the session that a console runs in, whichever one that is at the time."""

    def __init__(
        self, access: Access, session: Session, now: float, moments: Sequence[int] = WARNED
    ) -> None:
        self.access = access
        self.session = session
        self.moments = moments
        """Seconds before the cutoff at which the user is told."""
        self.looked = now
        """When the clock was looked at last."""
        self.warned: Session | None = None
        """The session whose near end a statement was warned of."""

    def credentials(self) -> float | None:
        """Seconds until the credentials end that signed the last token, where that is known."""
        ends = self.access.identity.ends
        return None if ends is None else (ends - datetime.now(timezone.utc)).total_seconds()

    def due(self, now: float) -> bool:
        """Is it time to go on in a new session, and nothing in the way?"""
        session = self.session
        return not session.lost and session.state is State.IDLE and session.clock.due(now)

    def look(self, now: float) -> Note | None:
        """Look at the clock, and whether the server has ended the session; while nothing runs."""
        before, self.looked = self.looked, now
        undone = "The open transaction is rolled back. " if self.session.state.open else ""
        if refusal := self.session.hear():
            return _ended(f"{refusal.message}\n{undone}")
        if self.session.lost:
            return None
        clock = self.session.clock
        if clock.over(now, limits.TRANSACTION if self.session.state.open else _GRACE):
            self.session.cut()
            self.session.close()
            return _ended(f"The session's time is over.\n{undone}")
        seconds = clock.passed(before, now, self.moments)
        if not seconds or self.due(now):
            return None
        left = f"The session ends in {countdown(seconds)}"
        if self.session.state is not State.IDLE:
            return Note(f"{left}, and the open transaction with it: end it now.", "error")
        if seconds <= RENEWED:
            return Note(f"{left}. The next run opens a new one.", "warning")
        return Note(f"{left}; it is renewed by itself while nothing runs.", "information")

    async def ready(
        self, now: float, say: Callable[[str], object]
    ) -> tuple[Refusal | None, Note | None]:
        """See to it that there is a session to run in, and one that has some time left.

        Gives back why there is none, and what the user is to know. What a lost session was doing
        is not repeated, and its settings are gone with it.
        """
        if self.session.lost:
            return await self._open(say), None
        if self.due(now):
            return None, await self.renew()
        return None, self._near(now)

    async def _open(self, say: Callable[[str], object]) -> Refusal | None:
        try:
            self.session = await opened(self.access, say)
        except AwsError as error:
            return Refusal(f"No token could be signed. {with_key(error)}")
        except OpeningRefused as opening:
            return opening.refusal
        return None

    def _near(self, now: float) -> Note | None:
        """Warn of a statement that begins shortly before the cutoff, once in each session."""
        clock = self.session.clock
        left = clock.left(now)
        if left > min(RENEWED, clock.limit / 4) or self.warned is self.session:
            return None
        self.warned = self.session
        return Note(
            f"The session ends in {countdown(left)}, and what still runs then ends with it.",
            "warning",
        )

    async def renew(self) -> Note:
        """Go on in a new session with the settings of this one, which is kept if that fails."""
        old = self.session
        try:
            self.session, missing = await in_thread(
                lambda: self.access.renew(old), unwanted=lambda new: new[0].close()
            )
        except (AwsError, CatalogRefused, OpeningRefused) as error:
            return Note(f"The session could not be renewed. {with_key(error)}", "warning")
        but = f", but for {', '.join(missing)}" if missing else ""
        return Note(f"The session was renewed, settings kept{but}.", "information")

    async def check(self) -> Note | None:
        """See whether the session has outlived a sleep of this computer; not during a run."""
        session = self.session
        if session.lost or await in_thread(lambda: session.answers(_ANSWER)):
            return None
        return _ended("The session did not outlive the sleep of this computer.\n")

    async def end(self, busy: bool) -> None:
        """End the session, with what runs in it; waits for no server that does not answer."""
        session = self.session
        if busy:
            await in_thread(lambda: session.cancel(timeout=1.0))
            session.cut()
        else:
            await in_thread(session.close)


def _ended(words: str) -> Note:
    return Note(f"{words}The next run opens a new session.", "warning")


def opened_anew(refusal: Refusal | None) -> Note:
    """What to say of a session that was opened because the user said so."""
    if refusal is None:
        return Note("A new session is open.", "information")
    return Note(f"No session could be opened. {refusal.message}", "error")
