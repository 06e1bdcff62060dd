"""What was sent in a transaction, held verbatim so that all of it can be sent again.

Aurora DSQL tells the loser of a conflict at COMMIT, when none of the transaction is kept: what
helps is to run the whole of it again.
https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-concurrency-control.html
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dsql_tui.dsql.answer import Answer
from dsql_tui.dsql.state import State

CONFLICT = "40001"
"""The SQLSTATE of a transaction that lost to another: OC000 over rows, OC001 over the schema."""

TRIES = 5
"""How often a conflict is tried again before the user is asked anew."""

_BASE, _CAP, _JITTER = 0.05, 2.0, 0.25


class Sent(NamedTuple):
    """A statement as it was sent."""

    text: str
    values: tuple[tuple[str, str | None], ...] = ()
    """Of its parameters, by their names."""
    file: str = ""
    """Where a COPY's data are on this computer, if they are in a file."""


class Transcript:
    """The statements of the transaction under way, or of the one that ended last."""

    def __init__(self) -> None:
        self._sent: list[Sent] = []
        self._answers: list[Answer | None] = []
        self._over = True

    def note(self, sent: Sent, after: State, answer: Answer | None = None) -> None:
        """A statement was sent, answered so, and left the session in this state."""
        if self._over:
            self._sent.clear()
            self._answers.clear()
        self._sent.append(sent)
        self._answers.append(answer)
        self._over = not after.open

    def forget(self) -> None:
        """The session is another one: what was under way in the last is no part of what follows."""
        self._over = True

    def lose(self, last: Sent) -> tuple[Sent, ...]:
        """The session went during this statement; what to send to have all of it once more."""
        sent = () if self._over else tuple(self._sent)
        self._over = True
        return (*sent, last)

    @property
    def sent(self) -> tuple[Sent, ...]:
        """The statements, in order."""
        return tuple(self._sent)

    @property
    def answers(self) -> tuple[Answer | None, ...]:
        """What each of the statements answered; `None` where one was refused."""
        return tuple(self._answers)


def differing(first: Sequence[Answer | None], again: Sequence[Answer | None]) -> list[int]:
    """Which statements answered otherwise than the first time, counted from 1."""
    return [
        number
        for number, (one, other) in enumerate(zip(first, again, strict=False), 1)
        if None not in (one, other) and one != other
    ]


def waits(tries: int = TRIES, chance: random.Random | None = None) -> Iterator[float]:
    """Seconds to wait before each further try: doubling, capped, with a little chance in them.

    Without chance, transactions that collided once would collide in step ever after.
    """
    dice = chance or random.Random()
    for number in range(tries):
        wait = min(_BASE * 2**number, _CAP)
        yield wait * (1 + _JITTER * dice.random())
