"""The rows of the program's own queries, within limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dsql_tui.dsql.sqlstate import SERIALIZATION_FAILURE
from dsql_tui.dsql.state import State
from dsql_tui.events import Chunk, Described, Event, Failed, RowsReceived, ServerError

if TYPE_CHECKING:
    from dsql_tui.db.session import Session

Row = tuple[str | None, ...]

_MAX_ROWS = 1_000_000
_MAX_CHARACTERS = 100_000_000
"""The most that a query of the program may return."""

_NUMBER = re.compile("[0-9]{1,18}")


class CatalogError(Exception):
    """The server refused a query of the program."""

    def __init__(self, error: ServerError) -> None:
        super().__init__(error.message)
        self.error = error


def fetch_rows(events: Iterable[Event], expected: int | None = None) -> list[Row]:
    """Return all rows of a query of the program, as text.

    Args:
        events: The run of the query.
        expected: The number of columns; `None` for any.

    Raises:
        CatalogError: The server refused it, or its answer does not fit the query.
    """
    rows: list[Row] = []
    width = size = 0
    for event in events:
        match event:
            case Described(columns):
                width = len(columns)
            case RowsReceived(chunk):
                if expected is not None and width != expected:
                    raise _make_answer_error(f"{width} columns instead of {expected}")
                rows += _decode(chunk, width)
                size += sum(len(cell or "") for row in rows[-chunk.ntuples :] for cell in row)
                if len(rows) > _MAX_ROWS or size > _MAX_CHARACTERS:
                    raise _make_answer_error("too many rows")
            case Failed(error, _):
                raise CatalogError(error)
    return rows


def fetch_catalog_rows(
    session: Session, query: str, values: Sequence[str | None] = (), expected: int | None = None
) -> list[Row]:
    """Return the rows of a query.

    A conflict, such as with a change of the schema, is retried once, unless it ended a transaction.

    Raises:
        CatalogError: The server refused it, or its answer does not fit the query.
    """
    try:
        return fetch_rows(session.run(query, values), expected)
    except CatalogError as failed:
        conflict = failed.error.sqlstate == SERIALIZATION_FAILURE
        if not conflict or session.state is not State.IDLE:
            raise
        return fetch_rows(session.run(query, values), expected)


def fetch_value(events: Iterable[Event]) -> str:
    """Return the only value of a query of the program; empty for NULL.

    Raises:
        CatalogError: The server refused it, or its answer does not fit the query.
    """
    rows = fetch_rows(events, 1)
    if len(rows) != 1:
        raise _make_answer_error(f"{len(rows)} rows instead of 1")
    return rows[0][0] or ""


def parse_number(text: str | None) -> int:
    """Return a number in the answer to a query of the program.

    Raises:
        CatalogError: It is not a number.
    """
    if text is None or not _NUMBER.fullmatch(text):
        raise _make_answer_error("a value that is not a number")
    return int(text)


def _decode(chunk: Chunk, width: int) -> list[Row]:
    value = chunk.get_value
    return [
        tuple(_text(value(row, column)) for column in range(width)) for row in range(chunk.ntuples)
    ]


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode(errors="replace")


def _make_answer_error(what: str) -> CatalogError:
    return CatalogError(ServerError(f"The server answered a query of the catalog with {what}."))
