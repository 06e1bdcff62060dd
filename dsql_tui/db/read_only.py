"""Statements of a read-only session: each in a transaction that the server lets change nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dsql_tui.events import Event, Finished, Refused

BEGIN = "BEGIN READ ONLY"
"""Aurora DSQL has no setting that would make it the default.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-postgresql-compatibility-unsupported-features.html
"""


def within_read_only(
    events: Callable[[], Iterator[Event]], run: Callable[[str], Iterator[Event]]
) -> Iterator[Event]:
    """The events of a statement that stands alone, in a transaction begun and ended by `run`."""
    for begun in run(BEGIN):
        if isinstance(begun, Refused):
            yield begun
            return
    ending: Event | None = None
    try:
        for event in events():
            if isinstance(event, (Finished, Refused)):
                ending = event
            else:
                yield event
    finally:
        for _ in run("COMMIT" if isinstance(ending, Finished) else "ROLLBACK"):
            pass
    if ending is not None:
        yield ending
