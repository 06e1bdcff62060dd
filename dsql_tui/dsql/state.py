"""The states of a session."""

from __future__ import annotations

from enum import Enum


class State(Enum):
    """The states of a session, with the words that are shown for them."""

    IDLE = "idle"
    RUNNING = "running"
    IN_TRANSACTION = "in transaction"
    FAILED = "failed transaction"
    """A statement of the transaction failed: only ROLLBACK ends it."""
    LOST = "lost"
    OUTCOME_UNKNOWN = "outcome unknown"
    """Lost during a change that may or may not have been executed."""

    TRANSACTION_LOST = "transaction lost"
    """A session ended with an open transaction, and the user has not acknowledged it."""

    @property
    def open(self) -> bool:
        """True if a transaction is open, so that leaving the session would undo something."""
        return self in (State.IN_TRANSACTION, State.FAILED)
