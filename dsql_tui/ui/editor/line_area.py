"""Edit by lines and words: comment, indent, duplicate, move; undo by words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.document._document import EditResult, Location, Selection

from dsql_tui.sql.line_edits import indent, outdent, toggle_comments
from dsql_tui.ui.editor.selection_area import SelectionArea


class LineArea(SelectionArea):
    """Edits the lines that the selection touches, as one edit."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+underscore",
            "comment",
            "Comment",
            key_display="Ctrl+/",
            tooltip="Comment or uncomment lines",
            id="editor.comment",
            show=False,
        ),
        Binding(
            "ctrl+d",
            "duplicate",
            "Duplicate",
            tooltip="Duplicate the line or selection",
            id="editor.duplicate",
            show=False,
        ),
        Binding(
            "ctrl+up,alt+up",
            "move(-1)",
            "Line up",
            tooltip="Move lines up",
            id="editor.line_up",
            show=False,
        ),
        Binding(
            "ctrl+down,alt+down",
            "move(1)",
            "Line down",
            tooltip="Move lines down",
            id="editor.line_down",
            show=False,
        ),
    ]

    def action_comment(self) -> None:
        """Comment the lines, or uncomment them if all are comments."""
        self._replace_lines(toggle_comments(self._selected_lines()))

    def indent_lines(self, right: bool) -> None:
        """Indent or outdent the lines."""
        change = indent if right else outdent
        self._replace_lines(change(self._selected_lines(), self.indent_width))

    def action_duplicate(self) -> None:
        """Duplicate the selection after itself, or else the line below itself."""
        if not self.selection.is_empty:
            _, end = sorted(self.selection)
            result = self.insert(self.selected_text, end, maintain_selection_offset=False)
            self.selection = Selection(end, result.end_location)
            return
        row, column = self.cursor_location
        line = self.document.get_line(row)
        self.insert(f"\n{line}", (row, len(line)), maintain_selection_offset=False)
        self.move_cursor((row + 1, column))

    def action_move(self, step: int) -> None:
        """Move the lines up or down by one."""
        first, last = self._rows()
        other = first - 1 if step < 0 else last + 1
        if not 0 <= other < self.document.line_count:
            return
        lines = self._selected_lines()
        crossed = self.document.get_line(other)
        moved = [*lines, crossed] if step < 0 else [crossed, *lines]
        top, bottom = min(first, other), max(last, other)
        start, end = self.selection
        self._replace_rows(top, bottom, moved)
        self.selection = Selection((start[0] + step, start[1]), (end[0] + step, end[1]))

    def _replace_via_keyboard(
        self, insert: str, start: Location, end: Location
    ) -> EditResult | None:
        """Type; each word is an undo step."""
        row, column = start
        before = self.document.get_line(row)[column - 1 : column]
        if insert.isalnum() and not (before.isalnum() or before == "_"):
            self.history.checkpoint()
        return super()._replace_via_keyboard(insert, start, end)

    def _rows(self) -> tuple[int, int]:
        """Return the first and the last row that the selection touches."""
        (first, _), (last, column) = sorted(self.selection)
        return first, last - 1 if column == 0 and last > first else last

    def _selected_lines(self) -> list[str]:
        first, last = self._rows()
        return [self.document.get_line(row) for row in range(first, last + 1)]

    def _replace_lines(self, lines: Sequence[str]) -> None:
        """Replace the lines that the selection touches; the cursor keeps its place."""
        first, last = self._rows()
        old = self._selected_lines()
        if lines == old:
            return
        start, end = self.selection
        self._replace_rows(first, last, lines)

        def shift(place: Location) -> Location:
            row, column = place
            if not first <= row <= last or (column == 0 and start != end):
                return place
            return row, max(0, column + len(lines[row - first]) - len(old[row - first]))

        self.selection = Selection(shift(start), shift(end))

    def _replace_rows(self, first: int, last: int, lines: Sequence[str]) -> None:
        end = (last, len(self.document.get_line(last)))
        self.replace("\n".join(lines), (first, 0), end, maintain_selection_offset=False)
