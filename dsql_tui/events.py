"""What happens to a run, as plain values: the one vocabulary that every room shares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Chunk(Protocol):
    """Rows as the server sent them, in text format and undecoded (a `PGresult` is one)."""

    @property
    def ntuples(self) -> int:
        """How many rows."""

    def get_value(self, row_number: int, column_number: int, /) -> bytes | None:
        """One cell, or `None` for NULL."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a result."""

    name: str
    oid: int
    """The type's OID, as in `pg_type`."""


@dataclass(frozen=True, slots=True)
class Described:
    """The server has described the columns that follow."""

    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Arrived:
    """More rows."""

    chunk: Chunk
    memory: int | None = None
    """Bytes that it takes; `None` where that is not known."""


@dataclass(frozen=True, slots=True)
class Copied:
    """So many rows have gone into a file."""

    rows: int
    size: int
    """Bytes of the file."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """The server said something beside the result."""

    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The statement is done."""

    tag: str
    """The command tag, as `INSERT 0 3`; empty for an empty statement."""
    elapsed: float
    """Seconds from sending to the last answer."""
    more: bool = False
    """Are there rows that were not fetched?"""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The server said no, in its own words."""

    message: str
    sqlstate: str | None = None
    """`None` when the link was lost, and when a session could not be opened."""
    detail: str | None = None
    hint: str | None = None
    position: int | None = None
    """Where in the statement, in characters, counted from 1."""
    lost: bool = False
    """Is the session gone too?"""
    facts: tuple[tuple[str, str], ...] = ()
    """What to compare where access was denied: a name and a value each, to be shown in rows."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The statement failed; nothing follows."""

    refusal: Refusal
    elapsed: float


Event = Described | Arrived | Copied | Noticed | Finished | Refused


@dataclass(frozen=True, slots=True)
class Run:
    """One sending of a statement, with what came of it."""

    statement: str
    sent: datetime
    """When, in UTC."""
    elapsed: float
    """Seconds from sending to the last answer."""
    rows: int | None
    """Rows that it returned; `None` where it returns none."""
    tag: str
    """The command tag; empty where it was refused."""
    refusal: Refusal | None
    """Why it was refused; `None` where it was done."""
    unknown: bool
    """Was the link lost so that it may have been done or not?"""
    target: str
    """What the cluster is called."""
    role: str
    """The database role that ran it."""
