"""The left of the workbench: one pane in sight, the others where they were left."""

from __future__ import annotations

from textual.containers import Vertical

from dsql_tui.opening import Access
from dsql_tui.ui.panes import PANES
from dsql_tui.ui.panes.pane import Pane


class Side(Vertical):
    """Shows a pane, and makes it where it is new."""

    DEFAULT_CSS = """
    Side { width: 30; border-right: vkey $panel; background: $surface; }
    """

    def __init__(self, access: Access) -> None:
        first = PANES[0](access)
        super().__init__(first)
        self.access = access
        self.shown: Pane = first
        """The pane in sight."""
        self._made = {first.TITLE: first}

    async def show(self, title: str) -> Pane:
        """Bring a pane into sight."""
        if title not in self._made:
            kind = next(kind for kind in PANES if title == kind.TITLE)
            self._made[title] = kind(self.access)
            await self.mount(self._made[title])
        self.shown = self._made[title]
        for pane in self._made.values():
            pane.display = pane is self.shown
        return self.shown
