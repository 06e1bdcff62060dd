"""The session manager of a console: it reopens, renews and closes the session."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timezone

from dsql_tui.aws.errors import AwsError
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import ConnectError, Session
from dsql_tui.db.settings import read_session_settings, restore_settings
from dsql_tui.dsql import limits
from dsql_tui.dsql.clock import (
    CUTOFF_WARNINGS,
    MIN_RENEWED_LIMIT,
    RENEWAL_WINDOW,
    format_countdown,
)
from dsql_tui.dsql.state import State
from dsql_tui.events import ServerError
from dsql_tui.execution.activity import Note
from dsql_tui.execution.open_session import open_session
from dsql_tui.execution.threads import in_thread
from dsql_tui.opening import Access

_GRACE = 10
"""Seconds after the cutoff until an idle session counts as ended even if the server sent nothing,
for example after this computer slept or the network changed."""

_TOLERANCE = 2
"""Seconds by which the server's clock may be ahead when it ends a session at its cutoff."""

_ANSWER_TIMEOUT = 5.0
"""Seconds for the server to answer a check of the connection."""

_NOT_RENEWED = f"Sessions of less than {MIN_RENEWED_LIMIT} s are not renewed. "

_SETS = re.compile(r"\s*(?:set|reset|discard)\b|\bset_config\b", re.IGNORECASE)
"""Statements that change a setting of the session."""


