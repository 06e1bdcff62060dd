"""What a session is doing."""

from __future__ import annotations

from enum import Enum


class State(Enum):
    """The states of a session, by the words that are shown for them."""

    IDLE = "idle"
    RUNNING = "running"
    IN_TRANSACTION = "in transaction"
    FAILED = "failed transaction"
    """A statement of the transaction was refused: only ROLLBACK ends it."""
    LOST = "lost"
    OUTCOME_UNKNOWN = "outcome unknown"
    """Lost, while a change was under way that may have been done or not."""

    @property
    def open(self) -> bool:
        """Would leaving the session now undo something?"""
        return self in (State.IN_TRANSACTION, State.FAILED)
