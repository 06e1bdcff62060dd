"""The left side of the workbench, which shows one pane at a time."""

from __future__ import annotations

from textual.containers import Vertical

from dsql_tui.opening import Access
from dsql_tui.ui.workbench.panes import PANES
from dsql_tui.ui.workbench.panes.pane import Pane


class Side(Vertical):
    """The left side; it creates panes on demand and keeps hidden ones."""

    DEFAULT_CSS = """
    Side { width: 30; min-width: 16; max-width: 55%; background: $surface; }
    """

    def __init__(self, access: Access) -> None:
        first = PANES[0](access)
        super().__init__(first)
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
        return self.shown
