"""The tab of a console."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Tab

from dsql_tui.results.text import make_visible
from dsql_tui.ui.workbench.console import Console

_MAX_TAB_WIDTH = 24
"""The maximum width of a console name in cells."""


class ConsoleTab(Tab):
    """The tab of a console, labelled with its name."""

    def __init__(self, console: Console) -> None:
        super().__init__(_make_label(console), id=get_tab_id(console))
        self.console = console

    def update_label(self) -> None:
        """Show the current name of the console."""
        self.label = _make_label(self.console)


def _make_label(console: Console) -> Content:
    return Content(make_visible(console.line.title)).truncate(_MAX_TAB_WIDTH, ellipsis=True)


def get_tab_id(console: Console) -> str:
    """Return the id of the tab of a console."""
    return f"tab-of-{console.id}"
