"""Running one statement, as a plain blocking generator of events.

It works on libpq's non-blocking calls, as psycopg's own cursors do, because none of those is
right for every statement: they either convert every cell, keep rows back until the last has
come, or refuse statements that return none. Here rows stay as libpq holds them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from select import select
from time import monotonic

import psycopg
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

from dsql_tui.db.memory import memory_of
from dsql_tui.dsql.refusals import words_of_loss
from dsql_tui.events import Arrived, Column, Described, Event, Finished, Noticed, Refusal, Refused

CHUNK = 1000
"""Rows in a chunk: few enough to be there at once, many enough that fetching is not all waiting."""

_LAST = (b"FATAL", b"PANIC")
"""Severities of an error that ends the session."""

_ROWS = (ExecStatus.TUPLES_OK, ExecStatus.TUPLES_CHUNK)
_PATIENCE = 2.0
"""Seconds that a server has to end a statement which was cancelled and abandoned."""

_PART = 64 * 1024
"""Bytes of a message of COPY FROM STDIN."""

_TEXT = 25
_COPY_REFUSED = b"COPY FROM STDIN has nothing to read from in a console"


Notices = list[tuple[str, str]]
"""Where the connection's notice handler puts (severity, message)."""


def run(
    pgconn: PGconn,
    sql: str,
    values: Sequence[str | None],
    notices: Notices,
    cancel: Callable[[], None],
    data: bytes | None = None,
) -> Iterator[Event]:
    """Send `sql`, one statement, and yield its events; the last is `Finished` or `Refused`.

    `values` are for its parameters, whose types the server finds by itself; `data` is what COPY
    FROM STDIN reads, which is refused without any.

    libpq is drained before a refusal is reported, so that the next statement finds it idle. A
    generator that is closed early cancels the statement and drains what is left, or ends the
    session where the server goes on all the same.
    """
    began = monotonic()
    try:
        pgconn.send_query_params(sql.encode(), [None if v is None else v.encode() for v in values])
        yield from _answers(pgconn, notices, began, data)
    except psycopg.OperationalError as error:
        refusal = _last_words(pgconn, str(error))
        pgconn.finish()  # before anyone is told: TLS that ends badly leaves libpq in hope
        yield Refused(refusal, monotonic() - began)
    finally:
        if pgconn.transaction_status == TransactionStatus.ACTIVE:
            cancel()
            _drain(pgconn)


def answers(pgconn: PGconn, patience: float) -> bool:
    """Does the server answer a statement that is empty? Where it does not, the link is ended."""
    try:
        pgconn.send_query_params(b"", None)
        _flush(pgconn)
        while _fetch(pgconn, patience) is not None:
            pass
    except psycopg.OperationalError:
        pgconn.finish()
        return False
    return True


def _answers(pgconn: PGconn, notices: Notices, began: float, data: bytes | None) -> Iterator[Event]:
    """What comes of the statement that has been handed to libpq."""
    tag, refusal, described = "", None, False
    pgconn.set_chunked_rows_mode(CHUNK)
    _flush(pgconn)
    while (result := _fetch(pgconn)) is not None:
        yield from _heard(notices)
        status = result.status
        if status in _ROWS:
            if not described:
                described = True
                yield Described(_columns(result))
            if result.ntuples:
                yield Arrived(result, memory_of(result))
        elif status == ExecStatus.COPY_OUT:
            yield from _copied_out(pgconn)
        elif status == ExecStatus.COPY_IN:
            _copy_in(pgconn, data)
        elif status == ExecStatus.FATAL_ERROR:
            refusal = _refusal(result)
            if result.error_field(DiagnosticField.SEVERITY_NONLOCALIZED) in _LAST:
                pgconn.finish()  # the server hangs up now: what comes next is no answer
                break
        tag = (result.command_status or b"").decode() or tag
    yield from _heard(notices)
    elapsed = monotonic() - began
    if refusal is None:
        yield Finished(tag, elapsed)
    else:
        lost = pgconn.transaction_status == TransactionStatus.UNKNOWN
        yield Refused(replace(refusal, lost=lost), elapsed)


