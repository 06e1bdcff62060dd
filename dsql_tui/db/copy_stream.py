"""The data of COPY FROM STDIN and COPY TO STDOUT."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from dsql_tui.db.link import Link, LinkError
from dsql_tui.events import Column, Described, Event, RowsReceived

_MESSAGE_BYTES = 64 * 1024
"""Bytes of a message of COPY FROM STDIN."""

_CHUNK_BYTES = 2**20
"""Bytes of lines that are passed on together."""

_TEXT_OID = 25
_NO_DATA = b"COPY FROM STDIN has nothing to read from in a console"


class _CopyLines:
    """Lines of a COPY, as a chunk of one column."""

    def __init__(self, lines: list[bytes]) -> None:
        self._lines = lines

    @property
    def ntuples(self) -> int:
        return len(self._lines)

    def get_value(self, row_number: int, column_number: int) -> bytes | None:
        return self._lines[row_number]


def yield_copy_lines(link: Link, chunk_rows: int) -> Iterator[Event]:
    """Yield the data of COPY TO STDOUT, line by line as the server wrote them."""
    yield Described((Column("copy", _TEXT_OID),))
    lines: list[bytes] = []
    size = 0
    while (line := link.fetch_copy_line()) is not None:
        lines.append(line.removesuffix(b"\n"))
        size += len(line)
        if len(lines) >= chunk_rows or size >= _CHUNK_BYTES:
            yield RowsReceived(_CopyLines(lines))
            lines, size = [], 0
    if lines:
        yield RowsReceived(_CopyLines(lines))


def send_copy_data(link: Link, data: bytes | None) -> None:
    """Send the data of COPY FROM STDIN; without any, refuse it.

    Raises:
        LinkError: The link is lost.
    """
    if data is None:
        refuse_copy_in(link)
        return
    try:
        for start in range(0, len(data), _MESSAGE_BYTES):
            link.pgconn.put_copy_data(data[start : start + _MESSAGE_BYTES])
            link.flush()
        link.pgconn.put_copy_end(None)
    except psycopg.OperationalError as error:
        raise LinkError(str(error)) from None
    link.flush()


def refuse_copy_in(link: Link, deadline: float | None = None) -> None:
    """End COPY FROM STDIN with an error.

    Raises:
        LinkError: The link is lost, or the deadline has passed.
    """
    try:
        link.pgconn.put_copy_end(_NO_DATA)
    except psycopg.OperationalError as error:
        raise LinkError(str(error)) from None
    link.flush(deadline)
