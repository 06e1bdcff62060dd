"""The replies of a store: which of them the client gets, and what they tell about the session."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from dsql_tui.events import ServerError
from dsql_tui.sandbox.protocol import wire

_PARSED, _BOUND, _CLOSED, _NO_DATA, _DONE = 0x31, 0x32, 0x33, 0x6E, 0x43
_SUSPENDED, _EMPTY, _COLUMNS, _PARAMETERS = 0x73, 0x49, 0x54, 0x74
_ERROR, _READY, _COPY_IN, _STATUS = 0x45, 0x5A, 0x47, 0x53

_REPLIES = frozenset({_PARSED, _BOUND, _CLOSED, _NO_DATA, _DONE, _SUSPENDED, _EMPTY, _COLUMNS})
"""Each of these replies to one message of the extended protocol."""

_EXTENDED_ONLY = frozenset({_PARSED, _BOUND, _CLOSED, _NO_DATA})
"""Replies that a client of the simple protocol does not know."""

_MARK = re.compile(r'"(dsql_sandbox_\d+)"')
_SANDBOX_FUNCTION = re.compile(r".* function (?:sys\.|pg_dsql_)")
_CONFLICTS = frozenset({"40001", "40P01"})
"""PostgreSQL's codes for a row that has changed since the snapshot, and for a deadlock."""

OC000 = ServerError("change conflicts with another transaction (OC000)", "40001")
OC001 = ServerError("schema has been updated by another transaction (OC001)", "40001")

_TEMP_SPACE = ServerError(
    "query requires more than allowed temp space of 131072 KB to execute", "54000"
)


@dataclass(slots=True)
class BackendState:
    """The state of a store's session, as its replies tell it."""

    pending: int = 0
    """Messages of the extended protocol that have no reply yet."""
    ready: bool = True
    """The last Query or Sync has been answered."""
    status: bytes = b"I"
    """The state of the transaction at that moment: I, T or E."""
    error: dict[str, str] | None = None
    """The fields of an error since then; the server skips everything up to the next Sync."""
    failed: bool = False
    """There was an error before it was last ready."""
    parsed: int = 0
    """Statements of the client that the server has parsed since this was last set to 0."""
    copying: bool = False
    """The server waits for the data of a COPY."""
    tag: str = ""
    """The last command tag."""
    parameter_types: bytes = b""
    """The parameter types of the statement last described, in the form of Parse."""


