"""Show the records of a change stream while they arrive."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.kinesis import Batch, KinesisError, RecordReader
from dsql_tui.dsql.stream_records import ChangeRecord, FindKey, parse_record
from dsql_tui.dsql.streams import Stream
from dsql_tui.events import Column
from dsql_tui.execution.threads import in_thread
from dsql_tui.opening import Access
from dsql_tui.results.text import make_visible
from dsql_tui.ui.page import Page, bind_close
from dsql_tui.ui.results.cell_dialog import CellDialog
from dsql_tui.ui.streams.record_rows import RecordRows

_RETRY_INTERVAL = 5.0
"""Seconds until AWS is asked again after it was not reached."""
_JSON = 114

_EMPTY = """\
Waiting for records.

Every row that a transaction changes from now on appears here a moment after its commit. `b` \
begins with the oldest record that Kinesis keeps instead, by default of the last 24 hours.

All shards of the Kinesis stream are read once a second. Each shard allows five reads a second \
to all of its consumers together."""


class StreamRecords(Page[None]):
    """Shows a row for each record, the newest last, until it is closed."""

    AUTO_FOCUS = None

    DEFAULT_CSS = """
    StreamRecords > #message { height: auto; padding: 0 1; color: $text-warning; display: none; }
    StreamRecords.-message > #message { display: block; }
    StreamRecords > #empty { height: 1fr; padding: 1 2; display: none; }
    StreamRecords > RecordRows { height: 1fr; }
    StreamRecords.-empty > #empty { display: block; }
    StreamRecords.-empty > RecordRows { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "pause", "Pause", tooltip="Pause reading, or continue.", id="records.pause"),
        Binding(
            "b",
            "begin",
            "From the oldest",
            tooltip="Begin with the oldest record that Kinesis keeps.",
            id="records.begin",
        ),
        Binding(
            "w",
            "show_whole",
            "Whole record",
            tooltip="Show the whole record at the cursor.",
            id="records.whole",
        ),
        bind_close("records", "Stop reading and close the records."),
    ]

    def __init__(self, access: Access, stream: Stream, find_key: FindKey) -> None:
        """Create the page.

        Args:
            access: The cluster, and the identity that AWS is asked with.
            stream: The change stream; its target is known.
            find_key: Finds the primary keys of tables.
        """
        super().__init__()
        self.access = access
        self.stream = stream
        self.find_key = find_key
        self.reader = RecordReader(access.identity, stream.target)
        self.rows = RecordRows()
        self.message = Static(id="message", markup=False)
        self.last: Batch | None = None
        """The last reading; `None` before the first."""
        self.count = 0
        """The number of records received."""
        self._going = asyncio.Event()
        self._stopped = False
        """True if Kinesis refused."""

    def compose_content(self) -> ComposeResult:
        """Create the widgets between the title and the keys."""
        yield self.message
        yield Static(_EMPTY, id="empty", markup=False)
        yield self.rows

    def on_mount(self) -> None:
        """Read from now on."""
        self.add_class("-empty")
        self._going.set()
        self._show_state()
        self._follow()

    def action_pause(self) -> None:
        """Stop reading, or go on behind the last record."""
        if self._going.is_set():
            self._going.clear()
        else:
            self._stopped = False
            self._say("")
            self._going.set()
        self._show_state()

    def action_begin(self) -> None:
        """Read again, from the oldest record."""
        self.reader = RecordReader(self.access.identity, self.stream.target, from_oldest=True)
        self.last, self.count, self._stopped = None, 0, False
        self.rows.clear()
        self.add_class("-empty")
        self._say("")
        self._going.set()
        self._show_state()
        self._follow()

    def action_show_whole(self) -> None:
        """Show the whole record at the cursor."""
        if (record := self.rows.record) is not None:
            self.app.push_screen(CellDialog(Column("record", _JSON), record))

    @work(group="follow", exclusive=True)
    async def _follow(self) -> None:
        """Read and show records until the page is closed; nothing is read during a pause."""
        reader = self.reader
        while True:
            await self._going.wait()
            try:
                batch, records = await in_thread(lambda: self._read(reader))
                self._show(batch, records)
                delay = batch.delay
            except KinesisError as error:
                self._stopped, delay = True, 0.0
                self._going.clear()
                self._say(f"The records cannot be read. {error} p tries again.")
            except AwsError as error:
                delay = _RETRY_INTERVAL
                self._say(f"The records cannot be read; trying again. {error}")
            except OSError as error:
                self._stopped, delay = True, 0.0
                self._going.clear()
                self._say(f"The records do not fit into memory and the temporary folder. {error}")
            self._show_state()
            await asyncio.sleep(delay)

    def _read(self, reader: RecordReader) -> tuple[Batch, list[ChangeRecord]]:
        """Read a batch and its records; blocks."""
        batch = reader.read()
        return batch, [parse_record(record, self.find_key) for record in batch.records]

    def _show(self, batch: Batch, records: list[ChangeRecord]) -> None:
        self.last = batch
        throttled = (
            batch.throttled and f"Kinesis is throttling; reading more slowly. {batch.throttled}"
        )
        self._say(throttled)
        if records:
            self.count += len(records)
            self.rows.add(records)
            if self.has_class("-empty"):
                self.remove_class("-empty")
                self.call_after_refresh(self.rows.shown.focus)

    def _show_state(self) -> None:
        state = "reading" if self._going.is_set() else "stopped" if self._stopped else "paused"
        parts = [f"Records of {self.stream.identifier}", state]
        if self.last is not None:
            parts.append(f"{self.count:,} records")
            if self.last.behind >= 1:
                parts.append(f"{self.last.behind:,.0f} s behind")
        if self.rows.forgotten:
            parts.append(f"{self.rows.forgotten:,} dropped")
        self.show_title(" · ".join(parts))

    def _say(self, text: str) -> None:
        words = make_visible(text)
        if words != self.message.content:
            self.message.update(words)
            self.set_class(bool(text), "-message")