class SessionManager:
    """The owner of the current session of a console."""

    def __init__(
        self,
        access: Access,
        session: Session,
        now: float,
        moments: Sequence[int] = CUTOFF_WARNINGS,
        describe: Callable[[Exception], str] = str,
    ) -> None:
        """Create the manager of an open session.

        Args:
            access: Opens new sessions.
            session: The first session.
            now: The time on the session clock.
            moments: Seconds before the cutoff at which to warn.
            describe: Returns the text of an error; the UI adds the key to press.
        """
        self.access = access
        self.session = session
        self._moments = moments
        self._describe = describe
        self._checked_at = now
        self._warned: Session | None = None
        """The session whose user was warned of the cutoff before a statement."""
        self.settings: dict[str, str] | None = None
        """The settings to restore after a loss; `None` if none were changed."""
        self._settings_changed = False

    def get_credentials_lifetime(self) -> float | None:
        """Return the seconds until the credentials expire; `None` if unknown."""
        ends = self.access.identity.expires_at
        return None if ends is None else (ends - datetime.now(timezone.utc)).total_seconds()

    def needs_renewal(self, now: float) -> bool:
        """Return True if the session is idle and due for renewal."""
        session = self.session
        idle = not session.lost and session.state is State.IDLE
        return idle and session.clock.needs_renewal(now)

    def check_clock(self, now: float) -> Note | None:
        """Check the cutoff, and whether the server ended the session; not during a run."""
        before, self._checked_at = self._checked_at, now
        rolled_back = "The open transaction is rolled back. " if self.session.state.open else ""
        clock = self.session.clock
        if error := self.session.read_last_words():
            cutoff = "The session reached its cutoff: " if clock.is_over(now, -_TOLERANCE) else ""
            reason = _NOT_RENEWED if cutoff and not clock.is_renewed else ""
            return _end_note(f"{cutoff}{error.message}\n{rolled_back}{reason}")
        if self.session.lost:
            return None
        if clock.is_over(now, limits.TRANSACTION_SECONDS if self.session.state.open else _GRACE):
            self.session.cut()
            self.session.close()
            reason = "" if clock.is_renewed else _NOT_RENEWED
            return _end_note(f"The session reached its cutoff.\n{rolled_back}{reason}")
        seconds = clock.passed_warning(before, now, self._moments)
        if not seconds or self.needs_renewal(now):
            return None
        left = f"The session ends in {format_countdown(seconds)}"
        if self.session.state is not State.IDLE:
            return Note(
                f"{left}, and the open transaction with it. Commit or roll back now.", "error"
            )
        if not clock.is_renewed:
            return Note(f"{left}. {_NOT_RENEWED}The next run opens a new one.", "warning")
        return Note(f"{left}; it is renewed automatically while nothing runs.", "information")

    async def make_ready(
        self, now: float, say: Callable[[str], object]
    ) -> tuple[ServerError | None, Note | None]:
        """Reopen or renew the session if needed, before a statement runs.

        Restores the settings of a lost session, but repeats no statement.

        Returns:
            The error if there is no session, and a note for the user.
        """
        if self.session.lost:
            return await self._reopen(say)
        if self.needs_renewal(now):
            return None, await self.renew()
        return None, self._warn_of_cutoff(now)

    def note_settings(self, text: str) -> None:
        """Note that a statement may have changed a setting."""
        self._settings_changed = self._settings_changed or bool(_SETS.search(text))

    async def remember_settings(self) -> None:
        """Read the settings if a statement may have changed them, to restore them after a loss."""
        session = self.session
        if not self._settings_changed or session.lost or session.state is not State.IDLE:
            return
        self._settings_changed = False
        try:
            self.settings = await in_thread(lambda: read_session_settings(session))
        except CatalogError:
            self._settings_changed = True

    async def use_settings(self, wanted: dict[str, str]) -> list[str]:
        """Change the settings of a new session; return the names of those that cannot be set.

        Raises:
            CatalogError: The server refused to show the settings.
        """
        session, self.settings = self.session, wanted
        return await in_thread(lambda: restore_settings(session, wanted))

    async def _reopen(self, say: Callable[[str], object]) -> tuple[ServerError | None, Note | None]:
        try:
            self.session = session = await open_session(self.access, say)
        except AwsError as error:
            return ServerError(f"No token could be signed. {self._describe(error)}"), None
        except ConnectError as opening:
            return opening.error, None
        wanted = self.settings
        if wanted is None:
            return None, None
        try:
            missing = await in_thread(lambda: restore_settings(session, wanted))
        except CatalogError as error:
            return None, Note(f"A new session is open, without your settings: {error}", "warning")
        return None, Note(
            f"A new session is open, settings kept{_format_exceptions(missing)}.", "warning"
        )

    def _warn_of_cutoff(self, now: float) -> Note | None:
        """Return a warning of the cutoff before a statement, once for each session."""
        clock = self.session.clock
        left = clock.seconds_until_cutoff(now)
        if left > min(RENEWAL_WINDOW, clock.limit / 4) or self._warned is self.session:
            return None
        self._warned = self.session
        words = (
            f"The session ends in {format_countdown(left)}; a statement that runs longer is lost."
        )
        return Note(words, "warning")

    async def renew(self) -> Note:
        """Replace the session with a new one with the same settings; on failure keep it."""
        old = self.session
        try:
            self.session, missing = await in_thread(
                lambda: self.access.renew(old), unwanted=lambda new: new[0].close()
            )
        except (AwsError, CatalogError, ConnectError) as error:
            return Note(f"The session could not be renewed. {self._describe(error)}", "warning")
        return Note(
            f"The session was renewed, settings kept{_format_exceptions(missing)}.", "information"
        )

    async def check_alive(self) -> Note | None:
        """Check whether the session survived while this computer slept; not during a run."""
        session = self.session
        if session.lost or await in_thread(lambda: session.ping(_ANSWER_TIMEOUT)):
            return None
        return _end_note("The session ended while this computer slept.\n")

    async def end(self, busy: bool) -> None:
        """Close the session.

        Args:
            busy: True if a statement runs; it is cancelled, and the session is cut at once.
        """
        session = self.session
        if busy:
            await in_thread(lambda: session.cancel(timeout=1.0))
            session.cut()
        else:
            await in_thread(session.close)


def describe_opening(error: ServerError | None) -> Note:
    """Return the note after the user asked for a new session."""
    if error is None:
        return Note("A new session is open.", "information")
    return Note(f"No session could be opened. {error.message}", "error")


def _end_note(words: str) -> Note:
    return Note(f"{words}The next run opens a new session.", "warning")


def _format_exceptions(missing: Sequence[str]) -> str:
    return f", except {', '.join(missing)}" if missing else ""
