"""One live connection to a cluster, from its opening to its cutoff."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator, Sequence
from select import select

import psycopg
from psycopg.pq import TransactionStatus

from dsql_tui import __version__
from dsql_tui.db import runner
from dsql_tui.db.address import ipv4_address
from dsql_tui.db.read_only import within_read_only
from dsql_tui.db.trust import root_certificates
from dsql_tui.dsql import limits
from dsql_tui.dsql.clock import SessionClock, steady
from dsql_tui.dsql.endpoint import DATABASE, Endpoint
from dsql_tui.dsql.refusals import refusal_of_opening, words_of_loss
from dsql_tui.dsql.route import Route
from dsql_tui.dsql.state import State
from dsql_tui.dsql.token import Token
from dsql_tui.events import Event, Refusal
from dsql_tui.sql.changes import begun_read_only
from dsql_tui.sql.verb import verb

_STATES = {
    TransactionStatus.IDLE: State.IDLE,
    TransactionStatus.ACTIVE: State.RUNNING,
    TransactionStatus.INTRANS: State.IN_TRANSACTION,
    TransactionStatus.INERROR: State.FAILED,
    TransactionStatus.UNKNOWN: State.LOST,
}

_OPENING = 15
"""Seconds to wait for a server to answer; a cluster that wakes up takes a few."""

_SILENCE = 30_000
"""Milliseconds until a link is lost on which nothing arrives at the other end."""


class OpeningRefused(Exception):
    """A session could not be opened."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


class Session:
    """A live session. `run` belongs to one thread at a time; `cancel` and `cut` to any."""

    def __init__(self, connection: psycopg.Connection[tuple[object, ...]], opened: float) -> None:
        self._connection = connection
        self._pgconn = connection.pgconn
        self._notices: runner.Notices = []
        connection.add_notice_handler(self._noticed)
        self.clock = SessionClock(opened, self._limit())
        self.read_only = False
        """Does every transaction begin READ ONLY, that of a lone statement too?"""

    @classmethod
    def open(cls, endpoint: Endpoint, role: str, token: Token, route: Route) -> Session:
        """Open a session; blocks until the server has answered.

        Raises:
            OpeningRefused: with the server's words, or the reason why it was not reached.
        """
        opened = steady()
        host = endpoint.via or endpoint.host
        try:
            address = route.hostaddr or (ipv4_address(host) if route.ipv4 else None)
            connection = psycopg.connect(
                host=host,
                hostaddr=address,
                port=route.port,
                user=role,
                password=token.text,
                dbname=DATABASE,
                sslmode=route.sslmode,
                sslrootcert=root_certificates(route.sslrootcert),
                sslnegotiation="direct",
                gssencmode="disable",
                # Each is a startup parameter that DSQL accepts; a stray PGOPTIONS would not be.
                application_name=f"dsql-tui/{__version__}",
                client_encoding="UTF8",
                options=f"-c amzn-cluster-id={endpoint.identifier}" if endpoint.via else "",
                connect_timeout=_OPENING,
                # A network that has changed says nothing: without these a run would wait for hours.
                keepalives_idle=20,
                keepalives_interval=5,
                keepalives_count=3,
                tcp_user_timeout=_SILENCE,
                autocommit=True,
            )
        except OSError as error:
            raise OpeningRefused(
                Refusal(f"{host} has no IPv4 address: {error.strerror}.")
            ) from None
        except psycopg.OperationalError as error:
            raise OpeningRefused(refusal_of_opening(str(error))) from None
        return cls(connection, opened)

    def run(
        self, sql: str, values: Sequence[str | None] = (), data: bytes | None = None
    ) -> Iterator[Event]:
        """Send one statement and yield what happens to it; blocks between events.

        `values` are for its parameters `$1`, `$2` …, as text; `None` is NULL. `data` is what COPY
        FROM STDIN reads.
        """
        if not self.read_only:
            return self._sent(sql, values, data)
        if self.state is State.IDLE and verb(sql) != "transaction":
            return within_read_only(lambda: self._sent(sql, values, data), self._sent)
        return self._sent(begun_read_only(sql), values, data)

    def _sent(
        self, sql: str, values: Sequence[str | None] = (), data: bytes | None = None
    ) -> Iterator[Event]:
        return runner.run(self._pgconn, sql, values, self._notices, self.cancel, data)

    def answers(self, patience: float) -> bool:
        """Is the server still there? Asks it for nothing; blocks for so many seconds at most.

        Where it does not answer, the session is lost.
        """
        return runner.answers(self._pgconn, patience)

    def cancel(self, timeout: float = 5.0) -> None:
        """Ask the server, over an encrypted connection, to cancel what is running.

        The statement then ends by itself. A server may ignore it, and one that is out of reach
        takes until `timeout`.
        """
        with contextlib.suppress(psycopg.Error):
            self._connection.cancel_safe(timeout=timeout)

    def cut(self) -> None:
        """End the link at once; a run in another thread ends with a refusal.

        What is running at the server may go on there.
        """
        with (
            contextlib.suppress(OSError, psycopg.Error),
            socket.socket(fileno=os.dup(self._pgconn.socket)) as link,
        ):
            link.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the session as libpq does it, politely."""
        self._connection.close()

    @property
    def lost(self) -> bool:
        """Has the link ended?"""
        return self._connection.closed

    @property
    def state(self) -> State:
        """What libpq knows, which is what the server said last."""
        return _STATES[self._connection.info.transaction_status]

    def hear(self) -> Refusal | None:
        """Whether the server has ended an idle session, and with which words.

        Looks only at what has already arrived, so it never blocks; not to be called during a run.
        """
        if self.lost or not select([self._pgconn.socket], [], [], 0)[0]:
            return None
        try:
            self._pgconn.consume_input()
            self._pgconn.is_busy()  # reads what came: a last word arrives as a notice
            said = [message for severity, message in self._notices if severity == "FATAL"]
        except psycopg.OperationalError as error:
            said = [words_of_loss(str(error))]
        if not said:
            return None
        self.close()
        return Refusal(said[0], lost=True)

    def _limit(self) -> float:
        """Seconds that the session may last: DSQL's hour, or what the sandbox announces."""
        announced = self._pgconn.parameter_status(b"dsql_sandbox.session_limit")
        return float(announced) if announced else limits.SESSION

    def _noticed(self, diagnostic: psycopg.errors.Diagnostic) -> None:
        self._notices.append((diagnostic.severity or "NOTICE", diagnostic.message_primary or ""))
