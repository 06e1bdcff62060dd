"""A libpq connection with limits on what the server may send.

libpq keeps a whole message in memory, and the rows of a chunk together, however large they are.
So the bytes that arrive between two results are counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import RLock
from time import monotonic

import psycopg
from psycopg import pq
from psycopg.pq import ConnStatus, ExecStatus, PollingStatus
from psycopg.pq.abc import PGcancelConn, PGconn, PGresult

from dsql_tui.db.notices import MAX_NOTICES, NoticeQueue
from dsql_tui.db.sockets import READ, WRITE, SocketMonitor, wait

MAX_PENDING_BYTES = 256 * 2**20
"""Bytes that may arrive without a result. A row of Aurora DSQL has 2 MiB at most."""

MAX_CONNECT_BYTES = 2**20
"""Bytes that may arrive until a session is open, the certificates among them."""

_CLOSED = "dsql-tui closed the connection."

_MAX_KNOWN_BYTES = 64 * 1024
"""Bytes of an error that are compared with the error of a lost link; a server may send 100 MB."""


class LinkError(Exception):
    """The link was lost, or the server broke the protocol or a limit; the text says which."""


class Link:
    """A connection in libpq's non-blocking mode."""

    def __init__(self, pgconn: PGconn) -> None:
        self.pgconn = pgconn
        self.notices = NoticeQueue()
        pgconn.notice_handler = self.notices.receive
        self._monitor = SocketMonitor(pgconn.socket)
        self._received = self._mark = self._monitor.count_received_bytes()
        """The bytes received until the last read, and until the last result."""
        self._known_error = ""
        """The error of the last statement, which libpq repeats when the link is lost."""
        self._is_shut_down = False
        self._lock = RLock()
        self._uses = 0
        """How many blocks use the connection."""
        self.is_ended = False
        """True if `end` was called; the last use then closes the connection."""

    @contextmanager
    def use(self) -> Iterator[None]:
        """Use the connection for a block: libpq must not close it in another thread meanwhile.

        Raises:
            LinkError: The link was ended.
        """
        with self._lock:
            if self.is_ended:
                raise LinkError(_CLOSED)
            self._uses += 1
        try:
            yield
        finally:
            with self._lock:
                self._uses -= 1
                if self.is_ended and not self._uses:
                    self.close()

    def begin(self) -> None:
        """Start to count for a new statement."""
        self.notices.begin()
        self._known_error = ""
        self._received = self._mark = self._monitor.count_received_bytes()

    @property
    def is_closed(self) -> bool:
        """True if the connection has ended."""
        return self.pgconn.status == ConnStatus.BAD

    def close(self) -> None:
        """End the connection; only for the thread that uses it."""
        self.pgconn.finish()
        self._monitor.close()

    def end(self) -> None:
        """End the connection from any thread; what uses it ends with an error, and closes it."""
        with self._lock:
            self.is_ended = True
            if self._uses:
                self.shut_down()
            else:
                self.close()

    def shut_down(self) -> None:
        """End the link from any thread; a run in another thread then ends with an error."""
        self._is_shut_down = True
        self._monitor.shut_down()

    def is_ready(self) -> bool:
        """Return true if a result, or the end of the statement, has arrived."""
        return not self.pgconn.is_busy()

    def take_result(self) -> PGresult | None:
        """Return the result that has arrived; `None` at the end of the statement."""
        result = self.pgconn.get_result()
        self._mark = self._received
        if result is None or result.status == ExecStatus.FATAL_ERROR:
            self._known_error = _strip_severity(self.pgconn.error_message[:_MAX_KNOWN_BYTES])
        return result

    def wait_for_data(self, deadline: float | None = None) -> None:
        """Wait for data, read it, and check the limits.

        Raises:
            LinkError: The link is lost, a limit is exceeded, or the deadline has passed.
        """
        try:
            wait(self.pgconn.socket, READ, deadline)
        except TimeoutError:
            raise LinkError("The server did not answer in time.") from None
        except psycopg.OperationalError as error:  # There is no socket any more.
            raise self._describe_loss(error) from None
        self.read()

    def read(self) -> None:
        """Read what has arrived, without waiting, and check the limits.

        Raises:
            LinkError: The link is lost, or a limit is exceeded.
        """
        try:
            self.pgconn.consume_input()
        except psycopg.OperationalError as error:
            raise self._describe_loss(error) from None
        while self.pgconn.notifies():  # libpq keeps them until they are taken.
            pass
        self._received = self._monitor.count_received_bytes()
        if self._received - self._mark > MAX_PENDING_BYTES:
            raise LinkError(
                f"The server sent more than {MAX_PENDING_BYTES // 2**20} MiB without completing "
                "a result, and the session was ended. Select fewer or shorter values."
            )
        if self.notices.exceeded:
            raise LinkError(
                f"The server sent more than {MAX_NOTICES:,} notices or very long ones, and the "
                "session was ended."
            )

    def fetch_copy_line(self, deadline: float | None = None) -> bytes | None:
        """Wait for the next line of COPY TO STDOUT, and return it; `None` at the end.

        Raises:
            LinkError: The link is lost, a limit is exceeded, or the deadline has passed.
        """
        while True:
            try:
                length, data = self.pgconn.get_copy_data(1)
            except psycopg.OperationalError as error:
                raise self._describe_loss(error) from None
            if length > 0:
                self._mark = self._received
                return bytes(data)
            if length < 0:
                return None
            self.wait_for_data(deadline)

    def flush(self, deadline: float | None = None) -> None:
        """Send what is queued, and read meanwhile: a busy server reads only when read from.

        Raises:
            LinkError: The link is lost, a limit is exceeded, or the deadline has passed.
        """
        try:
            while self.pgconn.flush():
                if wait(self.pgconn.socket, READ | WRITE, deadline) & READ:
                    self.read()
        except TimeoutError:
            raise LinkError("The server did not read in time.") from None
        except psycopg.OperationalError as error:
            raise self._describe_loss(error) from None

    def _describe_loss(self, error: psycopg.OperationalError) -> LinkError:
        """Return the reason of a loss without the error of the last statement."""
        if self._is_shut_down:
            return LinkError(_CLOSED)
        text = str(error)
        if not self._known_error or self._known_error not in text:
            return LinkError(text)
        is_whole = len(self._known_error) < _MAX_KNOWN_BYTES // 8
        reason = text.partition(self._known_error)[2].strip() if is_whole else ""
        return LinkError(reason or "The server ended the session without a reason.")

    def send_cancel(self, timeout: float) -> None:
        """Ask the server, over a second encrypted connection, to cancel the statement.

        Errors are ignored, because the server may ignore the request too.
        """
        with suppress(psycopg.Error, OSError):
            canceller = self.pgconn.cancel_conn()
            try:
                _request_cancel(canceller, monotonic() + timeout)
            finally:
                canceller.finish()


