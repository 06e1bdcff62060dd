"""Typing: brackets and quotes come in pairs, and a new line is indented like the one before."""

from __future__ import annotations

from textual.widgets.text_area import Selection

from dsql_tui.sql.pairs import (
    PAIRS,
    break_line,
    find_closer,
    find_surroundings,
    is_empty_pair,
)
from dsql_tui.ui.editor.line_area import LineArea


class TypingArea(LineArea):
    """Types text as other editors do."""

    pairs = True
    """Whether brackets and quotes are closed."""
    _closers: tuple[tuple[int, int], ...] = ()
    """The row of each closing character that was added, and its distance from the line's end."""

    @property
    def completes(self) -> bool:
        """Whether typing adds pairs and indentation."""
        return True

    def close_lists(self) -> None:
        """Close what is open above the text."""

    def type_text(self, text: str, plain: bool = False) -> None:
        """Type a text at the cursor, or in place of the selection.

        Args:
            text: What a key types; a line feed for Enter.
            plain: Whether to add nothing, because the text is pasted as keys.
        """
        self._restart_blink()
        if plain or not self.completes:
            self._remove_closer()
            self._replace_via_keyboard(text, *self.selection)
        elif text == "\n":
            self._break_line()
        elif not self.pairs or not (self._type_over(text) or self._type_pair(text)):
            self._replace_via_keyboard(text, *self.selection)

    def action_backspace(self) -> None:
        """Delete the selection, an empty pair, an indentation, or the character to the left."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        before, after = line[:column], line[column:]
        if not (self.completes and self.selection.is_empty and before):
            super().action_delete_left()
        elif before[-1] in PAIRS and self._is_empty_pair(row, before, after):
            self._delete_via_keyboard((row, column - 1), (row, column + 1))
        elif not after and not before.strip(" "):
            width = (column - 1) % self.indent_width + 1
            self._delete_via_keyboard((row, column - width), (row, column))
        else:
            super().action_delete_left()

    action_delete_left = action_backspace  # Textual's name

    def _is_empty_pair(self, row: int, before: str, after: str) -> bool:
        return self.pairs and is_empty_pair(before, after, self.document.state(row))

    def _break_line(self) -> None:
        (row, column), (last, end) = sorted(self.selection)
        before, after = self.document.get_line(row)[:column], self.document.get_line(last)[end:]
        state = self.document.state(row)
        text, rest = break_line(before, after, state, self.indent_width)
        closers = self._closers
        self._replace_via_keyboard(text + rest, *self.selection)
        if rest:
            self.selection = Selection.cursor((row + 1, len(text) - 1))
        else:
            self._closers = tuple((row + 1, distance) for _, distance in closers)

    def _type_over(self, text: str) -> bool:
        """Move over a bracket or quote that was added; return whether there is one."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        place = (row, len(line) - column)
        if not self.selection.is_empty or place not in self._closers or line[column] != text:
            return False
        self._closers = self._closers[: self._closers.index(place)]
        self.close_lists()
        self.selection = Selection.cursor((row, column + 1))
        return True

    def _type_pair(self, text: str) -> bool:
        """Type a bracket or quote with what closes it, around the selection; return whether."""
        if text not in PAIRS:
            return False
        (row, column), (last, end) = sorted(self.selection)
        before, state = self.document.get_line(row)[:column], self.document.state(row)
        if not self.selection.is_empty:
            return self._wrap_selection(text, before, row)
        after = self.document.get_line(last)[end:]
        closer = find_closer(text, before, after, state)
        if not closer:
            return False
        if self._closers and self._closers[0][0] != row:
            self._closers = ()
        self._replace_via_keyboard(text + closer, *self.selection)
        self._closers = (*self._closers, (row, len(after) + 1))
        self.selection = Selection.cursor((row, column + 1))
        return True

    def _wrap_selection(self, text: str, before: str, row: int) -> bool:
        """Put a bracket or quote around the selection, which stays; return whether."""
        in_code = find_surroundings(before, self.document.state(row)) == "code"
        if text in "'\"" and not in_code:
            return False
        backwards = self.selection.end < self.selection.start
        (row, column), (last, end) = sorted(self.selection)
        selected = self.selected_text
        self.history.checkpoint()
        self._replace_via_keyboard(f"{text}{selected}{PAIRS[text]}", *self.selection)
        inner = Selection((row, column + 1), (last, end + (last == row)))
        self.selection = Selection(inner.end, inner.start) if backwards else inner
        return True

    def _remove_closer(self) -> None:
        """Remove what was added to the key before: pasted keys bring their own."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        added = self._closers[-1:] == ((row, len(line) - column),)
        if added and self.selection.is_empty and PAIRS.get(line[column - 1]) == line[column]:
            self.delete((row, column), (row, column + 1))
        self._closers = ()

    def watch_selection(self) -> None:
        """Forget the brackets and quotes that the cursor has left."""
        super().watch_selection()
        if self._closers:
            row, column = self.cursor_location
            self._closers = self._keep_closers(row, column)

    def _keep_closers(self, row: int, column: int) -> tuple[tuple[int, int], ...]:
        distance = len(self.document.get_line(row)) - column
        return tuple(each for each in self._closers if each[0] == row and each[1] <= distance)
