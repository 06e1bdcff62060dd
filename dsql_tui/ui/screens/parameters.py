"""Asks for the values of a statement's parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Checkbox, Input, Label, Static

from dsql_tui.results.text import visible
from dsql_tui.ui.screens.dialog import Dialog

Values = dict[str, str | None]
"""By the parameters' names; `None` is NULL."""


class Parameters(Dialog[Values | None]):
    """A field for each parameter, filled with what it was last; gives back nothing for no."""

    DEFAULT_CSS = """
    Parameters { align: center middle; background: $background 60%; }
    Parameters > VerticalScroll {
        width: 64;
        max-width: 100%;
        height: auto;
        max-height: 100%;
        padding: 0 1;
        border: round $primary;
        background: $surface;
    }
    Parameters Horizontal { height: 1; }
    Parameters Label { width: 16; text-overflow: ellipsis; text-wrap: nowrap; }
    Parameters Checkbox { width: 10; }
    Parameters Input { width: 1fr; }
    Parameters .hint { color: $text-muted; margin-top: 1; }
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
            Input(values.get(name) or "", compact=True, placeholder="the value, as text")
            for name in names
        ]
        self.nulls = [
            Checkbox("NULL", name in values and values[name] is None, compact=True)
            for name in names
        ]

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False) as box:
            box.border_title = "parameters"
            for name, field, null in zip(self.names, self.fields, self.nulls, strict=True):
                yield Horizontal(Label(visible(name), markup=False), field, null)
            yield Static("Enter  next, then run     Esc  run nothing", classes="hint")

    def on_mount(self) -> None:
        self.fields[0].focus()

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        """Enter leads through the fields and, behind the last, to the run."""
        following = self.fields.index(event.input) + 1
        if following < len(self.fields):
            self.fields[following].focus()
        else:
            self.action_run()

    @on(Input.Changed)
    def _filled(self, event: Input.Changed) -> None:
        """What has a value is not NULL."""
        if event.value:
            self.nulls[self.fields.index(event.input)].value = False

    def action_run(self) -> None:
        """Close with the values."""
        fields = zip(self.names, self.fields, self.nulls, strict=True)
        self.dismiss({name: None if null.value else field.value for name, field, null in fields})

    def action_cancel(self) -> None:
        """Close without any."""
        self.dismiss(None)
