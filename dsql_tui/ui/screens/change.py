"""Asking for what a change needs, and showing what it will do before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Checkbox, Input, Static, TextArea

from dsql_tui.dsql.changes import Change
from dsql_tui.results.text import visible
from dsql_tui.ui.screens.confirm import Confirm
from dsql_tui.ui.screens.dialog import Dialog
from dsql_tui.ui.widgets.steps import Steps

_LOST = "What you have changed here would be lost. Leave it all the same?"


class ChangeForm(Dialog[Change | None]):
    """Fields, and below them the calls that come of what they hold; gives back the change."""

    DEFAULT_CSS = """
    ChangeForm { align: center middle; background: $background 60%; }
    ChangeForm > VerticalScroll {
        width: 90%;
        max-width: 100;
        height: auto;
        max-height: 100%;
        padding: 0 1;
        border: round $primary;
        background: $surface;
    }
    ChangeForm Input, ChangeForm TextArea {
        border: round $foreground 40%;
        background: $surface;
        padding: 0;
    }
    ChangeForm Input:focus, ChangeForm TextArea:focus { border: round $primary; }
    ChangeForm Input { height: 3; }
    ChangeForm TextArea { height: 10; }
    ChangeForm Checkbox { border: none; background: $surface; padding: 0; height: 1; }
    ChangeForm #wrong { height: auto; padding: 0 1; color: $text-warning; }
    ChangeForm .note { height: auto; padding: 0 1; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+j", "go", "Do it", tooltip="Make the calls shown.", id="change.go"),
        Binding(
            "ctrl+o",
            "turn",
            "As commands",
            tooltip="Show the calls as commands of the AWS CLI, or as calls again.",
            id="change.turn",
        ),
        Binding("escape", "leave", "Leave it", tooltip="Do nothing.", id="change.leave"),
        Binding("pagedown", "page(1)", "Further down", show=False, id="change.down"),
        Binding("pageup", "page(-1)", "Further up", show=False, id="change.up"),
    ]
    HEADING = ""
    begun: Sequence[str] = ()
    """The texts of several lines as they were at first."""

    steps = getters.query_one(Steps)
    wrong = getters.query_one("#wrong", Static)

    def fields(self) -> ComposeResult:
        """The widgets that are filled in."""
        yield from ()

    def change(self) -> Change:
        """What comes of what is filled in.

        Raises:
            ValueError: nothing yet, and why.
        """
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False) as box:
            box.border_title = Content(visible(self.HEADING))
            box.border_subtitle = "Ctrl+J do it · Ctrl+O AWS CLI · Esc leave"
            yield from self.fields()
            yield Static(id="wrong", markup=False)
            yield Steps()

    def on_mount(self) -> None:
        self.begun = self._long_texts()
        self.preview()

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Checkbox.Changed)
    def preview(self) -> None:
        """Show what would be done, or why nothing would."""
        try:
            change, wrong = self.change(), ""
        except ValueError as error:
            change, wrong = None, str(error)
        self.steps.show(change)
        self.wrong.update(visible(wrong))

    @on(Input.Submitted)
    def enter(self) -> None:
        """Go on to the next field: whoever has filled in the first is not done, and this costs.

        Where there is but one field, Enter does it.
        """
        if len(self.query(Input)) > 1:
            self.focus_next()
        else:
            self.action_go()

    def action_go(self) -> None:
        """Give back the change, if there is one."""
        self.preview()
        if self.steps.change:
            self.dismiss(self.steps.change)

    @work(group="leave", exclusive=True)
    async def action_leave(self) -> None:
        """Do nothing; ask, where a text of several lines would be lost."""
        lost = self._long_texts() != self.begun
        if not lost or await self.app.push_screen_wait(Confirm(_LOST)):
            self.dismiss(None)

    def action_turn(self) -> None:
        """Show what would be done in its other form."""
        self.steps.turn()

    def action_page(self, pages: int) -> None:
        """Move what does not fit."""
        box = self.query_one(VerticalScroll)
        box.scroll_relative(y=pages * box.size.height // 2, animate=False)

    def _long_texts(self) -> list[str]:
        return [area.text for area in self.query(TextArea)]

    def text(self, field: str) -> str:
        """What a field holds, without blanks around it."""
        widget = self.query_one(f"#{field}")
        held = widget.text if isinstance(widget, TextArea) else str(getattr(widget, "value", ""))
        return held.strip()


def field(name: str, title: str, value: str = "", hint: str = "") -> Input:
    """A line to fill in, under a title."""
    line = Input(value, placeholder=hint, id=name, select_on_focus=False)
    line.border_title = title
    return line


def area(name: str, title: str, value: str = "") -> TextArea:
    """Several lines to fill in, under a title."""
    lines = TextArea(value, id=name, soft_wrap=True, tab_behavior="focus")
    lines.border_title = title
    return lines