class ReplyFilter:
    """Takes what a store sends, and returns what the client gets of it."""

    def __init__(self) -> None:
        self._cutter = wire.Cutter(
            bytes((*_REPLIES, _PARAMETERS, _ERROR, _READY, _COPY_IN, _STATUS))
        )
        self.state = BackendState()
        self.has_news = False
        """The state has changed in a way that somebody may wait for."""
        self._muted = False
        self._simple = False
        self._holding = False
        self._collecting = False
        self._offset = 0
        self._held = b""
        self._rows: list[bytes] = []
        self._marks: dict[str, ServerError] = {}
        self._last_mark = 0

    @contextmanager
    def mute_replies(self, only_if: bool = True) -> Iterator[None]:
        """Keep all replies from the client: rows are collected, and an error is held."""
        before, self._muted = self._muted, only_if
        try:
            yield
        finally:
            self._muted = before

    @contextmanager
    def simple_protocol(self, offset: int = 0, only_if: bool = True) -> Iterator[None]:
        """Keep back what only the extended protocol knows.

        `offset` is where the statement begins in the client's message, in characters.
        """
        before = self._simple, self._offset
        if only_if:
            self._simple, self._offset = True, offset
        try:
            yield
        finally:
            self._simple, self._offset = before

    @contextmanager
    def collecting_rows(self, only_if: bool = True) -> Iterator[None]:
        """Keep rows back until they are taken."""
        self._collecting = only_if
        try:
            yield
        finally:
            self._collecting = False

    def hold(self) -> None:
        """Hold the end of a command, or its error, until it is released or discarded."""
        self._holding = True

    def stop_holding(self) -> None:
        """Let what comes from now on pass; what is held stays held."""
        self._holding = False

    def pop_end(self) -> bytes:
        """Return what is held, and hold it no longer."""
        held, self._held = self._held, b""
        return held

    def set_end(self, packet: bytes) -> None:
        """Hold another message instead."""
        self._held = packet

    @property
    def has_end(self) -> bool:
        """Something is held."""
        return bool(self._held)

    def take_rows(self) -> bytes:
        """Return the rows collected so far, once."""
        taken = b"".join(self._rows)
        self._rows.clear()
        return taken

    def mark(self, error: ServerError) -> str:
        """Return a name that, in an error of the server, is replaced by the given error."""
        self._last_mark += 1
        name = f"dsql_sandbox_{self._last_mark}"
        self._marks[name] = error
        return name

    def filter(self, data: bytes) -> bytes:
        """Return what the client gets of some bytes from the store."""
        passing = []
        for kind, piece in self._cutter.cut(data):
            if kind:
                piece = self._handle(kind, piece)
            elif self._muted or self._collecting:
                self._rows.append(piece)
                continue
            passing.append(piece)
        return passing[0] if len(passing) == 1 else b"".join(passing)

    def _handle(self, kind: int, piece: bytes) -> bytes:
        if kind in _REPLIES:
            return self._handle_reply(kind, piece)
        if kind == _STATUS:
            return piece
        self.has_news = True
        if kind == _ERROR:
            return self._handle_error(piece)
        if kind == _READY:
            return self._handle_ready(piece)
        if kind == _COPY_IN:
            self.state.copying = True
        else:
            self.state.parameter_types = piece[5:]
        return b"" if self._muted else piece

    def _handle_reply(self, kind: int, piece: bytes) -> bytes:
        state = self.state
        state.pending -= state.pending > 0
        self.has_news = not state.pending
        if kind == _PARSED and not self._muted and not self._simple:
            state.parsed += 1
        if kind in (_DONE, _SUSPENDED):
            # A portal that is suspended has no tag: the rest of its rows may follow.
            state.tag = piece[5:-1].decode(errors="replace")
            if self._holding and not self._muted and not state.pending:
                self._held = piece
                return b""
        return b"" if self._muted or (self._simple and kind in _EXTENDED_ONLY) else piece

    def _handle_error(self, piece: bytes) -> bytes:
        self.state.pending = 0
        self.state.copying = False
        self._held = b""
        piece = self._translate(piece)
        if self._muted or self._holding:
            self._held = piece
            return b""
        return piece

    def _handle_ready(self, piece: bytes) -> bytes:
        state = self.state
        state.ready, state.status, state.pending = True, piece[5:6], 0
        state.failed, state.error, state.copying = state.error is not None, None, False
        if self._muted:
            return b""
        return self.pop_end() + piece

    def _translate(self, piece: bytes) -> bytes:
        """Return an error in the words of a cluster."""
        fields = self.state.error = wire.error_fields(piece)
        mark = _MARK.search(fields.get("M", "")) if fields.get("C") == "42703" else None
        error = self._marks.pop(mark[1], None) if mark else None
        if fields.get("C") in _CONFLICTS:
            error = OC000
        elif fields.get("C") == "53400" and "temp_file_limit" in fields.get("M", ""):
            error = _TEMP_SPACE
        if error:
            packet = build_error(error)
            self.state.error = wire.error_fields(packet)
            return packet
        internal = _hide_context(fields)
        if self._offset and "P" in fields:
            fields["P"] = str(int(fields["P"]) + self._offset)
        return wire.error_of(fields) if internal or self._offset else piece


def _hide_context(fields: dict[str, str]) -> bool:
    """Remove the sandbox's functions from the context of an error; return whether there are any.

    What called them stays, as a function of the client that writes to a table.
    """
    lines = fields.get("W", "").split("\n")
    inner = [i for i, line in enumerate(lines) if _SANDBOX_FUNCTION.match(line)]
    if not inner:
        return False
    position, _, _ = [fields.pop(key, "") for key in "pqW"]
    callers = "\n".join(lines[inner[-1] + 1 :])
    if callers:
        fields["W"] = callers
    elif position:
        # A function of the sandbox ran the client's statement.
        fields["P"] = position
    return True


def build_error(error: ServerError) -> bytes:
    """Return the ErrorResponse for an error."""
    state = error.sqlstate or "XX000"
    return wire.error("ERROR", state, error.message, error.hint, error.detail)
