"""The forms that create and delete change streams; each shows the AWS CLI command first."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from dsql_tui.dsql.changes import Change
from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.streams import Stream, create_stream, delete_stream
from dsql_tui.results.text import make_visible
from dsql_tui.ui.clusters.change_form import ChangeForm
from dsql_tui.ui.dialogs.form_fields import LineField

_COST = (
    "AWS charges DPU for what is streamed, and for the Kinesis stream. Every changed row of every "
    "table is sent."
)


class StreamForm(ChangeForm):
    """A form about the streams of one cluster, which begins with the AWS CLI command."""

    def on_mount(self) -> None:
        """Show the command of the first values."""
        self.steps.as_commands = True
        super().on_mount()


class CreateStream(StreamForm):
    """Creates a stream to Kinesis."""

    HEADING = "Create a change stream"

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__()
        self.endpoint = endpoint

    def fields(self) -> ComposeResult:
        """Yield the fields."""
        yield Static(_COST, classes="note", markup=False)
        region = self.endpoint.region
        yield LineField(
            "target", "Kinesis stream", hint=f"arn:aws:kinesis:{region}:111122223333:stream/NAME"
        )
        yield LineField(
            "role", "Role that writes to it", hint="arn:aws:iam::111122223333:role/NAME"
        )

    def change(self) -> Change:
        """Return the change that the fields describe."""
        return create_stream(self.endpoint, self.text("target"), self.text("role"))


class DeleteStream(StreamForm):
    """Deletes a stream; the user must type its identifier."""

    DEFAULT_CSS = """
    DeleteStream > .frame { border: round $warning; }
    """
    HEADING = "Delete a change stream"

    def __init__(self, endpoint: Endpoint, stream: Stream) -> None:
        super().__init__()
        self.endpoint = endpoint
        self.stream = stream

    def fields(self) -> ComposeResult:
        """Yield the fields."""
        note = f"To {self.stream.target or 'an unknown target'}. The Kinesis stream stays."
        yield Static(make_visible(note), classes="note", markup=False)
        identifier = make_visible(self.stream.identifier)
        yield LineField("typed", f"Type {identifier} to delete the stream")

    def change(self) -> Change:
        """Return the change, once the identifier is typed."""
        if self.text("typed") != self.stream.identifier:
            raise ValueError(f"Type the identifier, {self.stream.identifier}.")
        return delete_stream(self.endpoint, self.stream)
