"""Rules of Aurora DSQL for a run, each a function from a stream of events to another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from dsql_tui.events import Arrived, Chunk, Event, Finished, Refusal, Refused

CANCELLED = "57014"
ROW_CAP = 100_000
"""Rows of a SELECT that are fetched unless more are asked for."""

NOT_KEPT = Refusal(
    "COMMIT was answered by ROLLBACK: nothing of the transaction was kept.",
    hint="An earlier statement of the transaction had been refused.",
)


def honest_commit(events: Iterator[Event]) -> Iterator[Event]:
    """For a COMMIT: the server answers it with the tag ROLLBACK in a failed transaction.

    That is no error of the protocol, but what the user wanted was not done.
    """
    for event in events:
        if isinstance(event, Finished) and event.tag == "ROLLBACK":
            yield Refused(NOT_KEPT, event.elapsed)
        else:
            yield event


@dataclass(frozen=True, slots=True)
class First:
    """The first rows of a chunk."""

    chunk: Chunk
    ntuples: int

    def get_value(self, row_number: int, column_number: int, /) -> bytes | None:
        """One cell, or `None` for NULL."""
        return self.chunk.get_value(row_number, column_number)


def capped(events: Iterator[Event], cap: int, cancel: Callable[[], object]) -> Iterator[Event]:
    """The same run with at most `cap` rows: it is cancelled when there is one more.

    The statement is not rewritten. What the server sends until it stops is dropped, and that it
    was cancelled is no refusal.
    """
    rows, more = 0, False
    for event in events:
        match event:
            case Arrived() if more:
                pass
            case Arrived(chunk, memory) if rows + chunk.ntuples > cap:
                more = True
                if cap > rows:
                    yield Arrived(First(chunk, cap - rows), memory)
                cancel()
            case Arrived(chunk):
                rows += chunk.ntuples
                yield event
            case Refused(refusal, elapsed) if more and refusal.sqlstate == CANCELLED:
                yield Finished(f"SELECT {cap}", elapsed, more=True)
            case Finished():
                yield replace(event, more=more)
            case _:
                yield event
