"""Running one statement, as a blocking generator of events.

It uses libpq's non-blocking calls, as psycopg's cursors do. No cursor is right for every
statement: they convert every cell, keep rows back until the last has arrived, or refuse
statements that return none. Here rows stay as libpq holds them.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator, Sequence
from time import monotonic

import psycopg
from psycopg.pq import DiagnosticField, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

from dsql_tui.db.copy_stream import refuse_copy_in, send_copy_data, yield_copy_lines
from dsql_tui.db.link import Link, LinkError
from dsql_tui.db.memory import result_memory
from dsql_tui.db.server_text import decode_tag, decode_text, read_error
from dsql_tui.dsql.server_errors import describe_lost_link
from dsql_tui.events import (
    Column,
    Described,
    Event,
    Failed,
    Finished,
    RowsReceived,
    ServerError,
)
from dsql_tui.sql.risk import assess

logger = logging.getLogger(__name__)
statement_logger = logging.getLogger("dsql_tui.statements")
"""Logs the texts of statements, if the user asks for them."""

CHUNK_ROWS = 125
"""Rows in a chunk. Rows of 2 MiB, Aurora DSQL's limit, then stay below `MAX_PENDING_BYTES`."""

_MAX_RESULTS = 1000
"""Results without rows that one statement may have."""

ABANDON_TIMEOUT = 3.0
"""Seconds that a server has to end a statement that was abandoned."""
INTERRUPT_TIMEOUT = 0.6
"""Seconds for the same after Ctrl+C, so that the program ends within a second."""

_SESSION_ENDING = (b"FATAL", b"PANIC")
"""Severities of an error that ends the session."""
_ROW_STATUSES = (ExecStatus.TUPLES_OK, ExecStatus.TUPLES_CHUNK, ExecStatus.SINGLE_TUPLE)


class _UnsupportedFormat(Exception):
    """The server sends data in a format that is not supported; the text says which."""


def run(
    link: Link, sql: str, values: Sequence[str | None] = (), data: bytes | None = None
) -> Generator[Event, None, None]:
    """Send one statement and yield its events; the last is `Finished` or `Failed`.

    libpq is drained before an error is reported, so that the next statement finds it idle. If the
    generator is closed early, the statement is cancelled and the rest drained, or the session is
    ended if the server does not stop.

    Args:
        link: The connection, which is idle.
        sql: The statement.
        values: Its parameters as text; the server finds their types.
        data: The data that COPY FROM STDIN reads; without any, such a COPY is refused.
    """
    began = monotonic()
    if problem := _find_unsendable(sql, values):
        yield Failed(ServerError(problem), 0.0)
        return
    _log_statement(sql)
    answer = _Answer(link, len(sql), data)
    try:
        with link.use():
            yield from _send(link, answer, sql, values)
    except LinkError as ended:  # by another thread, before the statement was sent
        answer.error = ServerError(describe_lost_link(str(ended)), lost=True)
    elapsed = monotonic() - began
    if answer.error:
        logger.info("failed after %.3f s: %s", elapsed, answer.error.sqlstate or "link lost")
        yield Failed(answer.error, elapsed)
    else:
        logger.info("%s after %.3f s", answer.tag, elapsed)
        yield Finished(answer.tag, elapsed)


def _send(
    link: Link, answer: _Answer, sql: str, values: Sequence[str | None]
) -> Generator[Event, None, None]:
    """Send a statement and yield the events of its answer."""
    link.begin()
    try:
        parameters = [None if value is None else value.encode() for value in values]
        link.pgconn.send_query_params(sql.encode(), parameters)
        yield from answer.receive()
    except (psycopg.OperationalError, LinkError) as problem_with_link:
        answer.error = _describe_loss(link, str(problem_with_link), len(sql))
        link.close()  # Before it is reported: libpq may not have noticed the end of TLS.
    except _UnsupportedFormat as unsupported:
        _abandon(link, ABANDON_TIMEOUT)
        answer.error = ServerError(str(unsupported), lost=link.is_closed)
    except KeyboardInterrupt:
        _abandon(link, INTERRUPT_TIMEOUT)
        raise
    finally:
        _abandon(link, ABANDON_TIMEOUT)


def _log_statement(sql: str) -> None:
    if logger.isEnabledFor(logging.INFO):
        logger.info("sending a statement (%s, %d characters)", assess(sql).kind, len(sql))
    if statement_logger.isEnabledFor(logging.INFO):
        # Imported here, because most runs are not logged.
        from dsql_tui.sql.secret import contains_secret

        statement_logger.info("%s", "(it has a password)" if contains_secret(sql) else sql)


def ping(link: Link, timeout: float) -> bool:
    """Return true if the server answers an empty statement; otherwise the link is closed."""
    try:
        with link.use():
            return _ping(link, monotonic() + timeout)
    except LinkError:
        return False


def _ping(link: Link, deadline: float) -> bool:
    try:
        link.begin()
        link.pgconn.send_query_params(b"", None)
        link.flush(deadline)
    except (psycopg.OperationalError, LinkError):
        link.close()
        return False
    _drain(link, deadline)
    return not link.is_closed


