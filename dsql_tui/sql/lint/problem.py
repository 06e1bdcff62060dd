"""A problem in a script: something that Aurora DSQL refuses, or does differently."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem, its place, and the advice."""

    code: str
    """The name of the rule."""
    start: int
    """The first character that to mark, counted from the start of the script."""
    end: int
    message: str
    advice: str
    statement: int
    """The start of the statement in the script."""
    fixable: bool = False
    """True if `dsql-lint` can rewrite the statement."""
    warning: str = ""
    """A change of meaning that the fix brings; empty if none."""
    unsure: bool = False
    """True if `dsql-lint` cannot parse the statement; PostgreSQL may."""
