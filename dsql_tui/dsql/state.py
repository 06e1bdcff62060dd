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
