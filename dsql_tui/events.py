"""Events of a run as plain values, shared by every package."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Protocol


class Chunk(Protocol):
    """Rows as the server sent them, in text format and undecoded (a `PGresult` is one)."""

    @property
    def ntuples(self) -> int:
        """The number of rows."""

    def get_value(self, row_number: int, column_number: int, /) -> bytes | None:
        """Return one cell, or `None` for NULL."""


class Column(NamedTuple):
    """A column of a result."""

    name: str
    oid: int
    """The type's OID, as in `pg_type`."""
    modifier: int = -1
    """The type modifier, as in `pg_attribute.atttypmod`; -1 without one."""
    table: int = 0
    """The OID of the table or view that it is a column of; 0 if it is computed."""
    number: int = 0
    """Its number in that table, as in `pg_attribute.attnum`; 0 if it is computed."""


class Described(NamedTuple):
    """The server has described the columns of the rows that follow."""

    columns: tuple[Column, ...]


class RowsReceived(NamedTuple):
    """Rows have arrived."""

    chunk: Chunk
    memory: int | None = None
    """Bytes that the chunk takes; `None` if unknown."""


class Copied(NamedTuple):
    """Rows have been written to a file."""

    rows: int
    size: int
    """Bytes of the file."""


class Notice(NamedTuple):
    """A message that the server sent beside the result."""

    severity: str
    message: str


class Finished(NamedTuple):
    """The statement has succeeded; nothing follows."""

    tag: str
    """The command tag, such as `INSERT 0 3`; empty for an empty statement."""
    elapsed: float
    """Seconds from sending to the last answer."""
    more: bool = False
    """True if there are rows that were not fetched."""


class ServerError(NamedTuple):
    """An error in the server's words, or libpq's if the link was lost."""

    message: str
    sqlstate: str | None = None
    """`None` if the link was lost or the session could not be opened."""
    detail: str | None = None
    hint: str | None = None
    position: int | None = None
    """The character in the statement, counted from 1."""
    lost: bool = False
    """True if the session has ended too."""
    facts: tuple[tuple[str, str], ...] = ()
    """Names and values to compare when access was denied, and addresses that were tried; shown as
    rows."""
    context: str | None = None
    """The place of the error, for example the line of the data of a COPY."""


class Failed(NamedTuple):
    """The statement failed; nothing follows."""

    error: ServerError
    elapsed: float
    """Seconds from sending to the last answer."""


Event = Described | RowsReceived | Copied | Notice | Finished | Failed


class Run(NamedTuple):
    """One sending of a statement, with its outcome."""

    statement: str
    sent: datetime
    """When it was sent, in UTC."""
    elapsed: float
    """Seconds from sending to the last answer."""
    rows: int | None
    """Rows that it returned; `None` if it returns none."""
    tag: str
    """The command tag; empty if it failed."""
    error: ServerError | None
    """The error; `None` if it succeeded."""
    unknown: bool
    """True if the link was lost and the statement may or may not have been executed."""
    target: str
    """The cluster's name."""
    role: str
    """The database role that ran it."""
    dpu: float | None = None
    """The DPU that the server reported; `None` if it reported none."""
