"""The menu of the sizes of panes, which stays open while its keys are pressed."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.events import Click, Key

from dsql_tui.ui.dialogs.menu import BoundEntry, EntryLine, Menu

_ARROWS = {"left": "<", "right": ">", "up": "-", "down": "+"}
"""The entries that arrow keys run: each moves a border in its direction."""


class PaneMenu(Menu):
    """Runs an entry for each key or click; any other key closes it."""

    DEFAULT_CSS = """
    PaneMenu { align: right bottom; background: transparent; }
    """

    def on_mount(self) -> None:
        """Show which keys there are beside the letters."""
        frame = self.query_one(VerticalScroll)
        frame.border_title = "Panes"
        frame.border_subtitle = "← → ↑ ↓ · Esc"

    def on_key(self, event: Key) -> None:
        """Run the entry of a letter or an arrow, or close."""
        event.stop()
        event.prevent_default()
        letter = _ARROWS.get(event.key, event.character)
        for bound in self.entries:
            if bound.entry.letter == letter:
                self._run(bound)
                return
        self.dismiss(None)

    def on_click(self, event: Click) -> None:
        """Run the entry that was clicked; a click beside the entries closes."""
        event.prevent_default()
        if isinstance(event.widget, EntryLine):
            self._run(event.widget.bound)
        else:
            self.dismiss(None)

    def _run(self, bound: BoundEntry) -> None:
        action = self.app.run_action(bound.entry.action, bound.node)
        self.run_worker(action, group="panes")
