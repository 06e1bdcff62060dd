"""Rules of Aurora DSQL for a run, each a function from a stream of events to another."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.events import Event, Finished, Refusal, Refused

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
