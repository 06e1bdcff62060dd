"""The help: every key that is active, and every entry of the menu."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import VerticalScroll
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Static

from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.dialogs.menu import GROUPS, BoundEntry
from dsql_tui.ui.keymap import UserKeys

_PLACES = ("in the focused pane", "on this screen", "everywhere")


class HelpDialog(Dialog[None]):
    """Lists the keys of the focused widget, the screen and the app, then the menu."""

    DEFAULT_CSS = """
    HelpDialog > .frame { max-width: 90; height: 90%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,q,question_mark,f1,enter",
            "dismiss",
            "Close",
            tooltip="Close the help.",
            id="help.close",
        ),
    ]

    def __init__(self, screen: Screen[object]) -> None:
        super().__init__()
        self.page = Table.grid(padding=(0, 2, 0, 0))
        self.page.add_column(no_wrap=True, style="bold")
        self.page.add_column()
        for heading, lines in _sections(screen):
            self.page.add_row(Text(heading, "italic not bold"))
            for key, description in lines:
                self.page.add_row(Text(f"  {key}"), Text(description))
            self.page.add_row()

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        with VerticalScroll(classes="frame") as frame:
            frame.border_title = "Keys"
            frame.border_subtitle = "↑ ↓ Page up, Page down scroll · Esc closes"
            yield Static(self.page, markup=False)


def _sections(screen: Screen[object]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield headings, each with its keys and their descriptions."""
    described = [each for each in screen.active_bindings.values() if each.binding.tooltip]
    # The keys of the key bar come first.
    active = sorted(described, key=lambda each: not each.binding.show)
    for place in _PLACES:
        found = [each for each in active if _place(each.node) == place]
        if lines := list(_lines(screen.app, found)):
            yield place, lines
    bound_entries: Iterable[BoundEntry] = getattr(screen, "list_menu_entries", tuple)()
    entries = sorted((bound.entry for bound in bound_entries), key=lambda e: GROUPS.index(e.group))
    if entries:
        user: UserKeys = getattr(screen.app, "user_keys", UserKeys())
        lines = [
            (" or ".join((e.keys, *user.list_keys(e.identity))), f"{e.group}: {e.label}")
            for e in entries
        ]
        yield "Ctrl+O, then", lines


def _place(node: DOMNode) -> str:
    if isinstance(node, App):
        return "everywhere"
    return "on this screen" if isinstance(node, Screen) else "in the focused pane"


def _lines(app: App[object], found: Iterable[ActiveBinding]) -> Iterator[tuple[str, str]]:
    """Yield a line for each description, with all keys that have it."""
    for description, same in groupby(found, key=lambda each: each.binding.tooltip):
        keys = dict.fromkeys(app.get_key_display(each.binding) for each in same)
        yield " ".join(keys), description.rstrip(".")
