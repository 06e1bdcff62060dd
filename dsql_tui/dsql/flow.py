"""Rules of Aurora DSQL for a run: functions from a stream of events to another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from dsql_tui.dsql.sqlstate import QUERY_CANCELED
from dsql_tui.events import Chunk, Event, Failed, Finished, RowsReceived, ServerError

ROW_CAP = 100_000
"""Rows of a SELECT that are fetched by default."""

COMMIT_ROLLED_BACK = ServerError(
    "The server answered COMMIT with ROLLBACK: nothing of the transaction was kept.",
    hint="An earlier statement of the transaction had failed.",
)


def fail_rolled_back_commit(events: Iterator[Event]) -> Iterator[Event]:
    """Turn the tag ROLLBACK of a COMMIT into a failure.

    The server answers COMMIT so in a failed transaction, without an error.
    """
    for event in events:
        if isinstance(event, Finished) and event.tag == "ROLLBACK":
            yield Failed(COMMIT_ROLLED_BACK, event.elapsed)
        else:
            yield event


class FirstRows(NamedTuple):
    """The first rows of a chunk."""

    chunk: Chunk
    ntuples: int

    def get_value(self, row_number: int, column_number: int, /) -> bytes | None:
        """Return one cell, or `None` for NULL."""
        return self.chunk.get_value(row_number, column_number)


def cap_rows(events: Iterator[Event], cap: int, cancel: Callable[[], object]) -> Iterator[Event]:
    """Pass at most `cap` rows on, and cancel the statement when there is one more.

    The statement is not rewritten. Rows that arrive until the server stops are dropped, and the
    cancellation is reported as success.
    """
    rows, more = 0, False
    for event in events:
        match event:
            case RowsReceived() if more:
                pass
            case RowsReceived(chunk, memory) if rows + chunk.ntuples > cap:
                more = True
                if cap > rows:
                    yield RowsReceived(FirstRows(chunk, cap - rows), memory)
                cancel()
            case RowsReceived(chunk):
                rows += chunk.ntuples
                yield event
            case Failed(error, elapsed) if more and error.sqlstate == QUERY_CANCELED:
                yield Finished(f"SELECT {cap}", elapsed, more=True)
            case Finished():
                yield event._replace(more=more)
            case _:
                yield event
