"""The sessions: each console's, by role, age and state; opened, renewed and closed by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import OptionList

from dsql_tui.dsql.clock import countdown, steady
from dsql_tui.opening import Access
from dsql_tui.results.text import visible
from dsql_tui.ui.panes.pane import Pane

if TYPE_CHECKING:
    from dsql_tui.ui.widgets.console import Console
    from dsql_tui.ui.widgets.consoles import Consoles

Wish = Literal["show", "open", "name", "renew", "close"]


class Sessions(Pane):
    """A line or two for each session, brought up to date every second."""

    TITLE = "sessions"
    LETTER = "i"

    DEFAULT_CSS = """
    Sessions > OptionList { height: 1fr; border: none; background: $surface; padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "o",
            "wish('open')",
            "Open",
            tooltip="Open another console, with a session of its own.",
            id="sessions.open",
        ),
        Binding(
            "n",
            "wish('name')",
            "Name",
            tooltip="Give this console a name.",
            id="sessions.name",
        ),
        Binding(
            "r",
            "wish('renew')",
            "Renew",
            tooltip="Go on in a new session, with a new token and the settings of this one.",
            id="sessions.renew",
        ),
        Binding(
            "x",
            "wish('close')",
            "Close",
            tooltip="Close this console and its session.",
            id="sessions.close",
        ),
    ]

    @dataclass
    class Wished(Message):
        """Something is to be done with the session of a console."""

        wish: Wish
        console: Console

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self.list = OptionList(markup=False)
        self.consoles: list[Console] = []
        """Whose sessions are shown, in their order."""

    def compose(self) -> ComposeResult:
        yield self.list

    def look(self, consoles: Consoles) -> None:
        """Show how each session is now."""
        if not self.list.is_attached:
            return
        now = steady()
        lines = [told(console, now) for console in consoles.all]
        if self.consoles == consoles.all:
            for index, line in enumerate(lines):
                self.list.replace_option_prompt_at_index(index, line)
            return
        self.consoles = [*consoles.all]
        self.list.set_options(lines)
        self.list.highlighted = self.consoles.index(consoles.current)

    def action_wish(self, wish: Wish) -> None:
        """Ask for something to be done with the session under the cursor."""
        if (index := self.list.highlighted) is not None:
            self.post_message(self.Wished(wish, self.consoles[index]))

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_wish("show")


def told(console: Console, now: float) -> Text:
    """A session in two lines: whose it is and what it does, how old it is and what is left.

    The console's name has a line of its own, a mere number has not.
    """
    clock, state, line = console.session.clock, console.state, console.line
    what = "running" if console.busy else state.value
    times = "over" if console.session.lost else f"ends in {countdown(clock.left(now))}"
    return Text.assemble(
        (visible(line.called), "bold"),
        " " if line.called == line.number else "\n  ",
        f"{visible(console.shared.access.role)} · {what}\n",
        (f"  open {countdown(now - clock.opened)} · {times}", "dim"),
    )
