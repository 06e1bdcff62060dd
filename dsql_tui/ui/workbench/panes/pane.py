"""The base class of the panes of the left side."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical

from dsql_tui.opening import Access
from dsql_tui.ui.dialogs.menu import Entry

if TYPE_CHECKING:
    from dsql_tui.ui.workbench.console_tabs import Consoles


class Pane(Vertical):
    """A pane beside the console, created when it is first shown."""

    DEFAULT_CSS = """
    Pane { height: 1fr; }
    Pane OptionList, Pane OptionList:focus { border: none; padding: 0; background: $surface; }
    """

    TITLE: ClassVar[str]
    LETTER: ClassVar[str]
    """The key that shows the pane, after Ctrl+O."""
    WIDTH_SETTING: ClassVar[str] = "left_width"
    """The setting of the width of the left side while the pane is shown."""
    MENU: ClassVar[tuple[Entry, ...]] = ()
    """The menu entries while the pane is shown."""

    def __init__(self, access: Access) -> None:
        super().__init__()
        self.access = access

    def enter(self) -> None:
        """Focus the first focusable widget."""
        for widget in self.query("*"):
            if widget.focusable:
                widget.focus()
                return

    def describe(self) -> tuple[str, ...]:
        """Return the title of the pane and what there is to say about it."""
        return (self.TITLE.capitalize(),)

    def update(self, consoles: Consoles) -> None:
        """Update the pane after a change of the consoles; called only while it is shown."""
