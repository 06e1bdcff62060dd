"""The menu behind Ctrl+O: one letter for each action, which every terminal can send."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.events import Click, Key
from textual.screen import Screen
from textual.widgets import Static

from dsql_tui.ui.dialogs.dialog import Dialog

GROUPS = (
    "go to",
    "panes",
    "run",
    "transaction",
    "console",
    "results",
    "plans",
    "script",
    "cluster",
    "monitor",
    "program",
)
"""The groups of entries, in the order in which they are shown."""

SUBMENUS = {"panes": "=", "plans": "x", "monitor": "#"}
"""The groups that have a menu of their own, and the letter that opens it."""

COLUMN_WIDTH = 25
"""Cells of a column: three fit into a terminal of 80."""


class Entry(NamedTuple):
    """An entry of the menu."""

    letter: str
    label: str
    action: str
    """The action, as in a binding."""
    group: str

    @property
    def keys(self) -> str:
        """The keys to press after Ctrl+O."""
        return " ".join((*SUBMENUS.get(self.group, ""), self.letter))

    @property
    def identity(self) -> str:
        """The name of the action in the user's keymap: `menu.run_again`."""
        words = re.sub(r"\W+", "_", self.label.lower())
        return f"menu.{words.strip('_')}"


class BoundEntry(NamedTuple):
    """An entry, and the node that runs its action."""

    entry: Entry
    node: DOMNode


class EntryLine(Static):
    """The line of an entry, which can be clicked."""

    def __init__(self, bound: BoundEntry) -> None:
        entry = bound.entry
        line = Content.assemble((entry.letter, "$text-primary bold"), " ", entry.label)
        line = line.truncate(COLUMN_WIDTH - 1, ellipsis=True)
        super().__init__(line)
        self.bound = bound


class Menu(Dialog[BoundEntry | None]):
    """Waits for one key; returns the chosen entry, or `None`."""

    DEFAULT_CSS = f"""
    Menu {{ align: center bottom; background: $background 40%; }}
    Menu > .frame {{ width: auto; max-width: 100%; }}
    Menu Horizontal {{ width: auto; height: auto; }}
    Menu .column {{ width: {COLUMN_WIDTH}; height: auto; }}
    Menu .heading {{ color: $text-muted; text-style: italic; }}
    Menu EntryLine:hover {{ background: $block-hover-background; }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "scroll(1)", "Scroll down", show=False, id="menu.down"),
        Binding("up", "scroll(-1)", "Scroll up", show=False, id="menu.up"),
    ]

    def __init__(self, entries: Iterable[BoundEntry]) -> None:
        super().__init__()
        self.entries = sorted(entries, key=lambda bound: GROUPS.index(bound.entry.group))

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        blocks = [
            [Static(name, classes="heading", markup=False), *map(EntryLine, entries)]
            for name, entries in groupby(self.entries, key=lambda bound: bound.entry.group)
        ]
        across = max(1, (self.app.size.width - 4) // COLUMN_WIDTH)
        with VerticalScroll(classes="frame", can_focus=False) as frame:
            frame.border_title = "Press a key"
            frame.border_subtitle = "↑ ↓ scroll · Esc closes"
            yield Horizontal(
                *(Vertical(*column, classes="column") for column in fill_columns(blocks, across))
            )

    def on_key(self, event: Key) -> None:
        """Close with the entry of the letter."""
        if event.key in ("up", "down") or not self.is_active:
            return  # a second key may arrive before the first has closed the menu
        event.stop()
        chosen = [bound for bound in self.entries if bound.entry.letter == event.character]
        self.dismiss(chosen[0] if chosen else None)

    def on_click(self, event: Click) -> None:
        """Close with the entry that was clicked."""
        self.dismiss(event.widget.bound if isinstance(event.widget, EntryLine) else None)

    def action_scroll(self, lines: int) -> None:
        """Scroll a menu that is higher than the terminal."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def open_menu(screen: Screen[Any], entries: Iterable[BoundEntry], submenu: str = "") -> None:
    """Open the menu without the submenus, or a submenu, and run the entry that is chosen."""
    groups = {submenu} if submenu else set(GROUPS).difference(SUBMENUS)
    shown = [bound for bound in entries if bound.entry.group in groups]

    def run(bound: BoundEntry | None) -> None:
        if bound:
            run_entry(screen, bound)

    screen.app.push_screen(Menu(shown), run)


def run_entry(screen: Screen[Any], bound: BoundEntry) -> None:
    """Run the action of an entry in a worker of the screen."""
    action = screen.app.run_action(bound.entry.action, bound.node)
    screen.run_worker(action, group="menu", exclusive=True)


def fill_columns(blocks: Sequence[list[Static]], across: int) -> list[list[Static]]:
    """Return the blocks, whole and in order, in at most `across` columns of similar length."""
    total = sum(map(len, blocks))
    fits = (length for length in range(1, total + 1) if len(_fill_to(blocks, length)) <= across)
    return _fill_to(blocks, next(fits, total))


def _fill_to(blocks: Sequence[list[Static]], length: int) -> list[list[Static]]:
    """Return the blocks in columns of at most `length` lines, unless a block is longer."""
    filled: list[list[Static]] = []
    for block in blocks:
        if filled and len(filled[-1]) + len(block) <= length:
            filled[-1] += block
        else:
            filled.append([*block])
    return filled
