"""The lines around panes: titles, and borders that the mouse can drag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from dsql_tui.results.text import make_visible

PaneName = Literal["left", "results", "advice"]
"""The pane that a border belongs to: the left pane is before it, the others are below it."""


class PaneTitle(Widget):
    """A line of one cell with the name, counts and state of the pane below it."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    PaneTitle {
        height: 1;
        width: 1fr;
        border-top: solid $foreground 25%;
        border-title-color: $text-muted;
        background: $surface;
    }
    PaneTitle.-focused {
        border-top: heavy $primary;
        border-title-color: $text-primary;
        border-title-style: bold;
    }
    PaneTitle:ansi { border-top: solid ansi_bright_black; }
    PaneTitle.-focused:ansi { border-top: heavy ansi_bright_blue; }
    """
    can_focus = False
    _shown: tuple[str, ...] = ()

    def show(self, title: str, *states: str) -> None:
        """Show a title, and what there is to say about the pane."""
        parts = title, *states
        if self._shown != parts:
            self._shown = parts
            self.border_title = Content(make_visible(" · ".join(filter(None, parts))))


class PaneBorder(PaneTitle):
    """A line of one cell; a drag moves it, a double click moves it back to its first place.

    The one above the results is their title.
    """

    DEFAULT_CSS = """
    PaneBorder.-left { width: 1; height: 1fr; border-right: vkey $panel; border-top: none; }
    PaneBorder.-left:hover { border-right: vkey $primary; }
    PaneBorder.-results:hover, PaneBorder.-advice:hover { border-top: solid $primary; }
    """

    @dataclass
    class Dragged(Message):
        """The mouse dragged the border to a column or row of the screen."""

        border: PaneBorder
        to: int

    class Dropped(Message):
        """The drag has ended."""

    @dataclass
    class Reset(Message):
        """A double click asks for the first place of the border."""

        border: PaneBorder

    def __init__(self, pane: PaneName) -> None:
        super().__init__(classes=f"-{pane}")
        self.pane = pane
        self.dragging = False

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin a drag."""
        event.stop()
        if event.button == 1:
            self.dragging = True
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow the mouse."""
        event.stop()
        if self.dragging:
            to = event.screen_x if self.pane == "left" else event.screen_y
            self.post_message(self.Dragged(self, int(to)))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End the drag."""
        event.stop()
        self._drop()

    def on_mouse_release(self) -> None:
        """End the drag when another widget takes the mouse."""
        self._drop()

    def on_click(self, event: events.Click) -> None:
        """Go back to the first place on a double click."""
        event.stop()
        if event.chain == 2:
            self.post_message(self.Reset(self))

    def _drop(self) -> None:
        if self.dragging:
            self.dragging = False
            self.release_mouse()
            self.post_message(self.Dropped())
