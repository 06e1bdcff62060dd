"""What a backslash command comes to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ask:
    """A statement to run in its place."""

    sql: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A COPY whose data are on this computer."""

    sql: str
    """TO STDOUT or FROM STDIN."""
    out: bool
    """Do rows go out, or come in?"""
    file: str
    """Where to or where from; empty for what the command was given as its output or input."""
    table: str
    """As it is written; empty for a query."""
    columns: tuple[str, ...]
    """Their names, where some are listed."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that only whoever runs statements can do.

    expanded, timing, watch (seconds), include (a file), go, conninfo, edit, quit.
    """

    name: str
    arguments: list[str]


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence: it is not known, or not for Aurora DSQL, and what to use instead."""

    sentence: str


Said = Ask | Act | Copy | Say
