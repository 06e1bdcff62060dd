"""The dialog that asks for the values of a statement's parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Label

from dsql_tui.execution.parameters import Values
from dsql_tui.results.text import make_visible
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.toggles import Checkbox


class ParametersDialog(Dialog[Values | None]):
    """A field for each parameter, filled with its last value; returns `None` if cancelled."""

    DEFAULT_CSS = """
    ParametersDialog > .frame { width: 64; }
    ParametersDialog Horizontal { height: 1; }
    ParametersDialog Label { width: 16; text-overflow: ellipsis; text-wrap: nowrap; }
    ParametersDialog Checkbox { width: 10; }
    ParametersDialog Input { width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", tooltip="Run nothing.", id="parameters.cancel"),
        Binding(
            "ctrl+j",
            "run",
            "Run",
            tooltip="Run with these values.",
            id="parameters.run",
            priority=True,
        ),
    ]

    def __init__(self, names: Sequence[str], values: Mapping[str, str | None]) -> None:
        super().__init__()
        self.names = names
        self.fields = [
            Input(values.get(name) or "", compact=True, placeholder="value, as text")
            for name in names
        ]
        self.nulls = [
            Checkbox("NULL", name in values and values[name] is None, compact=True)
            for name in names
        ]

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        with VerticalScroll(classes="frame", can_focus=False) as frame:
            frame.border_title = "Parameters"
            frame.border_subtitle = "Enter next field, then runs · Esc cancels"
            for name, field, null in zip(self.names, self.fields, self.nulls, strict=True):
                yield Horizontal(Label(make_visible(name), markup=False), field, null)

    def on_mount(self) -> None:
        """Focus the first field."""
        self.fields[0].focus()

    @on(Input.Submitted)
    def _focus_next(self, event: Input.Submitted) -> None:
        """Go to the next field, and run after the last."""
        following = self.fields.index(event.input) + 1
        if following < len(self.fields):
            self.fields[following].focus()
        else:
            self.action_run()

    @on(Input.Changed)
    def _clear_null(self, event: Input.Changed) -> None:
        """Clear NULL once there is a value."""
        if event.value:
            self.nulls[self.fields.index(event.input)].value = False

    def action_run(self) -> None:
        """Close with the values."""
        fields = zip(self.names, self.fields, self.nulls, strict=True)
        self.dismiss({name: None if null.value else field.value for name, field, null in fields})

    def action_cancel(self) -> None:
        """Close without values."""
        self.dismiss(None)
