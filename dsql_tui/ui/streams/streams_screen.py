"""Show the change streams of the cluster, explain those that failed, create and delete them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import DataTable, Static

from dsql_tui.aws.changes import perform
from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.metrics import read_stream_dpu
from dsql_tui.aws.streams import list_streams
from dsql_tui.dsql.changes import Change
from dsql_tui.dsql.cluster_metrics import format_figure
from dsql_tui.dsql.stream_records import FindKey
from dsql_tui.dsql.streams import MAX_STREAMS, Stream
from dsql_tui.dsql.tags import format_tags
from dsql_tui.execution.threads import in_thread
from dsql_tui.opening import Access
from dsql_tui.results.text import make_visible
from dsql_tui.ui.page import Page, add_columns, bind_close, show_rows
from dsql_tui.ui.streams.stream_forms import CreateStream, DeleteStream, StreamForm

Confirm = Callable[[str], Awaitable[bool]]

POLL_INTERVAL = 3.0
"""Seconds between two readings while a stream is created or deleted."""

_DPU = "DPU, 24 h"
_COLUMNS = ("Status", "Stream", "Created (UTC)", _DPU, "Target")
_COLOURS = {"ACTIVE": "green", "FAILED": "bold red", "IMPAIRED": "bold yellow"}

_EMPTY = """\
There are no change streams.

A change stream sends a record of every row that a transaction inserts, updates or deletes to a \
Kinesis stream in the same account and region, as JSON. Records are not in order. A cluster may \
have five streams.

