"""Editing by lines and words: comment, indent, duplicate, move; undo by words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.document._document import EditResult, Location, Selection

from dsql_tui.sql.lines import indented, outdented, toggled
from dsql_tui.ui.widgets.sql_area import SqlArea


class LineArea(SqlArea):
    """What it does to lines, it does to those that the selection touches, as one edit."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+underscore",
            "comment",
            "Comment",
            key_display="^/",
            tooltip="Make comments of lines, or text again",
            id="editor.comment",
            show=False,
        ),
        Binding(
            "ctrl+d",
            "duplicate",
            "Duplicate",
            tooltip="Write the line, or what is selected, once more",
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
        """Make comments of lines, or text again where all are comments."""
        self._put(toggled(self._touched()))

    def indent_lines(self, right: bool) -> None:
        """Move the text of lines to the right or to the left."""
        change = indented if right else outdented
        self._put(change(self._touched(), self.indent_width))

    def action_duplicate(self) -> None:
        """Write what is selected once more behind itself, or else the line below itself."""
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
        """Move lines over the one above or below."""
        first, last = self._rows()
        other = first - 1 if step < 0 else last + 1
        if not 0 <= other < self.document.line_count:
            return
        lines = self._touched()
        crossed = self.document.get_line(other)
        moved = [*lines, crossed] if step < 0 else [crossed, *lines]
        top, bottom = min(first, other), max(last, other)
        start, end = self.selection
        self._replace_rows(top, bottom, moved)
        self.selection = Selection((start[0] + step, start[1]), (end[0] + step, end[1]))

    def _replace_via_keyboard(
        self, insert: str, start: Location, end: Location
    ) -> EditResult | None:
        """Type; what begins a word can be undone by itself."""
        row, column = start
        before = self.document.get_line(row)[column - 1 : column]
        if insert.isalnum() and not (before.isalnum() or before == "_"):
            self.history.checkpoint()
        return super()._replace_via_keyboard(insert, start, end)

    def _rows(self) -> tuple[int, int]:
        """The first and the last row that the selection touches."""
        (first, _), (last, column) = sorted(self.selection)
        return first, last - 1 if column == 0 and last > first else last

    def _touched(self) -> list[str]:
        first, last = self._rows()
        return [self.document.get_line(row) for row in range(first, last + 1)]

    def _put(self, lines: Sequence[str]) -> None:
        """Put other lines in the place of those that are touched; the cursor keeps its place."""
        first, last = self._rows()
        old = self._touched()
        if lines == old:
            return
        start, end = self.selection
        self._replace_rows(first, last, lines)

        def shifted(place: Location) -> Location:
            row, column = place
            if not first <= row <= last or (column == 0 and start != end):
                return place
            return row, max(0, column + len(lines[row - first]) - len(old[row - first]))

        self.selection = Selection(shifted(start), shifted(end))

    def _replace_rows(self, first: int, last: int, lines: Sequence[str]) -> None:
        end = (last, len(self.document.get_line(last)))
        self.replace("\n".join(lines), (first, 0), end, maintain_selection_offset=False)
