"""A list to choose from, with what each thing is beside it, and a line to search in."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from dsql_tui.results.text import visible
from dsql_tui.ui.screens.dialog import Dialog
from dsql_tui.ui.threads import in_thread

T = TypeVar("T")
"""What is chosen among."""
R = TypeVar("R")
"""What the screen gives back."""

_SHOWN = 200
"""Lines that the preview lays out."""


class Browse(Dialog[R | None], Generic[T, R]):
    """Finds things in a thread, shows them, and gives back what comes of the one chosen."""

    DEFAULT_CSS = """
    Browse { align: center middle; background: $background 60%; }
    Browse > Vertical {
        width: 90%;
        height: 80%;
        border: round $primary;
        background: $surface;
    }
    Browse Input, Browse Input:focus { border: none; height: 1; padding: 0 1; }
    Browse OptionList {
        width: 2fr;
        height: 1fr;
        border: none;
        padding: 0;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    Browse VerticalScroll { width: 3fr; padding: 0 1; border-left: vkey $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Back", tooltip="Choose nothing.", id="browse.back"),
        Binding("down", "move('down')", "Down", show=False, id="browse.down"),
        Binding("up", "move('up')", "Up", show=False, id="browse.up"),
        Binding("pagedown", "move('page_down')", "Page down", show=False, id="browse.page_down"),
        Binding("pageup", "move('page_up')", "Page up", show=False, id="browse.page_up"),
    ]
    HEADING: ClassVar[str]
    HINT: ClassVar[str]
    """The keys, in a few words."""
    NOTHING: ClassVar[str] = "There is nothing."

    def __init__(self) -> None:
        super().__init__()
        self.items: Sequence[T] = ()
        self.wanted = Input(placeholder="search", select_on_focus=False)
        self.list = OptionList(markup=False)
        self.list.can_focus = False
        self.preview = Static(markup=False)

    def find(self, wanted: str) -> Sequence[T]:
        """What is to choose from. Called in a thread.

        Raises:
            Exception: one of the room that is asked; `explained` says which are expected.
        """
        raise NotImplementedError

    def label(self, item: T) -> Text:
        """An item on one line."""
        raise NotImplementedError

    def text(self, item: T) -> str:
        """An item in full, its own line ends kept."""
        raise NotImplementedError

    def chosen(self, item: T) -> R:
        """What comes of choosing an item."""
        raise NotImplementedError

    def drawn(self, item: T) -> str | Content:
        """An item in full, as the preview shows it."""
        lines = self.text(item).split("\n")
        shown = "\n".join(map(visible, lines[:_SHOWN]))
        more = len(lines) - _SHOWN
        return f"{shown}\n… and {more:,} lines more" if more > 0 else shown

    def take(self, item: T) -> None:
        """Give back what comes of choosing an item."""
        self.dismiss(self.chosen(item))

    @property
    def item(self) -> T | None:
        """The one that the cursor is at."""
        at = self.list.highlighted
        return None if at is None else self.items[at]

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = self.HEADING
            box.border_subtitle = Content(self.HINT)
            yield self.wanted
            with Horizontal():
                yield self.list
                with VerticalScroll(can_focus=False):
                    yield self.preview

    def on_mount(self) -> None:
        self.look()

    @on(Input.Changed)
    def _searched(self) -> None:
        self.look()

    @work(group="find", exclusive=True)
    async def look(self, at: int = 0) -> None:
        """Find anew, and put the cursor at a place."""
        wanted = self.wanted.value
        found, problem = await in_thread(lambda: self._found(wanted))
        self.items = found
        self.list.clear_options()
        self.list.add_options(Option(self.label(item)) for item in found)
        self.list.highlighted = min(at, len(found) - 1) if found else None
        if not found:
            self.preview.update(visible(problem) or self.NOTHING)

    @on(OptionList.OptionHighlighted)
    def show(self) -> None:
        """Show what the cursor is at."""
        if self.item is not None:
            self.preview.update(self.drawn(self.item))

    @on(OptionList.OptionSelected)
    @on(Input.Submitted)
    def choose(self) -> None:
        """Take what the cursor is at."""
        if self.item is not None:
            self.take(self.item)

    def action_move(self, way: str) -> None:
        """Move the cursor, which the line to search in leaves alone."""
        with contextlib.suppress(KeyError):  # Textual (8.2): what was just found has no place yet
            getattr(self.list, f"action_{way if 'page' in way else f'cursor_{way}'}")()

    def _found(self, wanted: str) -> tuple[Sequence[T], str]:
        try:
            return self.find(wanted), ""
        except (OSError, Unfound) as error:
            return [], str(error)


class Unfound(Exception):
    """What there is cannot be read; the text says why."""
