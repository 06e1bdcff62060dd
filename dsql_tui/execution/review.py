"""Review statements that may change data before they are sent.

The console shows the result of a review as a dialog, `exec` as a prompt or an exit code.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dsql_tui.db.session import Session
from dsql_tui.db.user_code import read_user_code
from dsql_tui.dsql.profile import Environment
from dsql_tui.results.text import make_visible
from dsql_tui.sql.risk import NO_CODE, UserCode, assess, find_changes, list_statements
from dsql_tui.sql.risk.listing import show_statement
from dsql_tui.sql.statements import Statement


class Blocked(NamedTuple):
    """A review that forbids the statements."""

    sentence: str


class Confirmation(NamedTuple):
    """A review that needs the consent of the user."""

    sentence: str
    changes: Sequence[str]
    """The changes, safe to display."""

    @property
    def words(self) -> str:
        """The sentence and every change, as text."""
        return "\n".join([self.sentence, *self.changes])


def read_code(protection: Protection, session: Session) -> UserCode | None:
    """Read the code of users if the review needs it, which only a prod profile does. Blocks."""
    if protection.environment != "prod":
        return NO_CODE
    error = read_user_code(session)
    return None if error else session.code


class Protection(NamedTuple):
    """The protection of a connection against changes."""

    title: str
    """The name of the profile or cluster."""
    environment: Environment | None = None
    read_only: bool = False

    def review(
        self, statements: Sequence[Statement], code: UserCode | None = NO_CODE
    ) -> Blocked | Confirmation | None:
        """Review statements; return `None` if they may be sent without a question.

        Args:
            statements: All statements that may be sent.
            code: The functions and triggers of users in the cluster, to find hidden calls.
        """
        found = find_changes(statements, code)
        return self.review_changes(list_statements(found, code).split("\n")) if found else None

    def review_risks(
        self, statements: Sequence[Statement], code: UserCode | None = NO_CODE
    ) -> Blocked | Confirmation | None:
        """Review statements, and ask about risky ones in every environment."""
        if review := self.review(statements, code):
            return review
        risky: list[str] = []
        for each in statements:
            if warnings := assess(each.text, code).warnings:
                risky += [show_statement(each.text), *(f"  {warning}" for warning in warnings)]
        if not risky:
            return None
        return Confirmation("Check before running:", list(map(make_visible, risky)))

    def review_changes(self, changes: Sequence[str]) -> Blocked | Confirmation | None:
        """Review changes; return `None` if they may be made without a question."""
        title = make_visible(self.title)
        shown = [make_visible(change) for change in changes]
        if self.read_only:
            return Blocked(f"{title} is read-only; nothing was sent. It would change: {shown[0]}")
        if self.environment == "prod":
            return Confirmation(f"{title} is a production profile, and this changes it:", shown)
        return None
