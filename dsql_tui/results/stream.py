"""The rows of one run while they come, for whoever writes them down instead of showing them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dsql_tui.events import Arrived, Column, Described, Event, Finished, Noticed, Refused
from dsql_tui.results.formats.format import Row
from dsql_tui.results.rows import Reader, rows


class Stream:
    """A run's events, parted into its columns, its rows and its end.

    First `described`, then `batches`, each in the thread that turns the run's crank. Whoever leaves
    early calls `close`, which cancels the run.
    """

    def __init__(
        self,
        events: Iterator[Event],
        read: Reader = rows,
        noticed: Callable[[Noticed], object] = lambda notice: None,
    ) -> None:
        self.columns: tuple[Column, ...] = ()
        self.rows = 0
        """How many have come so far."""
        self.ended: Finished | Refused | None = None
        self._events = events
        self._read = read
        self._noticed = noticed

    def described(self) -> bool:
        """Wait for the columns; `False` where the run ends without any."""
        for event in self._events:
            if isinstance(event, Described):
                self.columns = event.columns
                return True
            self._note(event)
        return False

    def batches(self) -> Iterator[list[Row]]:
        """The rows, as many at a time as come together."""
        for event in self._events:
            if isinstance(event, Arrived):
                batch = self._read(event.chunk, len(self.columns))
                self.rows += len(batch)
                yield batch
            else:
                self._note(event)

    def close(self) -> None:
        """Leave the run, which is cancelled if it goes on."""
        close: Callable[[], None] | None = getattr(self._events, "close", None)
        if close:
            close()

    def _note(self, event: Event) -> None:
        if isinstance(event, Finished | Refused):
            self.ended = event
        elif isinstance(event, Noticed):
            self._noticed(event)
