"""The meaning of a lost link for the statement that had no answer."""

from __future__ import annotations

from typing import Literal, NamedTuple

from dsql_tui.dsql.sqlstate import INTERNAL_ERROR
from dsql_tui.dsql.state import State
from dsql_tui.events import ServerError

Why = Literal["lost", "given up", "unavailable"]
"""The link was lost, the user gave the session up, or the cluster was briefly unavailable."""

_WHY: dict[Why, str] = {
    "lost": "The link was lost",
    "given up": "The session was given up",
    "unavailable": "The cluster became unavailable",
}


class Loss(NamedTuple):
    """The possible outcomes, in a sentence each, and whether the outcome is certain."""

    unknown: bool
    """True if the statement may or may not have been executed."""
    cause: str
    remedy: str


def loss(before: State, changes: bool, commits: bool, why: Why = "lost") -> Loss:
    """Return what the loss means for the statement that was running.

    Args:
        before: The session's state when the statement was sent.
        changes: True if the statement may change something.
        commits: True if it is the COMMIT of a transaction.
        why: The kind of loss.
    """
    happened, unknown = _WHY[why], True
    remedy = "Check before you run it again; nothing is sent again automatically."
    if before is State.IN_TRANSACTION and commits:
        cause = f"{happened} during COMMIT: all of the transaction was kept, or none."
    elif before.open:
        cause = f"{happened} before COMMIT was sent: the whole transaction is rolled back."
        remedy, unknown = "Run the transaction again from its beginning.", False
    elif changes:
        cause = f"{happened} during the statement: it may or may not have been executed."
    else:
        cause = f"{happened} during a read: nothing can have changed."
        remedy, unknown = "Run it again.", False
    if why == "given up":
        cause += " The server may continue it until it ends."
    return Loss(unknown, cause, remedy)


def is_unavailable(error: ServerError) -> bool:
    """Return true if the cluster was briefly unavailable, so that the outcome is unknown.

    https://docs.aws.amazon.com/aurora-dsql/latest/userguide/troubleshooting.html
    """
    return error.sqlstate == INTERNAL_ERROR and "server unavailable" in error.message
