"""Notices of a session, kept until the next event is yielded."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg.pq import DiagnosticField
from psycopg.pq.abc import PGresult

from dsql_tui.db.server_text import decode_text
from dsql_tui.events import Notice

MAX_NOTICES = 100_000
"""Notices of one statement; with one more the session is ended."""
MAX_NOTICE_BYTES = 16 * 2**20
"""Bytes of the notices of one statement."""


class NoticeQueue:
    """The notices that have arrived and have not been passed on."""

    def __init__(self) -> None:
        self._notices: list[Notice] = []
        self._count = 0
        self._size = 0
        self.last_words: str | None = None
        """The message with which the server has ended the session."""

    def begin(self) -> None:
        """Count from zero, for a new statement."""
        self._count = len(self._notices)
        self._size = sum(len(notice.message) for notice in self._notices)

    def receive(self, result: PGresult) -> None:
        """Add a notice; libpq calls this. Notices over the limit are counted only."""
        severity = result.error_field(DiagnosticField.SEVERITY_NONLOCALIZED)
        severity = severity or result.error_field(DiagnosticField.SEVERITY)
        message = decode_text(result.error_field(DiagnosticField.MESSAGE_PRIMARY)) or ""
        self._count += 1
        self._size += len(message)
        if severity == b"FATAL":
            self.last_words = message
        if not self.exceeded:
            self._notices.append(Notice(decode_text(severity) or "NOTICE", message))

    @property
    def exceeded(self) -> bool:
        """True if the server has sent too many notices."""
        return self._count > MAX_NOTICES or self._size > MAX_NOTICE_BYTES

    def drain(self) -> Iterator[Notice]:
        """Yield the notices in order, and remove them."""
        notices, self._notices = self._notices, []
        yield from notices
