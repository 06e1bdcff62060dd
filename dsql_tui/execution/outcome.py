"""The outcome of a run, and the remedies after a failure."""

from __future__ import annotations

from typing import NamedTuple

from dsql_tui.dsql.loss import Loss, Why, is_unavailable, loss
from dsql_tui.dsql.server_errors import diagnose
from dsql_tui.dsql.sqlstate import QUERY_CANCELED, SERIALIZATION_FAILURE
from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import SentStatement, Transcript
from dsql_tui.events import ServerError
from dsql_tui.execution.statement_facts import StatementFacts, get_facts
from dsql_tui.sql.risk import NO_CODE, UserCode, assess

PARTIAL = "What it committed before is kept: check that before you run it again."
_NEVER_RAN = ("0A", "42")
"""Classes of SQLSTATEs of statements that the server did not begin to run."""


class Outcome(NamedTuple):
    """The outcome of a run; success by default."""

    error: ServerError | None = None
    loss: Loss | None = None
    """The facts about a statement that got no answer from the server."""
    check: str | None = None
    """A query that shows whether a statement with an unknown outcome took effect."""
    repeats: tuple[SentStatement, ...] = ()
    """The statements to send again after rolling back the open transaction; empty if that could
    repeat a change."""
    lost_transaction: tuple[SentStatement, ...] = ()
    """The statements of a transaction that ended with its session."""

    partial: bool = False
    """True if the statement may have committed a part of its work before it failed."""

    @property
    def unknown(self) -> bool:
        """True if it is unknown whether the statement took effect."""
        return self.loss is not None and self.loss.unknown

    @property
    def conflicted(self) -> bool:
        """True if the transaction lost a conflict, so that it can be retried."""
        code = self.error.sqlstate if self.error else None
        return code == SERIALIZATION_FAILURE and not self.partial

    @property
    def cancelled(self) -> bool:
        """True if the server cancelled the statement on request."""
        return self.error is not None and self.error.sqlstate == QUERY_CANCELED

    @property
    def meaning(self) -> str:
        """The cause and the remedy on Aurora DSQL; empty if unknown."""
        found = self.loss or (diagnose(self.error) if self.error else None)
        if self.partial:
            return f"{found.cause} {PARTIAL}" if found else PARTIAL
        return f"{found.cause} {found.remedy}" if found else ""


def judge_failure(
    sent: SentStatement,
    before: State,
    error: ServerError,
    transcript: Transcript,
    given_up: bool,
    code: UserCode | None = NO_CODE,
) -> Outcome:
    """Return the outcome of a statement that failed.

    Args:
        sent: The statement.
        before: The state of the session when the statement was sent.
        error: The error.
        transcript: The statements of the transaction; reset if the session was lost.
        given_up: True if the user gave up the session.
        code: The functions and triggers that users defined, as the session read them.
    """
    facts = get_facts(sent.text)
    repeats = transcript.lose(sent) if error.lost else transcript.sent
    if not (error.lost or is_unavailable(error)):
        if _may_be_partial(facts, before, error):
            return Outcome(error, partial=True)
        return Outcome(error, repeats=repeats if error.sqlstate == SERIALIZATION_FAILURE else ())
    why: Why = "given up" if given_up else "lost" if error.lost else "unavailable"
    found = loss(before, assess(sent.text, code).may_change, facts.commits, why)
    lost = repeats if error.lost and before.open and not found.unknown else ()
    if found.unknown:
        # Lazily, because few outcomes are unknown.
        from dsql_tui.sql.check import check_query

        return Outcome(error, found, check_query(sent.text))
    return Outcome(error, found, repeats=repeats, lost_transaction=lost)


def _may_be_partial(facts: StatementFacts, before: State, error: ServerError) -> bool:
    """Return whether a CALL or DO may have committed something; within BEGIN it cannot."""
    ran = not (error.sqlstate or "").startswith(_NEVER_RAN)
    return facts.may_commit_inside and not before.open and ran
