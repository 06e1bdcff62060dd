"""The base of forms that change clusters, with a preview of the API calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from dsql_tui.dsql.changes import Change
from dsql_tui.results.text import make_visible
from dsql_tui.ui.clusters.steps import Steps
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.toggles import Checkbox

_DISCARD = "Discard your edits?"


class ChangeForm(Dialog[Change | None]):
    """Fields, and below them the calls that the values lead to; returns the change."""

    DEFAULT_CSS = """
    ChangeForm > .frame { max-width: 100; }
    ChangeForm #problem { height: auto; padding: 0 1; color: $text-warning; }
    ChangeForm .note { height: auto; padding: 0 1; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+j", "apply", "Apply", tooltip="Make these calls.", id="change.go"),
        Binding(
            "ctrl+o",
            "toggle_commands",
            "Show AWS CLI",
            tooltip="Show the calls as AWS CLI commands, or as calls.",
            id="change.turn",
        ),
        Binding("escape", "leave", "Cancel", tooltip="Change nothing.", id="change.leave"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="change.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="change.up"),
    ]
    HEADING = ""
    first_texts: Sequence[str] = ()
    """The first values of the fields of several lines."""

    steps = getters.query_one(Steps)
    problem = getters.query_one("#problem", Static)

    def fields(self) -> ComposeResult:
        """Yield the fields."""
        yield from ()

    def change(self) -> Change:
        """Return the change that the fields describe.

        Raises:
            ValueError: There is none yet; the text says why.
        """
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        with VerticalScroll(classes="frame", can_focus=False) as frame:
            frame.border_title = Content(make_visible(self.HEADING))
            frame.border_subtitle = "Ctrl+J applies · Ctrl+O AWS CLI · Esc cancels"
            yield from self.fields()
            yield Static(id="problem", markup=False)
            yield Steps()

    def on_mount(self) -> None:
        """Show the preview of the first values."""
        self.first_texts = self._long_texts()
        self.preview()

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Checkbox.Changed)
    def preview(self) -> None:
        """Show the calls, or why there are none."""
        try:
            change, problem = self.change(), ""
        except ValueError as error:
            change, problem = None, str(error)
        self.steps.show(change)
        self.problem.update(make_visible(problem))

    @on(Input.Submitted)
    def enter(self) -> None:
        """Go to the next field: Enter applies only a form with a single field."""
        if len(self.query(Input)) > 1:
            self.focus_next()
        else:
            self.action_apply()

    def action_apply(self) -> None:
        """Close with the change, if there is one."""
        self.preview()
        if self.steps.change:
            self.dismiss(self.steps.change)

    @work(group="leave", exclusive=True)
    async def action_leave(self) -> None:
        """Close without a change; ask if a text of several lines was edited."""
        edited = self._long_texts() != self.first_texts
        if not edited or await self.app.push_screen_wait(ConfirmDialog(_DISCARD)):
            self.dismiss(None)

    def action_toggle_commands(self) -> None:
        """Show the calls as AWS CLI commands, or as calls."""
        self.steps.toggle_commands()

    def action_page(self, pages: int) -> None:
        """Scroll a form that is higher than the terminal."""
        frame = self.query_one(VerticalScroll)
        frame.scroll_relative(y=pages * frame.size.height // 2, animate=False)

    def _long_texts(self) -> list[str]:
        return [area.text for area in self.query(TextArea)]

    def text(self, field: str) -> str:
        """Return the value of a field, stripped."""
        widget = self.query_one(f"#{field}")
        value = widget.text if isinstance(widget, TextArea) else str(getattr(widget, "value", ""))
        return value.strip()
