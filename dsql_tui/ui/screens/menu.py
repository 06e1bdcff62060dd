"""The menu behind Ctrl+O: one letter for each thing to do, for every terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, ClassVar, NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.dom import DOMNode
from textual.events import Click, Key
from textual.screen import Screen
from textual.widgets import Static

from dsql_tui.ui.screens.dialog import Dialog

GROUPS = ("go to", "run", "transaction", "console", "results", "script", "cluster", "program")
"""What entries belong to, in the order in which they are shown."""

WIDTH = 25
"""Cells of a column: three stand side by side in a terminal of 80."""


class Entry(NamedTuple):
    """A letter, what it does in words, the action in Textual's spelling, and its group."""

    letter: str
    label: str
    action: str
    group: str


class Offer(NamedTuple):
    """An entry, and whoever does it."""

    entry: Entry
    node: DOMNode


class _Line(Static):
    """An entry, also for the mouse."""

    def __init__(self, offer: Offer) -> None:
        entry = offer.entry
        line = Text.assemble((entry.letter, "bold"), " ", entry.label)
        line.truncate(WIDTH - 1, overflow="ellipsis")
        super().__init__(line)
        self.offer = offer


class Menu(Dialog[Offer | None]):
    """Waits for one key; gives back what was chosen, or nothing."""

    DEFAULT_CSS = f"""
    Menu {{ align: center bottom; background: $background 40%; }}
    Menu > VerticalScroll {{
        width: auto;
        height: auto;
        max-height: 100%;
        padding: 0 1;
        border: round $primary;
        background: $surface;
    }}
    Menu Horizontal {{ width: auto; height: auto; }}
    Menu .column {{ width: {WIDTH}; height: auto; }}
    Menu .heading {{ color: $text-muted; text-style: italic; }}
    Menu _Line:hover {{ background: $block-hover-background; }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "scroll(1)", "Further down", show=False, id="menu.down"),
        Binding("up", "scroll(-1)", "Further up", show=False, id="menu.up"),
    ]

    def __init__(self, offers: Iterable[Offer]) -> None:
        super().__init__()
        self.offers = sorted(offers, key=lambda offer: GROUPS.index(offer.entry.group))

    def compose(self) -> ComposeResult:
        blocks = [
            [Static(name, classes="heading", markup=False), *map(_Line, offers)]
            for name, offers in groupby(self.offers, key=lambda offer: offer.entry.group)
        ]
        across = max(1, (self.app.size.width - 4) // WIDTH)
        with VerticalScroll(can_focus=False) as box:
            box.border_title = "a letter does it"
            yield Horizontal(
                *(Vertical(*column, classes="column") for column in columns(blocks, across))
            )

    def on_key(self, event: Key) -> None:
        if event.key in ("up", "down") or not self.is_active:
            return  # a second key may come before the first has put the menu away
        event.stop()
        chosen = [offer for offer in self.offers if offer.entry.letter == event.character]
        self.dismiss(chosen[0] if chosen else None)

    def on_click(self, event: Click) -> None:
        self.dismiss(event.widget.offer if isinstance(event.widget, _Line) else None)

    def action_scroll(self, lines: int) -> None:
        """Move what does not fit."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def open_menu(screen: Screen[Any], offers: Iterable[Offer]) -> None:
    """Ask for a letter, which may be on its way already, and do what it stands for."""

    def act(offer: Offer | None) -> None:
        if offer:
            doing = screen.app.run_action(offer.entry.action, offer.node)
            screen.run_worker(doing, group="menu", exclusive=True)

    screen.app.push_screen(Menu(offers), act)


def columns(blocks: Sequence[list[Static]], across: int) -> list[list[Static]]:
    """Blocks, whole and in order, in as many columns as there is room for, about equally long."""
    most = sum(map(len, blocks))
    fits = (length for length in range(1, most + 1) if len(_filled(blocks, length)) <= across)
    return _filled(blocks, next(fits, most))


def _filled(blocks: Sequence[list[Static]], length: int) -> list[list[Static]]:
    filled: list[list[Static]] = []
    for block in blocks:
        if filled and len(filled[-1]) + len(block) <= length:
            filled[-1] += block
        else:
            filled.append([*block])
    return filled
