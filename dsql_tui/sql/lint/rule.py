"""What a rule of our own is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dsql_tui.sql.lint.words import Words


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that Aurora DSQL refuses, or does otherwise than PostgreSQL."""

    code: str
    message: str
    """What is wrong, as a sentence."""
    advice: str
    """What to do instead, as a sentence."""
    finds: Callable[[Words], Iterator[tuple[int, int]]]
    """Where it is in a statement: from and to which character."""
    flags: tuple[str, ...]
    """Statements that it speaks of: its documentation, and its tests."""
    allows: tuple[str, ...]
    """Statements that look alike, and are fine."""
