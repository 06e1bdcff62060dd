"""The left side of the workbench, which shows one pane at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from dsql_tui.opening import Access
from dsql_tui.ui.workbench.pane_border import PaneTitle
from dsql_tui.ui.workbench.panes import PANES
from dsql_tui.ui.workbench.panes.pane import Pane

if TYPE_CHECKING:
    from dsql_tui.ui.workbench.console_tabs import Consoles


class Side(Vertical):
    """The left side; it creates panes on demand and keeps hidden ones."""

    DEFAULT_CSS = """
    Side { width: 30; min-width: 16; max-width: 55%; background: $surface; }
    """

    def __init__(self, access: Access) -> None:
        first = PANES[0](access)
        self.title = PaneTitle()
        super().__init__(self.title, first)
        self.access = access
        self.shown: Pane = first
        """The pane that is shown."""
        self._made = {first.TITLE: first}

    async def show(self, title: str) -> Pane:
        """Show a pane by its title."""
        if title not in self._made:
            kind = next(kind for kind in PANES if title == kind.TITLE)
            self._made[title] = kind(self.access)
            await self.mount(self._made[title])
        self.shown = self._made[title]
        for pane in self._made.values():
            pane.display = pane is self.shown
        self.title.show(*self.shown.describe())
        return self.shown

    def update(self, consoles: Consoles) -> None:
        """Update the pane that is shown, and its title, after a change of the consoles."""
        self.shown.update(consoles)
        self.title.show(*self.shown.describe())
