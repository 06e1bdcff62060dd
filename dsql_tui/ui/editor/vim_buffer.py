"""The editor's text, as the vim mode edits it."""

from __future__ import annotations

from textual.document._edit import Edit as TextualEdit

from dsql_tui.ui.editor.history import Step, StepHistory
from dsql_tui.ui.editor.sql_area import SqlArea
from dsql_tui.vim.text import Edit, Position, UndoStep


class VimBuffer:
    """Edits the document of an editor."""

    def __init__(self, editor: SqlArea, history: StepHistory) -> None:
        self.editor = editor
        self.history = history
        self.editing = False
        """Whether an edit comes from the vim mode."""

    def line(self, row: int) -> str:
        """Return a line without its end."""
        return self.editor.document.get_line(row)

    @property
    def line_count(self) -> int:
        """The number of lines."""
        return self.editor.document.line_count

    def replace(self, start: Position, end: Position, text: str) -> None:
        """Replace a range."""
        self.editing = True
        try:
            self.editor.edit(TextualEdit(text, start, end, maintain_selection_offset=False))
        finally:
            self.editing = False

    def open_step(self, note: object) -> None:
        """Make the edits that follow one undo step."""
        self.history.open_step(note)

    def close_step(self) -> None:
        """End the undo step."""
        self.history.close_step()

    def undo(self) -> UndoStep | None:
        """Revert the last undo step."""
        edits = self.history.undo()
        if edits:
            self.editor._undo_batch(edits)
        return _describe(edits)

    def redo(self) -> UndoStep | None:
        """Repeat the step that was undone last."""
        edits = self.history.redo()
        if edits:
            self.editor._redo_batch(edits)
        return _describe(edits)


def _describe(edits: list[TextualEdit] | None) -> UndoStep | None:
    if edits is None:
        return None
    changes = [
        Edit(edit.top, edit._edit_result.replaced_text, edit.text)
        for edit in edits
        if edit._edit_result
    ]
    return UndoStep(changes, edits.note if isinstance(edits, Step) else None)
