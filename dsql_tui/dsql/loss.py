"""What is known of a statement whose link went while it was under way."""

from __future__ import annotations

from dataclasses import dataclass

from dsql_tui.dsql.state import State


@dataclass(frozen=True, slots=True)
class Loss:
    """What can have happened, in a sentence each, and whether that is certain."""

    unknown: bool
    """May the server have done it, and may it not?"""
    cause: str
    remedy: str


_READ = Loss(
    unknown=False,
    cause="The link was lost during a read: nothing can have changed.",
    remedy="Run it again; that opens a new session.",
)
_WITHIN = Loss(
    unknown=False,
    cause="The link was lost before COMMIT was sent: the whole transaction is rolled back.",
    remedy="Run the transaction again from its beginning; that opens a new session.",
)
_CHANGE = Loss(
    unknown=True,
    cause="The link was lost while the statement was under way: it may have been done, or not.",
    remedy="Look before it is run again; nothing is sent a second time by itself.",
)
_COMMIT = Loss(
    unknown=True,
    cause="The link was lost while COMMIT was under way: all of the transaction was kept, or none.",
    remedy="Look before it is run again; nothing is sent a second time by itself.",
)


def loss(before: State, changes: bool, commits: bool) -> Loss:
    """What a lost link means for the statement that was under way.

    `before` is the session's state when the statement was sent; `changes` says whether it may
    change anything, and `commits` whether it is the COMMIT of a transaction.
    """
    if before is State.IN_TRANSACTION:
        return _COMMIT if commits else _WITHIN
    if before is State.FAILED:
        return _WITHIN
    return _CHANGE if changes else _READ
