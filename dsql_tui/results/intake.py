"""Rows of a run put into its table, in the thread that fetches them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from time import monotonic

from dsql_tui.events import Arrived, Event, Finished, Noticed, Refused
from dsql_tui.results.table import Table

_TOLD = 0.25
"""Seconds between two tellings that rows have arrived: a screen that hears of each chunk lags, and
whoever tells it waits for it each time."""
_CANCELLED = "57014"


def taken_in(
    events: Iterator[Event],
    table: Callable[[], Table | None],
    stop: Callable[[], object] | None = None,
) -> Iterator[Event]:
    """Pass the events of a run on, once its rows are in the table that its description led to.

    Rows that have no room, in memory or on disk, are dropped, which is said once; `stop` then
    cancels the statement. Without it, it is read to its end.
    """
    told, full = 0.0, False
    for event in events:
        match event:
            case Arrived() if full:
                pass
            case Arrived(chunk, memory) if (kept := table()) is not None:
                try:
                    kept.append(chunk, memory)
                except OSError as error:
                    full = True
                    yield _said(error, kept)
                    if stop is not None:
                        stop()
                if (now := monotonic()) - told > _TOLD:
                    told = now
                    yield event
            case Refused(refusal, elapsed) if full and refusal.sqlstate == _CANCELLED:
                kept = table()
                yield Finished(f"SELECT {len(kept or ())}", elapsed, more=True)
            case Finished():
                yield replace(event, more=event.more or full)
            case _:
                yield event


def _said(error: OSError, table: Table) -> Noticed:
    return Noticed(
        "WARNING",
        f"{len(table):,} rows are kept; more have no room. The temporary file could not grow"
        f" ({error.strerror or error}). Export the statement to a file, or free some space.",
    )
