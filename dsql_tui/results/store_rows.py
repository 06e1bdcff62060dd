"""Storing of the rows of a run in its table, in the thread that fetches them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic

from dsql_tui.dsql.sqlstate import QUERY_CANCELED
from dsql_tui.events import Event, Failed, Finished, Notice, RowsReceived
from dsql_tui.results.table import Table

_REPORT_INTERVALS = (0.004, 0.25)
"""Seconds between two events about new rows, at first and at most; each interval is twice the last.

The fetching thread waits for the UI at each event, and the first rows are what the user waits for.
"""


def store_rows(
    events: Iterator[Event],
    table: Callable[[], Table | None],
    stop: Callable[[], object] | None = None,
) -> Iterator[Event]:
    """Pass on the events of a run after adding its rows to the table.

    When neither memory nor disk has room, yield one notice, drop further rows and call `stop` to
    cancel the statement. Without `stop`, the statement is read to its end.
    """
    interval, longest = _REPORT_INTERVALS
    due, full = 0.0, False
    for event in events:
        match event:
            case RowsReceived() if full:
                pass
            case RowsReceived(chunk, memory) if (rows := table()) is not None:
                try:
                    rows.append(chunk, memory)
                except OSError as error:
                    full = True
                    yield _out_of_space_notice(error, rows)
                    if stop is not None:
                        stop()
                if (now := monotonic()) >= due:
                    due, interval = now + interval, min(2 * interval, longest)
                    yield event
            case Failed(error, elapsed) if full and error.sqlstate == QUERY_CANCELED:
                rows = table()
                yield Finished(f"SELECT {len(rows or ())}", elapsed, more=True)
            case Finished():
                yield event._replace(more=event.more or full)
            case _:
                yield event


def _out_of_space_notice(error: OSError, table: Table) -> Notice:
    return Notice(
        "WARNING",
        f"Only the first {len(table):,} rows are shown: the temporary file could not grow"
        f" ({error.strerror or error}). Free some disk space, or export the statement to a file.",
    )
