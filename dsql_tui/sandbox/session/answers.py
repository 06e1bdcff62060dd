"""Which of a store's answers reach the client, and which of them somebody waits for."""

from __future__ import annotations

import re

from dsql_tui.events import Refusal
from dsql_tui.sandbox.protocol import wire

_PARSED, _BOUND, _CLOSED, _NOTHING, _DONE = 0x31, 0x32, 0x33, 0x6E, 0x43
_SUSPENDED, _EMPTY, _COLUMNS, _TYPES = 0x73, 0x49, 0x54, 0x74
_ERROR, _READY, _COPY_IN, _STATUS = 0x45, 0x5A, 0x47, 0x53

_OWED = frozenset({_PARSED, _BOUND, _CLOSED, _NOTHING, _DONE, _SUSPENDED, _EMPTY, _COLUMNS})
"""Each of these answers one message of the extended protocol."""

_EXTENDED = frozenset({_PARSED, _BOUND, _CLOSED, _NOTHING})
"""What a client that speaks the simple protocol does not know."""

_MARK = re.compile(r'"(dsql_sandbox_\d+)"')
_OURS = re.compile(r"function (?:sys|pg_sandbox)\.")
_CONFLICTS = frozenset({"40001", "40P01"})
"""PostgreSQL's, for a row that has changed since the snapshot, and for a deadlock."""

OC000 = Refusal("change conflicts with another transaction (OC000)", "40001")
OC001 = Refusal("schema has been updated by another transaction (OC001)", "40001")


class Answers:
    """Takes in what a store sends, and gives back what the client is to get."""

    def __init__(self) -> None:
        self._cutter = wire.Cutter(bytes((*_OWED, _TYPES, _ERROR, _READY, _COPY_IN, _STATUS)))
        self.owed = 0
        """Messages of the extended protocol that are not answered yet."""
        self.ready = True
        """Has the last Query or Sync been answered?"""
        self.status = b"I"
        """How it left the transaction: I, T or E."""
        self.error: dict[str, str] | None = None
        """What has failed since; the server passes over everything up to the next Sync."""
        self.failed = False
        """Had anything failed when it last was ready?"""
        self.parsed = 0
        """How many of the client's statements the server has taken since somebody set this to 0."""
        self.copying = False
        """Does the server want the data of a COPY?"""
        self.tag = ""
        """The last command tag."""
        self.types = b""
        """The parameters of the statement last described, as Parse would give their types."""
        self.mute = False
        """Is what comes meant for us alone? Rows are collected, and an error is kept."""
        self.plain = False
        """Does the client speak the simple protocol?"""
        self.keeps = False
        """Are a command's end and an error kept until it is clear what is to be said?"""
        self.collects = False
        """Are rows kept back too?"""
        self.offset = 0
        """Where the statement begins in the client's message, in characters."""
        self.kept = b""
        self.news = False
        """Has anything come that somebody may wait for?"""
        self._rows: list[bytes] = []
        self._marks: dict[str, Refusal] = {}
        self._marked = 0

    def mark(self, refusal: Refusal) -> str:
        """A mark that an error shall bear which is to become this refusal."""
        self._marked += 1
        name = f"dsql_sandbox_{self._marked}"
        self._marks[name] = refusal
        return name

    def rows(self) -> bytes:
        """The rows collected so far; they are given only once."""
        taken = b"".join(self._rows)
        self._rows.clear()
        return taken

    def feed(self, data: bytes) -> bytes:
        """What of this is for the client."""
        passing = []
        for kind, piece in self._cutter.cut(data):
            if kind:
                piece = self._noted(kind, piece)
            elif self.mute or self.collects:
                self._rows.append(piece)
                continue
            passing.append(piece)
        return passing[0] if len(passing) == 1 else b"".join(passing)

    def _noted(self, kind: int, piece: bytes) -> bytes:
        if kind in _OWED:
            return self._owed(kind, piece)
        if kind == _STATUS:
            return piece
        self.news = True
        if kind == _ERROR:
            return self._failed(piece)
        if kind == _READY:
            return self._settled(piece)
        if kind == _COPY_IN:
            self.copying = True
        else:
            self.types = piece[5:]
        return b"" if self.mute else piece

    def _owed(self, kind: int, piece: bytes) -> bytes:
        self.owed -= self.owed > 0
        self.news = not self.owed
        if kind == _PARSED and not self.mute and not self.plain:
            self.parsed += 1
        if kind == _DONE:
            self.tag = piece[5:-1].decode(errors="replace")
            if self.keeps and not self.mute and not self.owed:
                self.kept = piece
                return b""
        return b"" if self.mute or (self.plain and kind in _EXTENDED) else piece

    def _failed(self, piece: bytes) -> bytes:
        self.owed = 0
        self.copying = False
        self.kept = b""
        piece = self._translated(piece)
        if self.mute or self.keeps:
            self.kept = piece
            return b""
        return piece

    def _settled(self, piece: bytes) -> bytes:
        self.ready, self.status, self.owed = True, piece[5:6], 0
        self.failed, self.error, self.copying = self.error is not None, None, False
        if self.mute:
            return b""
        piece, self.kept = self.kept + piece, b""
        return piece

    def _translated(self, piece: bytes) -> bytes:
        fields = self.error = wire.error_fields(piece)
        mark = _MARK.search(fields.get("M", "")) if fields.get("C") == "42703" else None
        refusal = self._marks.pop(mark[1], None) if mark else None
        if fields.get("C") in _CONFLICTS:
            refusal = OC000
        if refusal:
            packet = refused(refusal)
            self.error = wire.error_fields(packet)
            return packet
        ours = _OURS.search(fields.get("W", ""))
        if ours:
            # The statement was run by a function of the store, which is nobody's business.
            inner = [fields.pop(key, "") for key in "pqW"]
            fields.update({"P": inner[0]} if inner[0] else {})
        if self.offset and "P" in fields:
            fields["P"] = str(int(fields["P"]) + self.offset)
        return wire.error_of(fields) if ours or self.offset else piece


def refused(refusal: Refusal) -> bytes:
    """The ErrorResponse that tells a refusal."""
    state = refusal.sqlstate or "XX000"
    return wire.error("ERROR", state, refusal.message, refusal.hint, refusal.detail)
