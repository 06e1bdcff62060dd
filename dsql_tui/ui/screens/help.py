"""Every key that does something now, and what: a page to scroll through."""

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

from dsql_tui.ui.screens.dialog import Dialog
from dsql_tui.ui.screens.menu import GROUPS, Offer


class Help(Dialog[None]):
    """What whoever has the focus does, then the screen, then the program; then the menu."""

    DEFAULT_CSS = """
    Help { align: center middle; background: $background 60%; }
    Help > VerticalScroll {
        width: 90%;
        max-width: 90;
        height: 90%;
        padding: 0 1;
        border: round $primary;
        background: $surface;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,q,question_mark,f1,enter", "dismiss", "Close", tooltip="Back.", id="help.close"
        ),
    ]

    def __init__(self, asked: Screen[object]) -> None:
        super().__init__()
        self.page = Table.grid(padding=(0, 2, 0, 0))
        self.page.add_column(no_wrap=True, style="bold")
        self.page.add_column()
        for heading, lines in _chapters(asked):
            self.page.add_row(Text(heading, "italic not bold"))
            for key, does in lines:
                self.page.add_row(Text(f"  {key}"), Text(does))
            self.page.add_row()

    def compose(self) -> ComposeResult:
        with VerticalScroll() as box:
            box.border_title = "keys"
            box.border_subtitle = "↑ ↓ Page up, Page down scroll · Escape closes"
            yield Static(self.page, markup=False)


def _chapters(asked: Screen[object]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Headings, and below each the keys and what they do."""
    told = [each for each in asked.active_bindings.values() if each.binding.tooltip]
    active = sorted(told, key=lambda each: not each.binding.show)  # those of the key line first
    places = ("where the focus is", "on this screen", "everywhere")
    for place in places:
        found = [each for each in active if _place(each.node) == place]
        if lines := list(_lines(asked.app, found)):
            yield place, lines
    offers: Iterable[Offer] = getattr(asked, "offers", tuple)()
    entries = sorted((offer.entry for offer in offers), key=lambda e: GROUPS.index(e.group))
    if entries:
        lines = [(entry.letter, f"{entry.group}: {entry.label}") for entry in entries]
        yield "Ctrl+O, and then", lines


def _place(node: DOMNode) -> str:
    if isinstance(node, App):
        return "everywhere"
    return "on this screen" if isinstance(node, Screen) else "where the focus is"


def _lines(app: App[object], found: Iterable[ActiveBinding]) -> Iterator[tuple[str, str]]:
    """A line for each thing that is done, with every key that does it."""
    for does, same in groupby(found, key=lambda each: each.binding.tooltip):
        keys = dict.fromkeys(app.get_key_display(each.binding) for each in same)
        yield " ".join(keys), does.rstrip(".")
