"""What was sent in a transaction, held verbatim so that all of it can be sent again.

Aurora DSQL tells the loser of a conflict at COMMIT, when none of the transaction is kept: what
helps is to run the whole of it again.
https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-concurrency-control.html
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from dsql_tui.dsql.state import State

CONFLICT = "40001"
"""The SQLSTATE of a transaction that lost to another: OC000 over rows, OC001 over the schema."""

TRIES = 5
"""How often a conflict is tried again before the user is asked anew."""

_BASE, _CAP, _JITTER = 0.05, 2.0, 0.25


class Transcript:
    """The statements of the transaction under way, or of the one that ended last."""

    def __init__(self) -> None:
        self._sent: list[str] = []
        self._over = True

    def note(self, text: str, after: State) -> None:
        """A statement was sent, and left the session in this state."""
        if self._over:
            self._sent.clear()
        self._sent.append(text)
        self._over = not after.open

    def again(self) -> tuple[str, ...]:
        """What to send to have it all once more; an open transaction is rolled back first."""
        return tuple(self._sent) if self._over else ("rollback", *self._sent)


def waits(tries: int = TRIES, chance: random.Random | None = None) -> Iterator[float]:
    """Seconds to wait before each further try: doubling, capped, with a little chance in them.

    Without chance, transactions that collided once would collide in step ever after.
    """
    dice = chance or random.Random()
    for number in range(tries):
        wait = min(_BASE * 2**number, _CAP)
        yield wait * (1 + _JITTER * dice.random())
