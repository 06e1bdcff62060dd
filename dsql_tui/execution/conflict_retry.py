"""Retrying a transaction after a conflict, as often as the caller allows.

The generator decides the next step; the caller waits, rolls back and sends statements. Thus
`exec`, which blocks, and the console, which awaits, share one retry.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Sequence
from typing import NamedTuple

from dsql_tui.dsql.transcript import SentStatement, retry_delays
from dsql_tui.execution.outcome import Outcome

logger = logging.getLogger(__name__)


class Pause(NamedTuple):
    """A wait before the next try; after it the caller rolls back an open transaction."""

    seconds: float
    number: int
    """The number of the next try, counted from 1."""
    of: int


def retry_transaction(
    sent: Sequence[SentStatement], tries: int
) -> Generator[Pause | SentStatement, Outcome | None, Outcome | None]:
    """Yield pauses and statements to send; the caller sends back the outcome of each statement.

    Returns:
        The outcome of the last statement that was sent; `None` if `tries` is 0.
    """
    outcome: Outcome | None = None
    for number, seconds in enumerate(retry_delays(tries), 1):
        logger.info("conflict: retry %d of %d in %.2f s", number, tries, seconds)
        yield Pause(seconds, number, tries)
        for each in sent:
            outcome = yield each
            assert outcome is not None
            if outcome.error:
                break
        if outcome is None or not outcome.conflicted:
            break
    return outcome
