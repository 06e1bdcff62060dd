"""A live session with a cluster, from its opening to its cutoff."""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Generator, Iterator, Sequence
from itertools import count
from time import monotonic

from psycopg.conninfo import make_conninfo
from psycopg.pq import TransactionStatus

from dsql_tui import __version__
from dsql_tui.db import runner
from dsql_tui.db.environment import remove_libpq_variables
from dsql_tui.db.link import Link, LinkError, connect
from dsql_tui.db.read_only import BEGAN_WRITABLE, WRITABLE, run_read_only
from dsql_tui.db.resolve import resolve
from dsql_tui.db.sockets import READ, wait
from dsql_tui.db.trust import find_root_certificates
from dsql_tui.dsql import limits
from dsql_tui.dsql.clock import SessionClock, read_clock
from dsql_tui.dsql.endpoint import DATABASE, Endpoint
from dsql_tui.dsql.route import Route
from dsql_tui.dsql.server_errors import (
    combine_connect_errors,
    describe_lost_link,
    has_server_words,
)
from dsql_tui.dsql.state import State
from dsql_tui.dsql.token import Token
from dsql_tui.events import Event, Failed, ServerError
from dsql_tui.sql.risk import NO_CODE, Risk, UserCode, assess, begin_read_only, may_define_code

logger = logging.getLogger(__name__)

_STATES = {
    TransactionStatus.IDLE: State.IDLE,
    TransactionStatus.ACTIVE: State.RUNNING,
    TransactionStatus.INTRANS: State.IN_TRANSACTION,
    TransactionStatus.INERROR: State.FAILED,
    TransactionStatus.UNKNOWN: State.LOST,
}

_CONNECT_TIMEOUT = 15
"""Seconds to wait for a server at one address; a cluster that wakes up takes a few."""

_SILENCE_TIMEOUT = 30_000
"""Milliseconds until a link is lost on which the other end acknowledges nothing."""

_numbers = count(1)


class ConnectError(Exception):
    """A session could not be opened."""

    def __init__(self, error: ServerError) -> None:
        super().__init__(error.message)
        self.error = error


class Session:
    """A live session. `run` belongs to one thread at a time; `cancel` and `cut` to any."""

    def __init__(self, link: Link, opened: float) -> None:
        self.number = next(_numbers)
        """Its number in the log."""
        self._link = link
        self.clock = SessionClock(opened, self._read_limit())
        self.read_only = False
        """True if every transaction begins READ ONLY, and every single statement runs in one."""
        self.user_code: UserCode | None = None
        """The code of users in the cluster; `None` until `read_user_code` has read it."""
        self.user_code_read_at = -math.inf
        self._began_read_only = False
        """True if the open transaction, or the last one, began READ ONLY."""

    @classmethod
    def open(cls, endpoint: Endpoint, role: str, token: Token, route: Route) -> Session:
        """Open a session; blocks until the server has answered.

        Raises:
            ConnectError: The server refused it or was not reached.
        """
        remove_libpq_variables()
        opened = read_clock()
        session = cls(_connect(endpoint, role, token, route), opened)
        logger.info(
            "session %d opened on %s as %s in %.3f s",
            session.number,
            endpoint.host,
            role,
            read_clock() - opened,
        )
        return session

    def run(
        self, sql: str, values: Sequence[str | None] = (), data: bytes | None = None
    ) -> Iterator[Event]:
        """Send one statement and yield its events; blocks between events.

        Args:
            sql: The statement.
            values: Its parameters `$1`, `$2` …, as text; `None` is NULL.
            data: The data that COPY FROM STDIN reads.
        """
        if may_define_code(sql):
            self.user_code, self.user_code_read_at = None, -math.inf
        if self.state is State.IDLE:
            self._began_read_only = self.read_only
        if not self.read_only:
            return self._send(sql, values, data)
        risk = assess(sql)
        if risk.leaves_read_only:
            return iter([Failed(ServerError(WRITABLE), 0.0)])
        if not self._began_read_only and risk.kind != "transaction":
            return iter([Failed(ServerError(BEGAN_WRITABLE), 0.0)])
        if self.state is State.IDLE and risk.kind != "transaction":
            return run_read_only(lambda: self._send(sql, values, data), self._send)
        return self._send(begin_read_only(sql), values, data)

    @property
    def code(self) -> UserCode | None:
        """The code of users that may change something in this session; `None` if unknown."""
        guarded = self.read_only and (self._began_read_only or self.state is State.IDLE)
        return NO_CODE if guarded else self.user_code

    def assess(self, sql: str) -> Risk:
        """Return the risk of a statement in this session."""
        return assess(sql, self.code)

    def _send(
        self, sql: str, values: Sequence[str | None] = (), data: bytes | None = None
    ) -> Generator[Event, None, None]:
        return runner.run(self._link, sql, values, data)

    def ping(self, timeout: float) -> bool:
        """Return true if the server answers within `timeout` seconds; blocks.

        Otherwise the session is lost.
        """
        return runner.ping(self._link, timeout)

    def cancel(self, timeout: float = 5.0) -> None:
        """Ask the server to cancel the running statement; blocks up to `timeout` seconds.

        The statement then ends with an error. A server may ignore the request.
        """
        logger.info("session %d: cancelling", self.number)
        self._link.send_cancel(timeout)

    def cut(self) -> None:
        """End the link at once; a run in another thread ends with an error.

        The server may continue the statement.
        """
        logger.info("session %d: link cut", self.number)
        self._link.shut_down()

    def close(self) -> None:
        """End the session, from any thread; a run in another one ends with an error."""
        if not self.lost:
            logger.info("session %d closed", self.number)
        self._link.end()

    @property
    def lost(self) -> bool:
        """True if the link has ended."""
        return self._link.is_ended or self._link.is_closed

    @property
    def state(self) -> State:
        """The state that the server reported last."""
        return _STATES[TransactionStatus(self._link.pgconn.transaction_status)]

    @property
    def encoding(self) -> str:
        """The `client_encoding` that the server reported last."""
        return (self._link.pgconn.parameter_status(b"client_encoding") or b"UTF8").decode()

    def read_last_words(self) -> ServerError | None:
        """Return the server's last words if it has ended an idle session; `None` otherwise.

        Reads only what has arrived, so it never blocks. Not to be called during a run.
        """
        if self.lost:
            return None
        try:
            with self._link.use():
                wait(self._link.pgconn.socket, READ, monotonic() + 0.001)
                self._link.read()
                self._link.is_ready()  # Parses what arrived: the last words come as a notice.
                words = self._link.notices.last_words
        except TimeoutError:
            return None
        except LinkError as error:
            words = describe_lost_link(str(error))
        if words is None or self._link.is_ended:
            return None
        logger.info("session %d ended: %s", self.number, words)
        self.close()
        return ServerError(words, lost=True)

    def _read_limit(self) -> float:
        """Return the seconds that the session may last: an hour, or what the sandbox announces."""
        announced = self._link.pgconn.parameter_status(b"dsql_sandbox.session_limit") or b""
        try:
            limit = float(announced)
        except ValueError:
            return limits.SESSION_SECONDS
        valid = math.isfinite(limit) and 1 <= limit <= 24 * limits.SESSION_SECONDS
        return limit if valid else limits.SESSION_SECONDS


