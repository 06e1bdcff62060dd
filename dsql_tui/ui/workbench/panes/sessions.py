"""The sessions pane: the role, age and state of each console's session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from dsql_tui.dsql.clock import format_countdown, read_clock
from dsql_tui.opening import Access
from dsql_tui.results.text import make_visible
from dsql_tui.ui.option_list import OptionList
from dsql_tui.ui.workbench.panes.pane import Pane

if TYPE_CHECKING:
    from dsql_tui.ui.workbench.console import Console
    from dsql_tui.ui.workbench.console_tabs import Consoles

SessionAction = Literal["show", "open", "name", "renew", "close"]


class Sessions(Pane):
    """Two or three lines for each session, updated every second."""

    TITLE = "sessions"
    LETTER = "i"

    DEFAULT_CSS = """
    Sessions > OptionList { height: 1fr; border: none; background: $surface; padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "o",
            "request('open')",
            "Open",
            tooltip="Open a new console with its own session.",
            id="sessions.open",
        ),
        Binding(
            "n",
            "request('name')",
            "Rename",
            tooltip="Rename this console.",
            id="sessions.name",
        ),
        Binding(
            "r",
            "request('renew')",
            "Renew",
            tooltip="Replace this session by a new one with the same settings.",
            id="sessions.renew",
        ),
        Binding(
            "x",
            "request('close')",
            "Close",
            tooltip="Close this console and its session.",
            id="sessions.close",
        ),
    ]

    @dataclass
    class ActionRequested(Message):
        """The user wants something done with a console or its session."""

        action: SessionAction
        console: Console

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self.list = OptionList(markup=False)
        self.consoles: list[Console] = []
        """The consoles whose sessions are shown, in their order."""

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        yield self.list

    def update(self, consoles: Consoles) -> None:
        """Show the current state of each session."""
        if not self.list.is_attached:
            return
        now = read_clock()
        lines = [describe_session(console, now) for console in consoles.all]
        if self.consoles == consoles.all:
            for index, line in enumerate(lines):
                self.list.replace_option_prompt_at_index(index, line)
            return
        self.consoles = [*consoles.all]
        self.list.set_options(lines)
        self.list.highlighted = self.consoles.index(consoles.current)

    def describe(self) -> tuple[str, ...]:
        """Return the title and the number of sessions."""
        return (*super().describe(), f"{len(self.consoles)}" if self.consoles else "")

    def action_request(self, action: SessionAction) -> None:
        """Request an action on the session at the cursor."""
        if (index := self.list.highlighted) is not None:
            self.post_message(self.ActionRequested(action, self.consoles[index]))

    @on(OptionList.OptionSelected)
    def _show_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_request("show")


def describe_session(console: Console, now: float) -> Text:
    """Return the name, role, state, age and remaining time of a session.

    A console that has a name gets a line for it.
    """
    clock, state, line = console.session.clock, console.state, console.line
    activity = "running" if console.busy else state.value
    end = (
        "ended"
        if console.session.lost
        else f"ends in {format_countdown(clock.seconds_until_cutoff(now))}"
    )
    return Text.assemble(
        (make_visible(line.title), "bold"),
        " " if line.title == line.number else "\n  ",
        f"{make_visible(console.workspace.access.role)} · {activity}\n",
        (f"  open {format_countdown(now - clock.opened)} · {end}", "dim"),
    )
