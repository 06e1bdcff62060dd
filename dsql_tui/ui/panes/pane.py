"""What the side of the workbench asks of a pane."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical

from dsql_tui.opening import Access
from dsql_tui.ui.screens.menu import Entry

if TYPE_CHECKING:
    from dsql_tui.ui.widgets.consoles import Consoles


class Pane(Vertical):
    """Something to look at beside the console; made when it is first asked for."""

    DEFAULT_CSS = """
    Pane { height: 1fr; }
    Pane OptionList, Pane OptionList:focus { border: none; padding: 0; background: $surface; }
    """

    TITLE: ClassVar[str]
    LETTER: ClassVar[str]
    """What leads to it, behind Ctrl+O."""
    MENU: ClassVar[tuple[Entry, ...]] = ()
    """What else the menu offers of it, while it is in sight."""

    def __init__(self, access: Access) -> None:
        super().__init__()
        self.access = access

    def enter(self) -> None:
        """Take the focus: the first thing in it that can."""
        for widget in self.query("*"):
            if widget.focusable:
                widget.focus()
                return

    def look(self, consoles: Consoles) -> None:
        """The consoles stand differently. Called only while the pane is in sight."""