def _fetch(pgconn: PGconn, patience: float | None = None) -> PGresult | None:
    """The next result, waiting for it as long as it takes, or `patience` seconds a time.

    Raises:
        OperationalError: the link is lost, or patience has run out.
    """
    while pgconn.is_busy():
        if not select([pgconn.socket], [], [], patience)[0]:
            raise psycopg.OperationalError("no answer")
        pgconn.consume_input()
    return pgconn.get_result()


def _flush(pgconn: PGconn) -> None:
    """Send all that is to be sent, reading meanwhile: a full server reads only when read from."""
    while pgconn.flush():
        readable, _, _ = select([pgconn.socket], [pgconn.socket], [])
        if readable:
            pgconn.consume_input()


def _drain(pgconn: PGconn) -> None:
    """Take what is left of an abandoned statement."""
    try:
        while _fetch(pgconn, _PATIENCE) is not None:
            pass
    except psycopg.OperationalError:
        pgconn.finish()


def _columns(result: PGresult) -> tuple[Column, ...]:
    return tuple(
        Column((result.fname(i) or b"").decode(errors="replace"), result.ftype(i))
        for i in range(result.nfields)
    )


def _heard(notices: Notices) -> Iterator[Noticed]:
    while notices:
        yield Noticed(*notices.pop(0))


class _Lines:
    """Lines of a COPY, as a chunk of one column."""

    def __init__(self, lines: list[bytes]) -> None:
        self._lines = lines

    @property
    def ntuples(self) -> int:
        return len(self._lines)

    def get_value(self, row_number: int, column_number: int) -> bytes | None:
        return self._lines[row_number]


def _copied_out(pgconn: PGconn) -> Iterator[Event]:
    """The data of COPY TO STDOUT, line by line as the server wrote them."""
    yield Described((Column("copy", _TEXT),))
    lines: list[bytes] = []
    while True:
        length, data = pgconn.get_copy_data(1)
        if length > 0:
            lines.append(bytes(data).rstrip(b"\n"))
        elif length == 0:
            select([pgconn.socket], [], [])
            pgconn.consume_input()
        if lines and (length < 0 or len(lines) >= CHUNK):
            yield Arrived(_Lines(lines))
            lines = []
        if length < 0:
            return


def _copy_in(pgconn: PGconn, data: bytes | None) -> None:
    """Send what COPY FROM STDIN reads."""
    for start in range(0, len(data or b""), _PART):
        pgconn.put_copy_data((data or b"")[start : start + _PART])
        _flush(pgconn)
    pgconn.put_copy_end(_COPY_REFUSED if data is None else None)
    _flush(pgconn)


def _last_words(pgconn: PGconn, text: str) -> Refusal:
    """Why the link is gone: what the server said before it hung up, else what libpq says."""
    result = pgconn.get_result() if pgconn.status == ConnStatus.BAD else None
    if result is not None and result.error_field(DiagnosticField.SQLSTATE):
        return replace(_refusal(result), lost=True)
    return Refusal(words_of_loss(text), lost=True)


def _refusal(result: PGresult) -> Refusal:
    def field(code: DiagnosticField) -> str | None:
        value = result.error_field(code)
        return value.decode(errors="replace") if value else None

    position = field(DiagnosticField.STATEMENT_POSITION)
    return Refusal(
        message=field(DiagnosticField.MESSAGE_PRIMARY) or _one_line(result.get_error_message()),
        sqlstate=field(DiagnosticField.SQLSTATE),
        detail=field(DiagnosticField.MESSAGE_DETAIL),
        hint=field(DiagnosticField.MESSAGE_HINT),
        position=int(position) if position else None,
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
