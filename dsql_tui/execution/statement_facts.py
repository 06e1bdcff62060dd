"""Facts about the text of a statement, computed once on demand."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from dsql_tui.sql.parameters import BoundStatement, bind
from dsql_tui.sql.risk import Risk, assess, commits, is_copy, may_commit_inside

_ROLLBACK = re.compile(r"(?:rollback|abort)\b(?!.*\bto\b)", re.IGNORECASE | re.DOTALL)


class StatementFacts:
    """The facts about one statement."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def risk(self) -> Risk:
        """The risk of the statement: its kind, and whether it may change data."""
        return assess(self.text)

    @cached_property
    def commits(self) -> bool:
        """True for COMMIT and END."""
        return commits(self.text)

    @cached_property
    def copies(self) -> bool:
        """True for COPY."""
        return is_copy(self.text)

    @cached_property
    def bound(self) -> BoundStatement:
        """The statement with its parameters replaced by `$1`, `$2` and so on."""
        return bind(self.text)

    @cached_property
    def may_commit_inside(self) -> bool:
        """True for CALL and DO, which may end transactions themselves."""
        return may_commit_inside(self.text)

    @property
    def rolls_back(self) -> bool:
        """True for ROLLBACK and ABORT, except ROLLBACK TO."""
        return bool(_ROLLBACK.match(self.text))


@lru_cache(maxsize=16)
def get_facts(text: str) -> StatementFacts:
    """Return the facts about a statement, cached by its text."""
    return StatementFacts(text)