n describes a new stream and shows the AWS CLI command before anything is created."""


class Streams(Page[None]):
    """Shows a row for each stream, and the facts of the one at the cursor."""

    DEFAULT_CSS = """
    Streams > #message { height: auto; padding: 0 1; color: $text-warning; display: none; }
    Streams.-message > #message { display: block; }
    Streams > #empty { height: 1fr; padding: 1 2; display: none; }
    Streams > VerticalScroll { height: 1fr; }
    Streams.-empty > #empty { display: block; }
    Streams.-empty > DataTable, Streams.-empty > VerticalScroll { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "create", "New", tooltip="Create a stream to Kinesis.", id="streams.new"),
        Binding(
            "d",
            "delete",
            "Delete",
            tooltip="Delete the stream; you must type its identifier.",
            id="streams.delete",
        ),
        Binding(
            "enter",
            "follow",
            "Records",
            tooltip="Show the records of the stream while they arrive.",
            id="streams.records",
            priority=True,  # the table has it too
        ),
        Binding("y", "copy", "Copy ARN", tooltip="Copy the ARN of the stream.", id="streams.copy"),
        Binding("r", "read", "Refresh", tooltip="Refresh the streams.", id="streams.refresh"),
        bind_close("streams", "Close the streams."),
    ]

    def __init__(self, access: Access, cluster: str, confirm: Confirm, find_key: FindKey) -> None:
        """Create the page.

        Args:
            access: The cluster, and the identity that AWS is asked with.
            cluster: The name of the cluster.
            confirm: Returns True if the profile and the user let a change be made; it is given
                the change in words.
            find_key: Finds the primary keys of tables.
        """
        super().__init__(f"Change streams of {cluster} · reading")
        self.confirm = confirm
        self.find_key = find_key
        self.table: DataTable[Text] = DataTable(cursor_type="row")
        self.access = access
        self.cluster = cluster
        self.streams: list[Stream] = []
        self.dpu: dict[str, float] = {}
        """The DPU of the last 24 hours by the identifiers of streams."""
        self.dpu_error = ""
        """The reason why they are unknown; usually empty."""
        self.message = Static(id="message", markup=False)
        self.empty = Static("Reading the streams…", id="empty", markup=False)
        self.details = Static(markup=False)

    def compose_content(self) -> ComposeResult:
        """Create the widgets between the title and the keys."""
        yield self.message
        yield self.empty
        yield self.table
        yield VerticalScroll(self.details)

    def on_mount(self) -> None:
        """Read the streams, and again while one changes."""
        add_columns(self.table, _COLUMNS, right=(_DPU,))
        self.add_class("-empty")
        self.action_read()
        self.set_interval(POLL_INTERVAL, self._poll)

    @property
    def stream(self) -> Stream | None:
        """The stream at the cursor."""
        row = self.table.cursor_row
        return self.streams[row] if 0 <= row < len(self.streams) else None

    @work(group="read", exclusive=True)
    async def action_read(self) -> None:
        """Read the streams."""
        access = self.access
        try:
            found = await in_thread(lambda: list_streams(access.identity, access.endpoint))
        except AwsError as error:
            self._show_title("not read")
            if not self.streams:
                self.empty.update(make_visible(f"The streams cannot be read. {error}"))
            else:
                self._say(f"The streams cannot be read. {error}")
        else:
            self._show(found)
            if not any(stream.changing for stream in found):
                await self._read_dpu()

    @work(group="change", exclusive=True)
    async def action_create(self) -> None:
        """Describe a new stream, and create it."""
        await self._change(CreateStream(self.access.endpoint))

    @work(group="change", exclusive=True)
    async def action_delete(self) -> None:
        """Delete the stream at the cursor, after its identifier is typed."""
        if self.stream is not None:
            await self._change(DeleteStream(self.access.endpoint, self.stream))

    def action_follow(self) -> None:
        """Show the records of the stream at the cursor while they arrive."""
        # Imported here, because few sessions look at them.
        from dsql_tui.ui.streams.records_screen import StreamRecords

        if self.stream is None:
            return
        if self.stream.target:
            self.app.push_screen(StreamRecords(self.access, self.stream, self.find_key))
        else:
            self._say(
                f"The target is unknown, so no records can be read. {self.stream.access_error}"
            )

    def action_copy(self) -> None:
        """Copy the ARN of the stream at the cursor."""
        if self.stream is not None:
            self.copy(self.stream.arn, "ARN")

    async def _change(self, form: StreamForm) -> None:
        """Show a form, and make the change that it returns; the profile may forbid it."""
        change: Change | None = await self.app.push_screen_wait(form)
        if change is None or not await self.confirm(change.title):
            return
        self._say("")
        try:
            await in_thread(lambda: list(perform(self.access.identity, change)))
        except AwsError as error:
            self._say(f"Nothing was changed. {error}")
        self.action_read()

    async def _read_dpu(self) -> None:
        """Read the usage of the streams; without permission, the rest of the page is as useful."""
        access, names = self.access, [stream.identifier for stream in self.streams]
        try:
            found = await in_thread(
                lambda: read_stream_dpu(access.identity, access.endpoint, names)
            )
        except AwsError as error:
            self.dpu_error = f"CloudWatch cannot be read (cloudwatch:GetMetricData). {error}"
        else:
            self.dpu, self.dpu_error = found, ""
        self._show_rows()

    def _poll(self) -> None:
        if any(stream.changing for stream in self.streams):
            self.action_read()

    def _show(self, found: list[Stream]) -> None:
        at = self.stream.identifier if self.stream else ""
        self.streams = found
        self._show_rows(at)
        self._show_title(f"{len(found)} of {MAX_STREAMS} · read {datetime.now():%H:%M:%S}")
        self.empty.update(_EMPTY)
        self.set_class(not found, "-empty")
        if found and self.focused is None:
            self.table.focus()

    def _show_rows(self, at: str = "") -> None:
        """Show the streams with the cursor on one by its identifier, or where it was."""
        at = at or (self.stream.identifier if self.stream else "")
        names = [stream.identifier for stream in self.streams]
        rows = [_render(stream, self.dpu.get(stream.identifier)) for stream in self.streams]
        show_rows(self.table, rows, names.index(at) if at in names else 0)
        self._show_details()

    def _show_title(self, state: str) -> None:
        self.show_title(f"Change streams of {self.cluster} · {state}")

    def _say(self, text: str) -> None:
        self.message.update(make_visible(text))
        self.set_class(bool(text), "-message")

    @on(DataTable.RowHighlighted)
    def _show_details(self) -> None:
        stream = self.stream
        self.details.update(_render_details(stream, self.dpu_error) if stream else "")


def _render(stream: Stream, dpu: float | None) -> tuple[Text, ...]:
    return (
        Text(make_visible(stream.status), _COLOURS.get(stream.status, "bold")),
        Text(make_visible(stream.identifier)),
        Text(f"{stream.created:%Y-%m-%d %H:%M}"),
        Text(format_figure(dpu, "DPU"), justify="right"),
        # The Region and the account are those of the cluster.
        Text(make_visible(stream.target.rpartition(":")[2]) or "unknown"),
    )


def _render_details(stream: Stream, dpu_error: str) -> Text:
    facts = (
        ("ARN", stream.arn),
        ("Target", stream.target),
        ("Role", stream.role),
        ("Records", " · ".join(filter(None, (stream.format, stream.ordering)))),
        ("Tags", format_tags(stream.tags).replace("\n", ", ")),
        ("Since", f"{stream.failed_at:%Y-%m-%d %H:%M} UTC" if stream.failed_at else ""),
        ("Unknown", stream.access_error),
        ("DPU", dpu_error),
    )
    lines = [
        Text.assemble((name.ljust(9), "dim"), make_visible(value)) for name, value in facts if value
    ]
    if stream.explanation:
        lines.append(Text(f"\n{make_visible(stream.explanation)}", _COLOURS.get(stream.status, "")))
    return Text("\n").join(lines)
