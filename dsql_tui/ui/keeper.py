"""Keeping a console in session: opened anew when lost, renewed before its hour is over, ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from dsql_tui.aws.identity import AwsError
from dsql_tui.db.catalog import CatalogRefused
from dsql_tui.db.session import OpeningRefused, Session
from dsql_tui.dsql.clock import RENEWED, countdown
from dsql_tui.dsql.state import State
from dsql_tui.events import Refusal
from dsql_tui.opening import Access
from dsql_tui.ui.patient import opened
from dsql_tui.ui.threads import in_thread


class Note(NamedTuple):
    """What the user is told about the session, and how loudly."""

    text: str
    severity: Literal["information", "warning", "error"]


class Keeper:
    """Holds the session that a console runs in, whichever one that is at the time."""

    def __init__(self, access: Access, session: Session, now: float) -> None:
        self.access = access
        self.session = session
        self.looked = now
        """When the clock was looked at last."""
        self.due = False
        """Should the session be renewed now?"""

    def look(self, now: float) -> Note | None:
        """Look at the clock, and whether the server has ended the session; while nothing runs."""
        before, self.looked = self.looked, now
        if refusal := self.session.hear():
            return Note(f"{refusal.message}\nThe next run opens a new session.", "warning")
        if self.session.lost:
            return None
        clock, idle = self.session.clock, self.session.state is State.IDLE
        self.due = idle and clock.due(now)
        seconds = clock.passed(before, now)
        if not seconds or self.due:
            return None
        left = f"The session ends in {countdown(seconds)}"
        if not idle:
            return Note(f"{left}, and the open transaction with it: end it now.", "error")
        if seconds <= RENEWED:
            return Note(f"{left}. The next run opens a new one.", "warning")
        return Note(f"{left}; it is renewed by itself while nothing runs.", "information")

    async def ready(self, say: Callable[[str], object]) -> Refusal | None:
        """Open a new session where the last one has ended; why there is none, where there is none.

        What the last one was doing is not repeated, and its settings are gone with it.
        """
        if not self.session.lost:
            return None
        try:
            self.session = await opened(self.access, say)
        except AwsError as error:
            return Refusal(f"No token could be signed. {error}")
        except OpeningRefused as opening:
            return opening.refusal
        return None

    async def renew(self) -> Note:
        """Go on in a new session with the settings of this one, which is kept if that fails."""
        old, self.due = self.session, False
        try:
            self.session, missing = await in_thread(
                lambda: self.access.renew(old), unwanted=lambda new: new[0].close()
            )
        except (AwsError, CatalogRefused, OpeningRefused) as error:
            return Note(f"The session could not be renewed. {error}", "warning")
        but = f", but for {', '.join(missing)}" if missing else ""
        return Note(f"The session was renewed, settings kept{but}.", "information")

    async def end(self, busy: bool) -> None:
        """End the session, with what runs in it; waits for no server that does not answer."""
        session = self.session
        if busy:
            await in_thread(lambda: session.cancel(timeout=1.0))
            session.cut()
        else:
            await in_thread(session.close)
