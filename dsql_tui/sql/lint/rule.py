"""A lint rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dsql_tui.sql.lint.words import Words


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that Aurora DSQL refuses, or does differently from PostgreSQL."""

    code: str
    message: str
    """The problem, as a sentence; `{}` is what is marked."""
    advice: str
    """The alternative, as a sentence."""
    find: Callable[[Words], Iterator[tuple[int, int]]]
    """Yields the start and end of each problem in a statement."""
    flags: tuple[str, ...]
    """Statements with the problem: they document the rule and test it."""
    allows: tuple[str, ...]
    """Similar statements without the problem."""
