"""The undo history of the editor, with steps that are opened and closed on purpose."""

from __future__ import annotations

from textual.document._edit import Edit
from textual.document._history import EditHistory

MAX_STEPS = 1_000
"""Undo steps that are kept."""


class Step(list[Edit]):
    """The edits of one undo step, with what the vim mode restores beside the text."""

    def __init__(self, note: object) -> None:
        super().__init__()
        self.note = note


class StepHistory(EditHistory):
    """Textual's history; while a step is open, every edit belongs to it."""

    def __init__(self) -> None:
        super().__init__(
            max_checkpoints=MAX_STEPS, checkpoint_timer=2.0, checkpoint_max_characters=100
        )
        self._open_step: Step | None = None

    def open_step(self, note: object) -> None:
        """Put the edits that follow into one step, until `close_step`."""
        self._open_step = Step(note)

    def close_step(self) -> None:
        """End the step."""
        self._open_step = None
        self.checkpoint()

    def record(self, edit: Edit) -> None:
        """Add an edit to the open step, or to the one that Textual chooses."""
        step, result = self._open_step, edit._edit_result
        if step is None or result is None:
            super().record(edit)
            return
        if not edit.text and not result.replaced_text:
            return
        if not step:
            self._undo_stack.append(step)
        step.append(edit)
        self._redo_stack.clear()

    def undo(self) -> list[Edit] | None:
        """Return the edits of the last step, which becomes one to redo."""
        return self._pop_undo()

    def redo(self) -> list[Edit] | None:
        """Return the edits of the step that was undone last."""
        return self._pop_redo()
