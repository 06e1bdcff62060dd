"""What a client has sent that is not answered yet, and how the server left the transaction."""

from __future__ import annotations

QUERY, CALL, SYNC = b"QFS"
"""Each of these brings one ReadyForQuery, sooner or later."""

COPY_DONE, COPY_FAIL = b"cf"

OUTSIDE = b"I"
"""The status in ReadyForQuery outside any transaction."""

KINDS = bytes((QUERY, CALL, SYNC, COPY_DONE, COPY_FAIL))
"""The messages of a client that count."""


class Flight:
    """Counts questions against answers."""

    def __init__(self) -> None:
        self._awaited = 0
        self._last = QUERY
        self._loose = False
        """Has something come that no Sync has followed yet?"""
        self._copying = False
        self._status = OUTSIDE

    @property
    def at_rest(self) -> bool:
        """Is nothing under way, neither a statement nor a transaction?"""
        return not self._awaited and not self._loose and self._status == OUTSIDE

    def sent(self, kind: int) -> None:
        """The client has sent a message; 0 stands for any that does not count."""
        if kind in (QUERY, CALL, SYNC):
            self._awaited += 1
            self._last = kind
            self._loose = False
        elif not self._copying:
            self._loose = True
        elif kind in (COPY_DONE, COPY_FAIL):
            self._end_copy()

    def copying(self) -> None:
        """The server takes in the data of a COPY."""
        self._copying = True

    def answered(self, status: bytes) -> None:
        """The server is ready, with the transaction in this status: I, T or E."""
        self._awaited = max(0, self._awaited - 1)
        self._copying = False
        self._status = status

    def _end_copy(self) -> None:
        """Libpq sends one Sync behind the Execute and another behind the data.

        The server ignores the first, since it comes amid the data, and will not answer it.
        """
        self._copying = False
        if self._last == SYNC:
            self._awaited = max(0, self._awaited - 1)
            self._loose = True
