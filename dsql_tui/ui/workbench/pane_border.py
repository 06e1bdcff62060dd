"""The border between two panes, which the mouse can drag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from textual import events
from textual.message import Message
from textual.widget import Widget

PaneName = Literal["left", "results", "advice"]
"""The pane that a border belongs to: the left pane is before it, the others are below it."""


class PaneBorder(Widget):
    """A line of one cell; a drag moves it, a double click moves it back to its first place."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    PaneBorder.-left { width: 1; height: 1fr; border-right: vkey $panel; background: $surface; }
    PaneBorder.-results, PaneBorder.-advice { height: 1; width: 1fr; border-top: solid $panel; }
    PaneBorder.-left:hover { border-right: vkey $primary; }
    PaneBorder.-results:hover, PaneBorder.-advice:hover { border-top: solid $primary; }
    """
    can_focus = False

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
