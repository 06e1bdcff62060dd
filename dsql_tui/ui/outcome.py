"""What is known of a run that was not done, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass

from dsql_tui.dsql.loss import Loss, Why, loss, unavailable
from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import CONFLICT, Sent, Transcript
from dsql_tui.events import Refusal
from dsql_tui.sql.calls import reads_only
from dsql_tui.sql.check import check_query
from dsql_tui.sql.verb import commits, verb


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the last run ended; as it is by default, it was done."""

    refusal: Refusal | None = None
    loss: Loss | None = None
    """What is known of a statement that had no answer."""
    check: str | None = None
    """A query that shows what became of a statement whose outcome is unknown."""
    repeats: tuple[Sent, ...] = ()
    """What to send to have it once more, an open transaction rolled back first; nothing where that
    could do something twice."""

    @property
    def unknown(self) -> bool:
        """May it have been done, and may it not?"""
        return self.loss is not None and self.loss.unknown

    @property
    def conflicted(self) -> bool:
        """Did it lose to another transaction, so that running it again helps?"""
        return self.refusal is not None and self.refusal.sqlstate == CONFLICT


def outcome(
    sent: Sent, before: State, refusal: Refusal, transcript: Transcript, given_up: bool
) -> Outcome:
    """What a refusal comes to.

    `before` is the session's state when the statement was sent. The transcript holds the
    statement, unless its session was lost; then it lets go of that session's transaction.
    """
    text = sent.text
    repeats = transcript.lose(sent) if refusal.lost else transcript.sent
    if not (refusal.lost or unavailable(refusal)):
        return Outcome(refusal, repeats=repeats if refusal.sqlstate == CONFLICT else ())
    why: Why = "given up" if given_up else "lost" if refusal.lost else "unavailable"
    changes = not (reads_only(text) or verb(text) == "transaction")
    found = loss(before, changes, commits(text), why)
    if found.unknown:
        return Outcome(refusal, found, check_query(text))
    return Outcome(refusal, found, repeats=repeats)
