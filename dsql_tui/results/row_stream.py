"""The rows of a run as a stream, for consumers that write them instead of displaying them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dsql_tui.events import Column, Described, Event, Failed, Finished, Notice, RowsReceived
from dsql_tui.results.decode import RowDecoder, decode_rows
from dsql_tui.results.formats.format import Row


class RowStream:
    """The events of a run, separated into columns, rows and outcome.

    Call `wait_for_columns` first, then `read_batches`. `close` cancels a run that has not ended.
    """

    def __init__(
        self,
        events: Iterator[Event],
        decode: RowDecoder = decode_rows,
        on_notice: Callable[[Notice], object] = lambda notice: None,
    ) -> None:
        self.columns: tuple[Column, ...] = ()
        self.rows = 0
        """The number of rows received so far."""
        self.kept: list[Row] | None = None
        """The rows that were read, if it is a list when the reading begins."""
        self.ending: Finished | Failed | None = None
        self._events = events
        self._decode = decode
        self._on_notice = on_notice

    def wait_for_columns(self) -> bool:
        """Wait for the columns; return `False` if the run ends without any."""
        for event in self._events:
            if isinstance(event, Described):
                self.columns = event.columns
                return True
            self._handle(event)
        return False

    def read_batches(self) -> Iterator[list[Row]]:
        """Yield the rows, a batch for each chunk received."""
        for event in self._events:
            if isinstance(event, RowsReceived):
                batch = self._decode(event.chunk, len(self.columns))
                if self.kept is not None:
                    self.kept += batch
                self.rows += len(batch)
                yield batch
            else:
                self._handle(event)

    def close(self) -> None:
        """Stop reading, and cancel the run if it has not ended."""
        close: Callable[[], None] | None = getattr(self._events, "close", None)
        if close:
            close()

    def _handle(self, event: Event) -> None:
        if isinstance(event, Finished | Failed):
            self.ending = event
        elif isinstance(event, Notice):
            self._on_notice(event)
