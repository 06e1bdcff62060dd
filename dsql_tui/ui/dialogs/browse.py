"""A dialog with a search field, a list, and a preview of the item at the cursor."""

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
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

from dsql_tui.execution.threads import in_thread
from dsql_tui.results.text import make_visible
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.option_list import OptionList

T = TypeVar("T")
"""The type of the items."""
R = TypeVar("R")
"""The type of the result."""

_PREVIEW_LINES = 200
"""Lines of an item that the preview shows."""


class BrowseDialog(Dialog[R | None], Generic[T, R]):
    """Searches items in a thread, and returns the result for the chosen one."""

    DEFAULT_CSS = """
    BrowseDialog > .frame { width: 95%; max-width: 100%; height: 80%; padding: 0; }
    BrowseDialog Input { width: 1fr; margin: 0 1; }
    BrowseDialog OptionList {
        width: 1fr;
        height: 1fr;
        border: none;
        padding: 0 0 0 1;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    BrowseDialog VerticalScroll { width: 1fr; padding: 0 1; border-left: vkey $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Close", tooltip="Choose nothing.", id="browse.back"),
        Binding("down", "move('down')", "Down", show=False, id="browse.down"),
        Binding("up", "move('up')", "Up", show=False, id="browse.up"),
        Binding("pagedown", "move('page_down')", "Page down", show=False, id="browse.page_down"),
        Binding("pageup", "move('page_up')", "Page up", show=False, id="browse.page_up"),
    ]
    HEADING: ClassVar[str]
    HINT: ClassVar[str]
    """The keys, in a few words."""
    NOTHING: ClassVar[str] = "Nothing found."

    def __init__(self) -> None:
        super().__init__()
        self.items: Sequence[T] = ()
        self.search = Input(placeholder="search", select_on_focus=False, compact=True)
        self.list = OptionList(markup=False)
        self.list.can_focus = False
        self.preview = Static(markup=False)

    def find(self, search: str) -> Sequence[T]:
        """Return the items that match; called in a thread.

        Raises:
            FindError, OSError: The items cannot be read.
        """
        raise NotImplementedError

    def count(self, found: Sequence[T]) -> str:
        """Return how many items were found."""
        return f"{len(found):,}"

    def label(self, item: T) -> Text:
        """Return the line of an item in the list."""
        raise NotImplementedError

    def text(self, item: T) -> str:
        """Return an item in full, with its own line breaks."""
        raise NotImplementedError

    def result(self, item: T) -> R:
        """Return what the dialog returns if an item is chosen."""
        raise NotImplementedError

    def render_preview(self, item: T) -> str | Content:
        """Return an item as the preview shows it."""
        lines = self.text(item).split("\n")
        shown = "\n".join(map(make_visible, lines[:_PREVIEW_LINES]))
        more = len(lines) - _PREVIEW_LINES
        return f"{shown}\n… and {more:,} more lines" if more > 0 else shown

    def accept(self, item: T) -> None:
        """Close with the result for an item."""
        self.dismiss(self.result(item))

    @property
    def item(self) -> T | None:
        """The item at the cursor."""
        at = self.list.highlighted
        return None if at is None else self.items[at]

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        with Vertical(classes="frame") as frame:
            frame.border_title = self.HEADING
            frame.border_subtitle = Content(self.HINT)
            yield self.search
            with Horizontal():
                yield self.list
                with VerticalScroll(can_focus=False):
                    yield self.preview

    def on_mount(self) -> None:
        """List the items."""
        self.update_items()

    @on(Input.Changed)
    def _search_changed(self) -> None:
        self.update_items()

    @work(group="find", exclusive=True)
    async def update_items(self, at: int = 0) -> None:
        """Search again, and put the cursor on the item with the number `at`."""
        search = self.search.value
        found, problem = await in_thread(lambda: self._find(search))
        self.items = found
        self.query_one(".frame").border_title = f"{self.HEADING} · {self.count(found)}"
        self.list.clear_options()
        self.list.add_options(Option(self.label(item)) for item in found)
        self.list.highlighted = min(at, len(found) - 1) if found else None
        if not found:
            self.preview.update(make_visible(problem) or self.NOTHING)

    @on(OptionList.OptionHighlighted)
    def show_preview(self) -> None:
        """Show the item at the cursor."""
        if self.item is not None:
            self.preview.update(self.render_preview(self.item))

    @on(OptionList.OptionSelected)
    @on(Input.Submitted)
    def choose(self) -> None:
        """Choose the item at the cursor."""
        if self.item is not None:
            self.accept(self.item)

    def action_move(self, way: str) -> None:
        """Move the cursor of the list while the search field has the focus."""
        with contextlib.suppress(KeyError):  # Textual 8.2: new options are not laid out yet
            getattr(self.list, f"action_{way if 'page' in way else f'cursor_{way}'}")()

    def _find(self, search: str) -> tuple[Sequence[T], str]:
        try:
            return self.find(search), ""
        except (OSError, FindError) as error:
            return [], str(error)


class FindError(Exception):
    """The items cannot be read; the text says why."""
