"""The statements of a transaction, kept verbatim so that they can be sent again.

Aurora DSQL reports a conflict at COMMIT, when nothing of the transaction is kept. The remedy is to
run all of it again.
https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-concurrency-control.html
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dsql_tui.dsql.answer import Answer
from dsql_tui.dsql.state import State

MAX_RETRIES = 5
"""Retries after a conflict before the user is asked."""

_BASE, _CAP, _JITTER = 0.05, 2.0, 0.25


class SentStatement(NamedTuple):
    """A statement as it was sent."""

    text: str
    values: tuple[tuple[str, str | None], ...] = ()
    """The values of its parameters, by name."""
    file: str = ""
    """The local file of a COPY's data."""
    data: str | None = None
    """The data of a COPY that are in the script."""


class Transcript:
    """The statements of the current transaction, or of the last one."""

    def __init__(self) -> None:
        self._sent: list[SentStatement] = []
        self._answers: list[Answer | None] = []
        self._over = True

    def record(self, sent: SentStatement, after: State, answer: Answer | None = None) -> None:
        """Add a statement with its answer and the session's state after it."""
        if self._over:
            self._sent.clear()
            self._answers.clear()
        self._sent.append(sent)
        self._answers.append(answer)
        self._over = not after.open

    def reset(self) -> None:
        """Begin again in a new session; the next statement starts a new transcript."""
        self._over = True

    def lose(self, last: SentStatement) -> tuple[SentStatement, ...]:
        """Return all statements to send again after the session was lost during the `last` one."""
        sent = () if self._over else tuple(self._sent)
        self._over = True
        return (*sent, last)

    @property
    def open(self) -> bool:
        """True while the transaction is open."""
        return not self._over

    @property
    def sent(self) -> tuple[SentStatement, ...]:
        """The statements in order."""
        return tuple(self._sent)

    @property
    def answers(self) -> tuple[Answer | None, ...]:
        """The answer to each statement; `None` if it failed."""
        return tuple(self._answers)


def find_differences(first: Sequence[Answer | None], again: Sequence[Answer | None]) -> list[int]:
    """Return the numbers, from 1, of the statements with a different answer the second time."""
    return [
        number
        for number, (one, other) in enumerate(zip(first, again, strict=False), 1)
        if None not in (one, other) and one != other
    ]


def retry_delays(tries: int = MAX_RETRIES, chance: random.Random | None = None) -> Iterator[float]:
    """Yield the seconds to wait before each retry: doubling, capped, with jitter.

    Without jitter, transactions that collided once would collide again and again.
    """
    dice = chance or random.Random()
    for number in range(tries):
        wait = min(_BASE * 2**number, _CAP)
        yield wait * (1 + _JITTER * dice.random())