def connect(conninfo: str, deadline: float) -> Link:
    """Open a connection.

    Raises:
        LinkError: It failed, the deadline has passed, or the server sent too much. The text is
            libpq's, which `parse_connect_error` reads.
    """
    pgconn = pq.PGconn.connect_start(conninfo.encode())
    try:
        _finish_connecting(pgconn, deadline)
        return Link(pgconn)
    except BaseException:  # Ctrl+C too must not leave the connection open.
        pgconn.finish()
        raise


def _finish_connecting(pgconn: PGconn, deadline: float) -> None:
    if pgconn.status == ConnStatus.BAD:
        raise LinkError(_read_message(pgconn))
    # From the start, or libpq would block while it answers a server that does not read.
    pgconn.nonblocking = 1
    monitor = SocketMonitor(pgconn.socket)
    try:
        while (status := pgconn.connect_poll()) != PollingStatus.OK:
            if status == PollingStatus.FAILED:
                raise LinkError(_read_message(pgconn))
            if monitor.count_received_bytes() > MAX_CONNECT_BYTES:
                raise LinkError("The server did not become ready and sent other messages.")
            wait(pgconn.socket, READ if status == PollingStatus.READING else WRITE, deadline)
    except TimeoutError:
        raise LinkError("connection timeout expired") from None
    finally:
        monitor.close()


def _read_message(pgconn: PGconn) -> str:
    """Return libpq's message whole; psycopg would remove the word FATAL."""
    return pgconn.error_message.decode(errors="replace")


def _request_cancel(canceller: PGcancelConn, deadline: float) -> None:
    canceller.start()
    while (status := canceller.poll()) not in (PollingStatus.OK, PollingStatus.FAILED):
        wait(canceller.socket, READ if status == PollingStatus.READING else WRITE, deadline)


def _strip_severity(message: bytes) -> str:
    """Return libpq's error message as psycopg shows it; the client encoding may be unknown."""
    text = message.decode("utf-8", "replace")
    return (text.partition(":  ")[2] or text).strip()
