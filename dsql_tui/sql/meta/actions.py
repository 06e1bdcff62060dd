"""The actions that backslash commands stand for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ask:
    """A statement to run in place of the command."""

    sql: str
    name: str = ""
    """The name of a relation, one of which there has to be."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A COPY with its data in a local file."""

    sql: str
    """The statement, with TO STDOUT or FROM STDIN."""
    out: bool
    """True if rows are written to the file."""
    file: str
    """The path; empty for standard output or input."""
    table: str
    """The table as it is written; empty for a query."""
    columns: tuple[str, ...]
    """The names of the columns, if some are listed."""


@dataclass(frozen=True, slots=True)
class LocalCommand:
    """A command that the interpreter carries out."""

    name: str


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A sentence: the command is unknown or not for Aurora DSQL, and what to use instead."""

    sentence: str


Action = Ask | LocalCommand | Copy | Unsupported
