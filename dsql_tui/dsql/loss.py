"""What is known of a statement that had no answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dsql_tui.dsql.state import State
from dsql_tui.events import Refusal

Why = Literal["lost", "given up", "unavailable"]
"""The link went, the user let the session go, or the cluster was not available for a moment."""

_WHY: dict[Why, str] = {
    "lost": "The link was lost",
    "given up": "The session was given up",
    "unavailable": "The cluster became unavailable",
}


@dataclass(frozen=True, slots=True)
class Loss:
    """What can have happened, in a sentence each, and whether that is certain."""

    unknown: bool
    """May the server have done it, and may it not?"""
    cause: str
    remedy: str


def loss(before: State, changes: bool, commits: bool, why: Why = "lost") -> Loss:
    """What it means for the statement that was under way.

    `before` is the session's state when the statement was sent; `changes` says whether it may
    change anything, and `commits` whether it is the COMMIT of a transaction.
    """
    happened, unknown = _WHY[why], True
    remedy = "Look before it is run again; nothing is sent a second time by itself."
    if before is State.IN_TRANSACTION and commits:
        cause = f"{happened} while COMMIT was under way: all of the transaction was kept, or none."
    elif before.open:
        cause = f"{happened} before COMMIT was sent: the whole transaction is rolled back."
        remedy, unknown = "Run the transaction again from its beginning.", False
    elif changes:
        cause = f"{happened} while the statement was under way: it may have been done, or not."
    else:
        cause = f"{happened} during a read: nothing can have changed."
        remedy, unknown = "Run it again.", False
    if why == "given up":
        cause += " The server may go on with it until it ends by itself."
    return Loss(unknown, cause, remedy)


def unavailable(refusal: Refusal) -> bool:
    """Was the cluster away for a moment, so that it may have done what it was asked, or not?

    https://docs.aws.amazon.com/aurora-dsql/latest/userguide/troubleshooting.html
    """
    return refusal.sqlstate == "XX000" and "server unavailable" in refusal.message
