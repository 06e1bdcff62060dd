"""What a backslash command comes to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ask:
    """A statement to run in its place."""

    sql: str


@dataclass(frozen=True, slots=True)
class Act:
    """Something that only whoever runs statements can do.

    expanded, timing, watch (seconds), include (a file), import, conninfo, edit, quit.
    """

    name: str
    arguments: list[str]


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence: it is not known, or not for Aurora DSQL, and what to use instead."""

    sentence: str


Said = Ask | Act | Say