def _connect(endpoint: Endpoint, role: str, token: Token, route: Route) -> Link:
    """Connect to the first address that answers.

    Raises:
        ConnectError: None does, or the server refused the session.
    """
    host = endpoint.via or endpoint.host
    try:
        addresses = [route.hostaddr] if route.hostaddr else _resolve(host, route)
    except OSError as error:
        family = "an IPv4 address" if route.ipv4 else "an address"
        message = f"could not translate host name {host} to {family}: {error.strerror}"
        raise ConnectError(ServerError(message, lost=True)) from None
    attempts = []
    for address in addresses:
        conninfo = _conninfo(endpoint, role, token, route, address)
        try:
            return connect(conninfo, monotonic() + _CONNECT_TIMEOUT)
        except LinkError as error:
            attempts.append((f"{address} port {route.port}", str(error)))
            logger.info("connecting to %s failed: %s", address, describe_lost_link(str(error)))
            if has_server_words(str(error)):  # All addresses lead to the same cluster.
                break
    raise ConnectError(combine_connect_errors(attempts))


def _resolve(host: str, route: Route) -> list[str]:
    return resolve(host, route.port, route.ipv4, _CONNECT_TIMEOUT)


def _conninfo(endpoint: Endpoint, role: str, token: Token, route: Route, address: str) -> str:
    return make_conninfo(
        host=endpoint.via or endpoint.host,
        hostaddr=address,
        port=route.port,
        user=role,
        password=token.text,
        dbname=DATABASE,
        sslmode=route.sslmode,
        sslrootcert=find_root_certificates(route.sslrootcert),
        sslnegotiation="direct",
        # Without a file, libpq reads ~/.postgresql/root.crl, which is meant for other servers.
        sslcrl=os.devnull,
        sslcertmode="disable",
        gssencmode="disable",
        # Only the request for a token is answered; SCRAM could be made to take for ever.
        require_auth="password",
        application_name=f"dsql-tui/{__version__}",
        client_encoding="UTF8",
        options=f"-c amzn-cluster-id={endpoint.identifier}" if endpoint.via else "",
        # A network that has changed is silent: without these a run would wait for hours.
        keepalives_idle=20,
        keepalives_interval=5,
        keepalives_count=3,
        tcp_user_timeout=_SILENCE_TIMEOUT,
    )
