"""A buffer in memory with undo, for tests of the vim mode without a screen."""

from __future__ import annotations

from dsql_tui.vim.text import Edit, Position, UndoStep


class MemoryBuffer:
    """Lines and the steps that changed them."""

    def __init__(self, text: str = "") -> None:
        self.lines = text.split("\n")
        self.steps: list[tuple[list[Edit], object]] = []
        self.undone: list[tuple[list[Edit], object]] = []
        self._open = False

    @property
    def text(self) -> str:
        """The whole text."""
        return "\n".join(self.lines)

    def line(self, row: int) -> str:
        """Return a line."""
        return self.lines[row]

    @property
    def line_count(self) -> int:
        """The number of lines."""
        return len(self.lines)

    def replace(self, start: Position, end: Position, text: str) -> None:
        """Replace a range."""
        assert self._open, "an edit outside an undo step"
        old = self._apply(start, end, text)
        if old or text:
            self.steps[-1][0].append(Edit(start, old, text))

    def open_step(self, note: object) -> None:
        """Begin an undo step."""
        self._open = True
        self.steps.append(([], note))
        self.undone.clear()

    def close_step(self) -> None:
        """End the undo step."""
        self._open = False

    def undo(self) -> UndoStep | None:
        """Revert a step."""
        if not self.steps:
            return None
        edits, note = self.steps.pop()
        for start, old, new in reversed(edits):
            self._apply(start, _end(start, new), old)
        self.undone.append((edits, note))
        return UndoStep(edits, note)

    def redo(self) -> UndoStep | None:
        """Repeat a step."""
        if not self.undone:
            return None
        edits, note = self.undone.pop()
        for start, old, new in edits:
            self._apply(start, _end(start, old), new)
        self.steps.append((edits, note))
        return UndoStep(edits, note)

    def _apply(self, start: Position, end: Position, text: str) -> str:
        assert (0, 0) <= start <= end, (start, end)
        assert end[0] < len(self.lines), (start, end)
        assert start[1] <= len(self.lines[start[0]]), (start, end)
        assert end[1] <= len(self.lines[end[0]]), (start, end)
        old = self.lines[start[0] : end[0] + 1]
        before, after = old[0][: start[1]], old[-1][end[1] :]
        self.lines[start[0] : end[0] + 1] = (before + text + after).split("\n")
        old[-1] = old[-1][: end[1]]
        old[0] = old[0][start[1] :]
        return "\n".join(old)


def _end(start: Position, text: str) -> Position:
    newlines = text.count("\n")
    column = len(text) - text.rfind("\n") - 1
    return start[0] + newlines, column if newlines else start[1] + len(text)
