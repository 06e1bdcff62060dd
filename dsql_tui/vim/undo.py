"""Undo and redo, and where they put the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dsql_tui.vim.state import State
from dsql_tui.vim.text import Edit, UndoStep, first_nonblank
from dsql_tui.vim.values import ChangedRows, UndoNote


class _Rows(NamedTuple):
    """An edit as whole lines."""

    first: int
    before: list[str]
    after: list[str]
    """The lines after the undo or redo."""


def undo(state: State, times: int) -> None:
    """Revert undo steps (`u`)."""
    _repeat(state, times, redo=False)


def redo(state: State, times: int) -> None:
    """Repeat undone steps (`<C-r>`)."""
    _repeat(state, times, redo=True)


def _repeat(state: State, times: int, redo: bool) -> None:
    for number in range(times):
        was_empty = state.has_no_line
        step = state.buffer.redo() if redo else state.buffer.undo()
        if step is None:
            if number == 0:
                what = "newest" if redo else "oldest"
                state.fail(f"Already at {what} change.")
            return
        _restore(state, step, redo, was_empty)


def _restore(state: State, step: UndoStep, redo: bool, was_empty: bool) -> None:
    """Put the marks and the cursor where vim puts them."""
    state.marks.note_jump(state.cursor)
    note = step.note if isinstance(step.note, UndoNote) else None
    noted: Sequence[ChangedRows | None] = note.rows if note else ()
    if len(noted) != len(step.edits):
        noted = [None] * len(step.edits)
    rows = [
        _make_rows(edit, about, redo)
        for edit, about in zip(step.edits, noted, strict=True)
        if about is None or not about.covered
    ]
    if not redo:
        rows.reverse()
    for each in rows:
        delta = len(each.after) - len(each.before)
        if delta:
            last = each.first + len(each.before) - 1
            state.marks.shift_rows(each.first, last, None, delta)
    if note:
        state.marks.positions.update(note.marks)
    _place_cursor(state, rows, note)
    if note:
        state.deleted_all, note.had_no_line = note.had_no_line, was_empty


def _make_rows(edit: Edit, noted: ChangedRows | None, redo: bool) -> _Rows:
    """Return the lines that an edit has replaced."""
    old, new = (edit.old, edit.new) if redo else (edit.new, edit.old)
    before, after = old.split("\n"), new.split("\n")
    if noted is None:
        return _Rows(edit.start[0], before, after)
    if not noted.before or not noted.after:
        before, after = [""] * noted.before, [""] * noted.after
        before, after = (before, after) if redo else (after, before)
    return _Rows(noted.first, before, after)


def _place_cursor(state: State, rows: Sequence[_Rows], note: UndoNote | None) -> None:
    near = note and note.saved and note.saved[0] - 1 <= note.cursor[0] <= note.saved[1] + 1
    if note and (near or not rows):
        state.move_to(note.cursor)
        return
    unset = 2**31 - 1
    cursor = note.cursor if note else (-9, 0)
    row, least = state.row, unset
    for number, each in enumerate(rows):
        if each.first >= least:
            continue
        if each.first - 1 <= cursor[0] <= each.first + len(each.after):
            row = least = cursor[0]
            continue
        common = min(len(each.before), len(each.after))
        same = 0
        while same < common and each.before[same] == each.after[same]:
            same += 1
        is_last = number == len(rows) - 1
        if same < len(each.after) or (least == unset and is_last):
            same = 0 if same == len(each.after) else same
            row = least = each.first + same
    row = min(row, state.last_row)
    if note and cursor[0] + 1 == row and row > 0:
        row -= 1
    if row == cursor[0]:
        state.move_to(cursor)
    else:
        state.move_to((row, first_nonblank(state.buffer.line(row))))
