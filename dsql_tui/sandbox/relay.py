"""A session that is open: bytes both ways as fast as they are taken, and its clock."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from dsql_tui.dsql import limits
from dsql_tui.sandbox import flight, wire
from dsql_tui.sandbox.link import Link
from dsql_tui.sandbox.statements import Statements

_QUERY, _PARSE = b"QP"
_ERROR, _READY, _COPY_IN = b"EZG"


@dataclass(frozen=True, slots=True)
class Clock:
    """How long a session lasts, in seconds."""

    session: float = limits.SESSION
    grace: float = limits.TRANSACTION
    """What a transaction under way is given beyond that."""


class Relay:
    """A session between a client and a store, until either hangs up or its time is over.

    At the cutoff the connection is closed without a word. Nobody has published what a cluster
    sends then; those who met it report the bare end of the connection.
    """

    def __init__(self, client: Link, store: Link, clock: Clock, statements: Statements) -> None:
        self._client = client
        self._store = store
        self._clock = clock
        self._statements = statements
        self._questions = wire.Cutter(flight.KINDS + bytes((_PARSE,)), wire.MESSAGE_MAX)
        self._answers = wire.Cutter(bytes((_ERROR, _READY, _COPY_IN)))
        self._flight = flight.Flight()
        self._overdue = False
        self._ended = asyncio.Event()

    async def run(self) -> None:
        """Pass everything on until the session ends."""
        timer = asyncio.get_running_loop().call_later(self._clock.session, self._time_is_up)
        self._store.flow(self._client, self._answer, self.end)
        self._client.flow(self._store, self._ask, self.end)
        try:
            await self._ended.wait()
        finally:
            timer.cancel()
            self.end()

    def end(self) -> None:
        """Close both ends; what has been sent before is still delivered."""
        self._ended.set()
        self._client.close()
        self._store.close()

    def _time_is_up(self) -> None:
        if self._flight.at_rest:
            self.end()
        else:
            self._overdue = True
            asyncio.get_running_loop().call_later(self._clock.grace, self.end)

    def _ask(self, data: bytes) -> None:
        """The client has sent something."""
        passing = []
        try:
            for kind, piece in self._questions.cut(data):
                self._flight.sent(kind)
                passing.append(self._screened(kind, piece))
        except wire.Malformed:
            # A cluster closes the connection at a message that is too long, without a word.
            self.end()
        if passing:
            self._store.transport.write(_joined(passing))

    def _answer(self, data: bytes) -> None:
        """The store has sent something."""
        passing = []
        for kind, piece in self._answers.cut(data):
            if kind == _READY:
                self._flight.answered(piece[5:6])
            elif kind == _COPY_IN:
                self._flight.copying()
            elif kind == _ERROR:
                piece = self._statements.failed(piece)
            passing.append(piece)
        if passing:
            self._client.transport.write(_joined(passing))
        if self._overdue and self._flight.at_rest:
            self.end()

    def _screened(self, kind: int, piece: bytes) -> bytes:
        """The message with the statement in it that PostgreSQL is to see."""
        if kind not in (_QUERY, _PARSE):
            return piece
        begin = 5 if kind == _QUERY else piece.find(b"\0", 5) + 1
        end = piece.find(b"\0", begin)
        sql = piece[begin:end]
        instead = self._statements.sent(sql)
        if instead == sql:
            return piece
        return wire.message(piece[:1], piece[5:begin] + instead + piece[end:])


def _joined(pieces: list[bytes]) -> bytes:
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)
