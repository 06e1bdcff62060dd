"""The base of all screens that return a result, and the frame of dialogs."""

from __future__ import annotations

from typing import TypeVar

from rich.cells import cell_len
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, Screen

T = TypeVar("T")

_EDGES = 6
"""The cells of a frame beside its title or its keys."""


class Answering(Screen[T]):
    """A screen that returns a result."""

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close with the result, once.

        Keys that arrive together all go to the screen that had the focus. Textual 8.2 would close
        the screen below for each further one.
        """
        if self.is_active:
            return super().dismiss(result)
        nothing: AwaitComplete = AwaitComplete.nothing()  # type: ignore[no-untyped-call]
        return nothing


class Dialog(Answering[T], ModalScreen[T]):
    """A screen above another one, with a frame: the widget with the class `frame`.

    A dialog sets the size of its frame, and its colour if it warns. The words in the frame keep
    colours that are readable in light themes too.
    """

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > .frame {
        width: 90%;
        max-width: 84;
        height: auto;
        max-height: 100%;
        padding: 0 1;
        border: round $primary;
        border-title-color: $text-primary;
        border-title-style: bold;
        border-subtitle-color: $foreground;
        background: $surface;
    }
    """

    def on_mount(self) -> None:
        """Give the frame room for its title and its keys, if the terminal has it."""
        for frame in self.query(".frame"):
            words = (frame.border_title or "", frame.border_subtitle or "")
            needed = max(map(cell_len, words)) + _EDGES
            frame.styles.min_width = min(needed, self.app.size.width)
