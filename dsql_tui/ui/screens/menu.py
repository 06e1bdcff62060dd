"""The menu behind Ctrl+O: one letter for each thing to do, for every terminal."""

from __future__ import annotations

from typing import NamedTuple

from rich.table import Table
from textual.app import ComposeResult
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Static


class Entry(NamedTuple):
    """A letter, what it does in words, and the action in Textual's spelling."""

    letter: str
    label: str
    action: str


class Menu(ModalScreen[str | None]):
    """Waits for one key; gives back the action of its entry, or nothing."""

    DEFAULT_CSS = """
    Menu { align: center bottom; background: $background 40%; }
    Menu > Static {
        width: auto;
        height: auto;
        padding: 0 2;
        border: round $primary;
        background: $surface;
    }
    """

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        super().__init__()
        self.entries = entries

    def compose(self) -> ComposeResult:
        table = Table.grid(padding=(0, 2))
        for entry in self.entries:
            table.add_row(entry.letter, entry.label, style="")
        yield Static(table)

    def on_key(self, event: Key) -> None:
        event.stop()
        chosen = [entry.action for entry in self.entries if entry.letter == event.character]
        self.dismiss(chosen[0] if chosen else None)

    def on_click(self) -> None:
        self.dismiss(None)
