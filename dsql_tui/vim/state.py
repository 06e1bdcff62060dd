"""The state of the vim mode, and the edits that change the text and what points into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dsql_tui.vim.cells import Ruler
from dsql_tui.vim.marks import Marks
from dsql_tui.vim.registers import Registers
from dsql_tui.vim.text import Buffer, Position, count_same, first_nonblank, last_column
from dsql_tui.vim.values import (
    Action,
    ChangedRows,
    Find,
    Mode,
    Options,
    Search,
    Substitution,
    UndoNote,
    View,
)

MAX_SINGLE_ROWS = 20
"""Rows that are changed one by one; more are replaced at once."""
LAST = 2**31 - 1
"""A row after every other."""


@dataclass
class State:
    """Everything that a key can change."""

    buffer: Buffer
    ruler: Ruler
    registers: Registers = field(default_factory=Registers)
    options: Options = field(default_factory=Options)
    view: View = field(default_factory=View)
    mode: Mode = Mode.NORMAL
    cursor: Position = (0, 0)
    anchor: Position = (0, 0)
    """The other end of the visual selection."""
    wanted: int | None = None
    """The cell that `j` and `k` keep to; `None` for the cursor's own."""
    marks: Marks = field(default_factory=Marks)
    last_visual: Mode = Mode.VISUAL
    """The mode of the last selection."""
    last_wanted: int | None = None
    """The cell that it kept to."""
    find: Find | None = None
    search: Search = field(default_factory=Search)
    substitution: Substitution | None = None
    """The last `:s`."""
    replacement: str = ""
    """The last replacement of `:s`."""
    actions: list[Action] = field(default_factory=list)
    message: str = ""
    """A sentence for the user; a failed command without one was only impossible here."""
    failed: bool = False
    """Whether the last command failed."""
    step: UndoNote | None = None
    """The undo step of the command that is running."""
    deleted_all: bool = True
    """Whether the only line is empty because the text has no line."""

    @property
    def visual(self) -> bool:
        """Whether text is being selected."""
        return self.mode in (Mode.VISUAL, Mode.VISUAL_LINE)

    @property
    def row(self) -> int:
        """The row of the cursor."""
        return self.cursor[0]

    @property
    def column(self) -> int:
        """The column of the cursor."""
        return self.cursor[1]

    @property
    def line(self) -> str:
        """The line of the cursor."""
        return self.buffer.line(self.cursor[0])

    @property
    def last_row(self) -> int:
        """The last row."""
        return self.buffer.line_count - 1

    @property
    def has_no_line(self) -> bool:
        """Whether the text is empty, without even an empty line."""
        return self.deleted_all and self.buffer.line_count == 1 and not self.buffer.line(0)

    def fail(self, message: str = "") -> None:
        """Report that a command cannot be done."""
        self.failed, self.message = True, message

    def get_wanted_cell(self) -> int:
        """Return the cell that vertical motions keep to."""
        if self.wanted is None:
            at_start = self.visual and self.cursor <= self.anchor
            at_start = at_start or self.mode in (Mode.INSERT, Mode.REPLACE)
            self.wanted = self.ruler.cursor_cell(self.line, self.column, at_start)
        return self.wanted

    def move_to(self, position: Position, wanted: int | None = None) -> None:
        """Move the cursor, and keep it inside the text."""
        row = max(0, min(position[0], self.last_row))
        line = self.buffer.line(row)
        can_pass = self.mode is not Mode.NORMAL
        column = min(position[1], len(line) if can_pass else last_column(line))
        self.cursor, self.wanted = (row, max(0, column)), wanted

    def move_to_row(self, row: int) -> None:
        """Move the cursor to the first character of a row that is not blank."""
        row = max(0, min(row, self.last_row))
        self.move_to((row, first_nonblank(self.buffer.line(row))))

    def column_for(self, row: int, cell: int) -> int:
        """Return the column of a row at a cell."""
        past = self.mode is not Mode.NORMAL
        return self.ruler.column(self.buffer.line(row), cell, past_end=past)

    def get_text(self, start: Position, end: Position) -> str:
        """Return the text between two positions."""
        if start[0] == end[0]:
            return self.buffer.line(start[0])[start[1] : end[1]]
        lines = [self.buffer.line(row) for row in range(start[0], end[0] + 1)]
        lines[0], lines[-1] = lines[0][start[1] :], lines[-1][: end[1]]
        return "\n".join(lines)

    def get_rows(self, first: int, last: int) -> list[str]:
        """Return the lines from one row to another."""
        return [self.buffer.line(row) for row in range(first, last + 1)]

    def open_step(self, first: int | None = None, last: int = 0) -> None:
        """Begin the undo step of this command, if it has not begun.

        Args:
            first: The first row that the command acts on, changed or not.
            last: The last one.
        """
        if self.step is None:
            self.step = UndoNote(self.cursor, self.marks.named, had_no_line=self.has_no_line)
            self.buffer.open_step(self.step)
        if first is not None:
            self.step.saved = first, last

    def close_step(self) -> None:
        """End the undo step."""
        if self.step is not None:
            self.step = None
            self.buffer.close_step()

    def replace(self, start: Position, end: Position, text: str) -> None:
        """Replace a range of characters."""
        self.open_step()
        if start == end and not text:
            return
        self.buffer.replace(start, end, text)
        self.note_edit(start, end, text)

    def note_edit(self, start: Position, end: Position, text: str, covered: bool = False) -> None:
        """Move the marks after an edit, and note its rows for undo."""
        self.note_rows(start[0], end[0] - start[0] + 1, text.count("\n") + 1, covered)
        marks = self.marks
        if end[0] > start[0]:
            removed = end[0] - start[0]
            marks.shift_columns(end[0], 0, -removed, start[1])
            marks.shift_rows(start[0] + 1, end[0] - 1, None, -removed)
        if added := text.count("\n"):
            marks.shift_rows(start[0] + 1, LAST, added, 0)
        marks.positions["."] = start
        self.deleted_all = False

    def note_rows(self, first: int, before: int, after: int, covered: bool = False) -> None:
        """Note the rows of an edit for undo."""
        if self.step is not None:
            self.step.rows.append(ChangedRows(first, before, after, covered))

    def set_rows(self, first: int, lines: Sequence[str]) -> None:
        """Replace lines one by one; what is the same stays, so that little is drawn again."""
        rows = range(first, first + len(lines))
        changed = [
            (row, new) for row, new in zip(rows, lines, strict=True) if new != self.buffer.line(row)
        ]
        if len(changed) > MAX_SINGLE_ROWS:
            first, last = changed[0][0], changed[-1][0]
            text = "\n".join(lines[first - rows.start : last + 1 - rows.start])
            self.replace((first, 0), (last, len(self.buffer.line(last))), text)
            return
        shift = 0
        for row, new in changed:
            self._set_row(row + shift, new)
            shift += new.count("\n")

    def _set_row(self, row: int, new: str) -> None:
        old = self.buffer.line(row)
        start = count_same(old, new)
        end = count_same(old[start:][::-1], new[start:][::-1])
        self.replace((row, start), (row, len(old) - end), new[start : len(new) - end])

    def insert_rows(self, row: int, lines: Sequence[str], fills: bool = False) -> None:
        """Insert lines before a row, which may be after the last one.

        Args:
            row: The row.
            lines: The lines.
            fills: Whether undo treats the only line, if it is empty, as one of them.
        """
        self.open_step()
        fills = fills and self.last_row == 0 and not self.line
        text = "\n".join(lines)
        if row > self.last_row:
            end = self.last_row, len(self.buffer.line(self.last_row))
            self.buffer.replace(end, end, f"\n{text}")
        else:
            self.buffer.replace((row, 0), (row, 0), f"{text}\n")
        self.note_rows(row - (fills and row), int(fills), len(lines) + fills)
        self.marks.shift_rows(row, LAST, len(lines), 0)
        self.marks.positions["."] = row, 0
        self.deleted_all = False

    def delete_rows(self, first: int, count: int) -> None:
        """Delete whole lines."""
        self.open_step()
        after = first + count
        if after <= self.last_row:
            self.buffer.replace((first, 0), (after, 0), "")
        else:
            end = self.last_row, len(self.buffer.line(self.last_row))
            start = (first - 1, len(self.buffer.line(first - 1))) if first else (0, 0)
            self.buffer.replace(start, end, "")
            self.deleted_all = first == 0
        self.note_rows(first, count, 0)
        self.marks.shift_rows(first, after - 1, None, -count)
        self.marks.positions["."] = min(first, self.last_row), 0
