"""The base of full screens with a title, such as the jobs or the limits of a cluster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import DataTable, Static

from dsql_tui.results.text import make_visible
from dsql_tui.ui.dialogs.dialog import Answering
from dsql_tui.ui.key_bar import KeyBar
from dsql_tui.ui.terminal.clipboard import copy_text

T = TypeVar("T")


class Page(Answering[T]):
    """A title, the content that a subclass composes, and the keys."""

    DEFAULT_CSS = """
    Page { layout: vertical; background: $surface; }
    Page > #title {
        height: 1;
        padding: 0 1;
        background: $panel;
        text-style: bold;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    Page > DataTable { height: 1fr; background: $surface; }
    Page > VerticalScroll { padding: 0 1; border-top: solid $panel; }
    Page > VerticalScroll > Static { height: auto; }
    """
    PALETTE = True
    """Whether the key of the command palette is among the keys."""

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self.title_line = Static(make_visible(title), id="title", markup=False)

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        yield self.title_line
        yield from self.compose_content()
        yield KeyBar(palette=self.PALETTE)

    def compose_content(self) -> ComposeResult:
        """Create the widgets between the title and the keys."""
        raise NotImplementedError

    def show_title(self, title: str) -> None:
        """Show another title."""
        self.title_line.update(make_visible(title))

    @work(group="copy", exclusive=True)
    async def copy(self, text: str, name: str) -> None:
        """Copy a text to the clipboard, and say how: `DDL copied to the clipboard.`."""
        try:
            way = await copy_text(self.app, text.encode("utf-8", "replace"))
        except OSError as error:
            words = make_visible(f"Not copied: {error.strerror or error}")
            self.notify(words, severity="error", markup=False)
        else:
            self.notify(make_visible(f"{name} copied {way}."), markup=False)


def bind_close(name: str, tooltip: str) -> Binding:
    """Return the binding that closes a page: `bind_close("jobs", "Close the jobs.")`."""
    return Binding("escape,q", "dismiss", "Close", tooltip=tooltip, id=f"{name}.close")


def add_columns(table: DataTable[Text], headings: Sequence[str], right: Sequence[str] = ()) -> None:
    """Add columns to a table; those of figures are aligned to the right."""
    for heading in headings:
        table.add_column(Text(heading, justify="right" if heading in right else "left"))
    # Textual 8.2 measures new rows when it is idle. What it drew before would keep its widths.
    table.watch(table, "virtual_size", table.notify_style_update, init=False)


def show_rows(table: DataTable[Text], rows: Sequence[Sequence[Text]], cursor: int = 0) -> None:
    """Replace the rows of a table, with the cursor on one of them."""
    table.clear()
    for row in rows:
        table.add_row(*row)
    table.move_cursor(row=cursor, animate=False)
