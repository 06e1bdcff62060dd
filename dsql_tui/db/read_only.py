"""Statements of a read-only session, each in a READ ONLY transaction."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import closing

from dsql_tui.events import Event, Failed, Finished

WRITABLE = "This would let a read-only session change the database; it was not sent."
"""The message for what the server does not refuse in a read-only transaction."""

BEGAN_WRITABLE = (
    "The open transaction began before the session became read-only; the statement was not sent. "
    "Commit or roll back first."
)
"""The message for any statement in a transaction that can change something."""

BEGIN_READ_ONLY = "BEGIN READ ONLY"
"""Begins a transaction that can change nothing. No setting makes this the default.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-postgresql-compatibility-unsupported-features.html
"""


def run_read_only(
    events: Callable[[], Generator[Event, None, None]], run: Callable[[str], Iterable[Event]]
) -> Generator[Event, None, None]:
    """Yield the events of a statement in a transaction of its own.

    Args:
        events: Runs the statement.
        run: Runs the statements that begin and end the transaction.
    """
    for begun in run(BEGIN_READ_ONLY):
        if isinstance(begun, Failed):
            yield begun
            return
    ending: Event | None = None
    try:
        with closing(events()) as statement:  # An abandoned statement ends before the ROLLBACK.
            for event in statement:
                if isinstance(event, (Finished, Failed)):
                    ending = event
                else:
                    yield event
    finally:
        for _ in run("COMMIT" if isinstance(ending, Finished) else "ROLLBACK"):
            pass
    if ending is not None:
        yield ending
