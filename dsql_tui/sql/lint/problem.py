"""Something in a script that Aurora DSQL is known to refuse, or to do otherwise."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, and what to do."""

    code: str
    """The rule's name."""
    start: int
    """The first character that is marked, counted from the script's."""
    end: int
    message: str
    advice: str
    statement: int
    """Where the statement begins."""
    fixable: bool = False
    """Does `dsql-lint` know how to write it instead?"""
    warning: str = ""
    """What its fix changes beside the text; empty where nothing."""
    unsure: bool = False
    """Could the linter just not read it? Its parser is not PostgreSQL's."""
