"""The gaps of a snippet that was expanded in the editor, filled in one after the other."""

from __future__ import annotations

from dataclasses import dataclass

from textual.widgets.text_area import Selection

from dsql_tui.sql.complete.snippets import expand
from dsql_tui.ui.editor.sql_area import SqlArea


@dataclass
class _OpenGap:
    name: str
    behind: int
    """The characters of the script behind the gap, which typing before it does not change."""


class SnippetGaps:
    """Selects the gaps in turn. What is typed in one also fills the later ones of its name."""

    def __init__(self, editor: SqlArea) -> None:
        self.editor = editor
        self._open: list[_OpenGap] = []
        """The gaps to come; the last one is the end of the snippet."""
        self._current: tuple[str, int, int] | None = None
        """The name of the gap at the cursor, its start, and the characters behind it."""

    def insert(self, text: str, start: int, end: int) -> None:
        """Insert a snippet in place of a range of offsets, and go to its first gap."""
        document = self.editor.document
        row, column = document.location(start)
        line = document.get_line(row)
        indentation = line[: min(column, len(line) - len(line.lstrip(" \t")))]
        plain, gaps = expand(text, indentation)
        places = document.location(start), document.location(end)
        self.editor.replace(plain, *places, maintain_selection_offset=False)
        behind = len(document.text) - start
        if document.newline == "\r\n":
            gaps = [gap._replace(start=gap.start + plain.count("\n", 0, gap.start)) for gap in gaps]
            plain = plain.replace("\n", "\r\n")
        self._open = [_OpenGap(gap.name, behind - gap.start - len(gap.name)) for gap in gaps]
        self._open.append(_OpenGap("", behind - len(plain)))
        self._current = None
        self.go_to_next()

    def go_to_next(self) -> bool:
        """Select the next gap; return False if there is none, or if it has been edited."""
        self._fill_same()
        if not self._open:
            return False
        gap = self._open.pop(0)
        document = self.editor.document
        end = len(document.text) - gap.behind
        start = end - len(gap.name)
        if start < 0 or document.text[start:end] != gap.name:
            self.close()
            return False
        self._current = (gap.name, start, gap.behind)
        selection = Selection(document.location(start), document.location(end))
        self.editor.history.checkpoint()
        self.editor.selection = selection
        return True

    def close(self) -> None:
        """Forget the gaps."""
        self._open, self._current = [], None

    def _fill_same(self) -> None:
        """Write what was typed in the gap at the cursor into the later ones of its name."""
        if self._current is None:
            return
        name, start, behind = self._current
        document = self.editor.document
        end = len(document.text) - behind
        cursor = document.offset(self.editor.cursor_location)
        if not start <= cursor <= end:
            self.close()  # the user has gone elsewhere
            return
        typed = document.text[start:end]
        for gap in [each for each in self._open if name and each.name == name]:
            self._fill(gap, typed)

    def _fill(self, gap: _OpenGap, typed: str) -> None:
        document = self.editor.document
        end = len(document.text) - gap.behind
        start = end - len(gap.name)
        if document.text[start:end] == gap.name:
            self._open.remove(gap)
            self.editor.replace(typed, document.location(start), document.location(end))
            grown = len(document.text) - gap.behind - end
            for each in self._open:
                if each.behind > gap.behind:
                    each.behind += grown
