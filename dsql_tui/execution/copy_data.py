"""COPY with data on this computer: in a script, in a file, or at standard input."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from io import BytesIO
from itertools import chain, islice
from pathlib import Path
from time import monotonic
from typing import BinaryIO

from dsql_tui.db.loading import (
    BATCH_BYTES,
    BATCH_ROWS,
    BatchSent,
    BatchSettled,
    Loaded,
    LoadError,
    Rejected,
    copy_rows,
    load_batch,
    split_batches,
)
from dsql_tui.db.session import Session
from dsql_tui.dsql import limits
from dsql_tui.dsql.sqlstate import (
    PROGRAM_LIMIT_EXCEEDED,
    QUERY_CANCELED,
    SERIALIZATION_FAILURE,
)
from dsql_tui.dsql.transcript import SentStatement
from dsql_tui.events import (
    Copied,
    Event,
    Failed,
    Finished,
    Notice,
    RowsReceived,
    ServerError,
)
from dsql_tui.execution.copy_rows import (
    CopyRow,
    RowTooLarge,
    copy_direction,
    read_format,
    split_rows,
)
from dsql_tui.execution.steps import STANDARD_INPUT
from dsql_tui.results.formats.compression import detect_format
from dsql_tui.results.formats.format import FormatError
from dsql_tui.results.text import format_size
from dsql_tui.store.files import open_atomic

_REPORT_INTERVAL = 0.1
"""Seconds between two progress events."""
_MAX_REJECTED = 100
"""The number of rejected rows after which a COPY stops."""
_MAX_NOTICES = 20
"""The maximum number of rejected rows to list."""
_CONTEXT = re.compile(r"\ACOPY .*, line (?P<line>\d+)(?:, column (?P<column>[^:\n]+))?", re.DOTALL)
"""The context of a server error that names a line of the data."""

_INTERRUPTED = ServerError("Interrupted while reading the data.", QUERY_CANCELED)


class _CopyError(Exception):
    """The data cannot be sent; the message is a sentence for the user."""


class _RunFailed(Exception):
    """The COPY failed on the server, so no file is written."""

    def __init__(self, ending: Failed) -> None:
        self.ending = ending


def copy_data(sent: SentStatement, session: Session) -> Iterator[Event]:
    """Run a COPY with its local data and yield the events; blocks between events.

    A file that cannot be read or written fails the run, as an error of the server does.
    """
    began = monotonic()
    try:
        if copy_direction(sent.text) == "in":
            with ExitStack() as stack:
                yield from _copy_in(sent.text, _open_lines(sent, stack), session)
        else:
            yield from _copy_out(session.run(sent.text), Path(sent.file).expanduser())
        return
    except _RunFailed as failed:
        ending = failed.ending
    except KeyboardInterrupt:  # while reading data: the server has no statement
        ending = Failed(_INTERRUPTED, monotonic() - began)
    except RowTooLarge:
        size = format_size(limits.TRANSACTION_BYTES)
        words = f"A row is larger than {size}, the limit of a transaction."
        ending = Failed(ServerError(words), monotonic() - began)
    except (FormatError, _CopyError) as error:
        ending = Failed(ServerError(str(error)), monotonic() - began)
    except OSError as error:
        name = "Standard input" if sent.file == STANDARD_INPUT else sent.file
        ending = Failed(ServerError(f"{name}: {error.strerror or error}."), monotonic() - began)
    yield ending  # last, after the rest of the run has been cancelled


def _open_lines(sent: SentStatement, stack: ExitStack) -> Iterable[bytes]:
    stream: BinaryIO
    if sent.data is not None:
        stream = BytesIO(sent.data.encode())
    elif sent.file == STANDARD_INPUT:
        stream = sys.stdin.buffer
    else:
        stream = stack.enter_context(Path(sent.file).expanduser().open("rb"))
    # Limit the length of a line: the file may be a device without line ends.
    return iter(partial(stream.readline, limits.TRANSACTION_BYTES + 1), b"")


def _copy_in(text: str, lines: Iterable[bytes], session: Session) -> Iterator[Event]:
    form = read_format(text)
    if form.binary:
        raise _CopyError("COPY loads only text and CSV. Binary data cannot be split into rows.")
    rows = split_rows(lines, form)
    header = next(rows, CopyRow(1, b"")).data if form.header else b""
    batches = split_batches(rows)
    first = list(islice(batches, 2))
    if len(first) > 1 and session.state.open:
        size = format_size(BATCH_BYTES)
        raise _CopyError(
            f"The data have more than {BATCH_ROWS:,} rows or {size}, too much for one transaction. "
            "Commit first: outside a transaction, the rows are loaded in several transactions."
        )
    if len(first) > 1:
        yield from _load(text, header, chain(first, batches), session)
    else:
        yield from _copy_once(text, header, first[0] if first else [], session)


def _copy_once(
    text: str, header: bytes, rows: Sequence[CopyRow], session: Session
) -> Iterator[Event]:
    """Load all rows with one COPY, and name the line of an error."""
    for row in rows:
        if row.problem:
            raise _CopyError(f"Line {row.line:,}: {row.problem} Nothing was loaded.")
    can_split = len(rows) > 1 and not session.state.open
    for event in session.run(text, (), header + b"".join(row.data for row in rows)):
        if not isinstance(event, Failed):
            yield event
        elif can_split and event.error.sqlstate == PROGRAM_LIMIT_EXCEEDED:
            yield from _load(text, header, iter([rows]), session)
        else:
            yield event._replace(error=_name_line(event.error))


def _name_line(error: ServerError) -> ServerError:
    """Return the error with the line number of the data in its detail, if the server names one."""
    found = _CONTEXT.search(error.context or "")
    if not found:
        return error
    column = f", column {found['column']}" if found["column"] else ""
    detail = f"Line {int(found['line']):,} of the data{column}."
    return error._replace(detail=f"{detail} {error.detail}" if error.detail else detail)


def _load(
    text: str, header: bytes, batches: Iterator[Sequence[CopyRow]], session: Session
) -> Iterator[Event]:
    """Load each batch in its own transaction, and report one COPY."""
    began, account = monotonic(), _Account()
    try:
        for batch in batches:
            for step in load_batch(session, partial(_send, text, header), batch):
                yield from account.note(step)
            yield Copied(account.loaded, account.add_size(batch))
            if len(account.rejected) > _MAX_REJECTED:
                break
        ending = account.error
    except LoadError as error:
        ending = _partial(error.error, account.loaded)
    except KeyboardInterrupt:
        if account.sending:  # The answer of the server is lost.
            session.cut()
        ending = _partial(_INTERRUPTED._replace(lost=account.sending), account.loaded)
    if ending:
        yield Failed(ending, monotonic() - began)
        return
    yield Notice("NOTE", f"{account.loaded:,} rows were loaded in {account.number:,} transactions.")
    yield Finished(f"COPY {account.loaded}", monotonic() - began)


def _send(text: str, header: bytes, session: Session, rows: Sequence[CopyRow]) -> Loaded | Failed:
    return copy_rows(session, text, header + b"".join(row.data for row in rows))


class _Account:
    """The progress of a COPY in several transactions."""

    def __init__(self) -> None:
        self.loaded = 0
        self.number = 0
        """The number of transactions."""
        self.sending = False
        """True while waiting for the outcome of a transaction."""
        self.rejected: list[Rejected[CopyRow]] = []
        self._size = 0

    def note(self, step: BatchSent | BatchSettled[CopyRow]) -> Iterator[Event]:
        """Record a step, and yield a notice for each of the first rejected rows."""
        self.sending = isinstance(step, BatchSent)
        if isinstance(step, BatchSent):
            return
        self.loaded += step.loaded.inserted
        self.number += bool(step.loaded.inserted)
        for each in step.rejected:
            self.rejected.append(each)
            if len(self.rejected) <= _MAX_NOTICES:
                yield Notice("WARNING", f"Line {each.record.line:,} was rejected: {each.reason}")

    def add_size(self, batch: Sequence[CopyRow]) -> int:
        """Add the bytes of a batch, and return the total."""
        self._size += sum(row.size for row in batch)
        return self._size

    @property
    def error(self) -> ServerError | None:
        """The error of the COPY; `None` if no rows were rejected."""
        if not self.rejected:
            return None
        first = self.rejected[0]
        lines = ", ".join(f"{each.record.line:,}" for each in self.rejected[:_MAX_NOTICES])
        more = len(self.rejected) - _MAX_NOTICES
        count = "1 row was" if len(self.rejected) == 1 else f"{len(self.rejected):,} rows were"
        stopped = " It stopped there." if len(self.rejected) > _MAX_REJECTED else ""
        return ServerError(
            f"{count} rejected, and {self.loaded:,} rows are loaded and stay.{stopped}",
            first.sqlstate,
            f"Rejected lines: {lines}{f' and {more:,} more' if more > 0 else ''}. "
            f"The first reason: {first.reason}",
        )


def _partial(error: ServerError, rows: int) -> ServerError:
    """Return the error with the number of rows that earlier transactions have loaded.

    Removes the SQLSTATE of a conflict, because a retry would load these rows twice.
    """
    if not rows:
        return error
    loaded = f"The first {rows:,} rows are loaded and stay; the error is in the rows after them."
    detail = f"{error.detail} {loaded}" if error.detail else loaded
    sqlstate = None if error.sqlstate == SERIALIZATION_FAILURE else error.sqlstate
    return error._replace(detail=detail, sqlstate=sqlstate)


def _copy_out(events: Iterator[Event], path: Path) -> Iterator[Event]:
    """Write the lines of a COPY TO STDOUT to a file, compressed according to its name."""
    compressor = detect_format(path)[1].make_compressor()
    rows = size = 0
    reported = monotonic()
    with open_atomic(path) as stream:
        for event in events:
            match event:
                case RowsReceived(chunk):
                    lines = (chunk.get_value(row, 0) or b"" for row in range(chunk.ntuples))
                    rows += chunk.ntuples
                    size += stream.write(
                        compressor.compress(b"".join(line + b"\n" for line in lines))
                    )
                    if monotonic() - reported > _REPORT_INTERVAL:
                        reported = monotonic()
                        yield Copied(rows, size)
                case Notice():
                    yield event
                case Failed():
                    raise _RunFailed(event)
                case Finished():
                    ending = event
        size += stream.write(compressor.flush())
    yield Copied(int(ending.tag.rpartition(" ")[2]), size)  # the tag does not count a header
    yield Notice("NOTE", f"{format_size(size)} written to {path.resolve()}")
    yield ending