def _find_unsendable(sql: str, values: Sequence[str | None]) -> str:
    """Return why a statement cannot be sent; libpq would cut it at a NUL."""
    for text in (sql, *values):
        if text is not None and "\0" in text:
            return "The statement has a NUL character, which PostgreSQL cannot take. Remove it."
        if text is not None and any("\ud800" <= each <= "\udfff" for each in text):
            return "The statement has bytes that are not UTF-8. Convert it to UTF-8."
    return ""


class _Answer:
    """The answer to one statement, as it arrives."""

    def __init__(self, link: Link, length: int, data: bytes | None) -> None:
        self._link, self._length, self._data = link, length, data
        self._described = False
        self._other_results = 0
        self.tag = ""
        self.error: ServerError | None = None

    def receive(self) -> Iterator[Event]:
        """Yield the events of the statement that was queued, but for the last."""
        link = self._link
        link.pgconn.set_chunked_rows_mode(CHUNK_ROWS)
        link.flush()
        while True:
            while not link.is_ready():
                link.wait_for_data()
                yield from link.notices.drain()
            result = link.take_result()
            yield from link.notices.drain()
            if result is None:
                break
            if result.status in _ROW_STATUSES:
                yield from self._receive_rows(result)
            else:
                yield from self._receive_other(result)
            if link.is_closed:
                break
            self.tag = decode_tag(result.command_status) or self.tag
        if link.pgconn.transaction_status == TransactionStatus.UNKNOWN:
            link.close()
            error = self.error or ServerError("The server ended the session without an answer.")
            self.error = error._replace(lost=True)

    def _receive_rows(self, result: PGresult) -> Iterator[Event]:
        """Yield a chunk of rows, after the columns if it is the first."""
        if not self._described:
            self._described = True
            yield Described(_read_columns(result))
        if result.ntuples:
            yield RowsReceived(result, result_memory(result))

    def _receive_other(self, result: PGresult) -> Iterator[Event]:
        """Take a result without rows: an error, the end of a command, or a COPY."""
        self._other_results += 1
        if result.status == ExecStatus.COPY_OUT:
            if result.binary_tuples:
                raise _UnsupportedFormat("COPY in binary format is not supported. Use text or csv.")
            yield from yield_copy_lines(self._link, CHUNK_ROWS)
        elif result.status == ExecStatus.COPY_IN:
            send_copy_data(self._link, self._data)
        elif result.status == ExecStatus.COPY_BOTH or self._other_results > _MAX_RESULTS:
            raise LinkError("The server sent an answer that fits no statement.")
        elif result.status == ExecStatus.FATAL_ERROR:
            self.error = read_error(result, self._length)
            if result.error_field(DiagnosticField.SEVERITY_NONLOCALIZED) in _SESSION_ENDING:
                self._link.close()  # The server closes the link now, without another answer.


def _read_columns(result: PGresult) -> tuple[Column, ...]:
    columns = []
    for number in range(result.nfields):
        name = decode_text(result.fname(number)) or ""
        if result.fformat(number):
            raise _UnsupportedFormat(f"The server sent column “{name}” in binary format.")
        kind, modifier = result.ftype(number), result.fmod(number)
        origin = max(0, result.ftable(number)), max(0, result.ftablecol(number))
        columns.append(Column(name, kind, modifier, *origin))
    return tuple(columns)


def _abandon(link: Link, timeout: float) -> None:
    """Cancel a statement that is still running, and drain it; end the session otherwise."""
    if link.pgconn.transaction_status == TransactionStatus.ACTIVE:
        deadline = monotonic() + timeout
        link.send_cancel(timeout / 2)
        _drain(link, deadline)


def _drain(link: Link, deadline: float) -> None:
    """Read what is left of a statement; end the session if that takes too long."""
    try:
        while (result := _fetch(link, deadline)) is not None:
            if result.status == ExecStatus.COPY_OUT:
                while link.fetch_copy_line(deadline) is not None:
                    pass
            elif result.status == ExecStatus.COPY_IN:
                refuse_copy_in(link, deadline)
            elif result.status == ExecStatus.COPY_BOTH:
                raise LinkError("The server sent an answer that fits no statement.")
    except (LinkError, psycopg.OperationalError) as error:
        logger.info("ending the session: %s", error)
        link.close()


def _fetch(link: Link, deadline: float) -> PGresult | None:
    """Wait for the next result, and return it; `None` at the end of the statement.

    Raises:
        LinkError: The link is lost, a limit is exceeded, or the deadline has passed.
    """
    while not link.is_ready():
        link.wait_for_data(deadline)
    if monotonic() > deadline:
        raise LinkError("The server did not stop in time.")
    return link.take_result()


def _describe_loss(link: Link, text: str, length: int) -> ServerError:
    """Return the reason of the loss: the server's last words, or else libpq's text."""
    result = link.pgconn.get_result() if link.is_closed else None
    if result is not None and result.error_field(DiagnosticField.SQLSTATE):
        return read_error(result, length)._replace(lost=True)
    return ServerError(describe_lost_link(text), lost=True)
