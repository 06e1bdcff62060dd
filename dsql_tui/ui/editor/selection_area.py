"""Select text by keys and clicks, and move to the ends of the script."""

from __future__ import annotations

import re
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.widgets.text_area import Location, Selection

from dsql_tui.ui.editor.sql_area import SqlArea

_WORD = re.compile(r"[\w$]+|\s+|.", re.DOTALL)


class SelectionArea(SqlArea):
    """Selects words, lines, pages and everything, as other editors do."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+a",
            "select_all",
            "Select all",
            tooltip="Select the whole script",
            id="editor.select_all",
            show=False,
        ),
        # Textual would go to the end of the line, as End does.
        Binding("ctrl+e", "screen.use('export')", show=False, id="workbench.export"),
        Binding("ctrl+home", "ends('top')", "Top", show=False, id="editor.top"),
        Binding("ctrl+end", "ends('bottom')", "Bottom", show=False, id="editor.bottom"),
        Binding("ctrl+shift+home", "ends('top', True)", show=False, id="editor.select_top"),
        Binding("ctrl+shift+end", "ends('bottom', True)", show=False, id="editor.select_bottom"),
        Binding("shift+pageup", "select_page(-1)", show=False, id="editor.select_page_up"),
        Binding("shift+pagedown", "select_page(1)", show=False, id="editor.select_page_down"),
        Binding("ctrl+delete", "delete_word_right", show=False, id="editor.delete_word"),
    ]

    def action_ends(self, where: str, select: bool = False) -> None:
        """Move the cursor to the start or the end of the script."""
        self.move_cursor((0, 0) if where == "top" else self.document.end, select=select)

    def action_select_page(self, pages: int) -> None:
        """Extend the selection by pages."""
        wrapped = self.wrapped_document
        row = wrapped.location_to_offset(self.cursor_location).y
        row += pages * max(1, self.scrollable_content_region.height - 1)
        row = min(max(row, 0), wrapped.height - 1)
        location = wrapped.offset_to_location(Offset(self.navigator.last_x_offset, row))
        self.move_cursor(location, select=True, record_width=False)

    def select_word(self, location: Location) -> None:
        """Select the word at a location, or what is between two words."""
        row, column = location
        line = self.document.get_line(row)
        for found in _WORD.finditer(line):
            if found.end() > column or found.end() == len(line):
                self.selection = Selection((row, found.start()), (row, found.end()))
                return

    async def _on_click(self, event: events.Click) -> None:
        """Select a word on a double click, and a line on a triple click."""
        if event.chain == 2:
            self.select_word(self.cursor_location)
        elif event.chain >= 3:
            self.select_line(self.cursor_location[0])
