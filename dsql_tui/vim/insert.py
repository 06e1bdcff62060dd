"""Insert and replace mode: what was typed, so that it can be repeated and undone as one."""

from __future__ import annotations

from dataclasses import dataclass

from dsql_tui.vim.parser import key_text
from dsql_tui.vim.state import State
from dsql_tui.vim.text import Position, Walk, indent_end, kind_of, next_column, previous_column
from dsql_tui.vim.values import Mode


@dataclass(frozen=True)
class Typed:
    """The effect of an insertion."""

    text: str = ""
    deleted: int = 0
    """The characters that were deleted before the start."""


@dataclass
class Insertion:
    """An insertion that has not ended."""

    start: Position
    times: int = 1
    """How often the text is inserted when it ends."""
    opens: int = 0
    """1 if each repetition goes to a new line below, -1 above, 0 if to the same line."""
    deleted: int = 0
    replaced: str = ""
    """The characters that replace mode has overwritten."""
    typed: bool = False
    """Whether something was typed or deleted."""
    indented: bool = False
    """Whether the line has only the indentation that it began with."""


def note_edit(insertion: Insertion, start: Position, old: str, text: str) -> None:
    """Follow an edit before or inside the inserted text."""
    insertion.indented = False
    if start < insertion.start:
        insertion.deleted += len(old) if not text else 0
        insertion.start = start


def type_key(state: State, insertion: Insertion, key: str) -> bool:
    """Do what a key means in insert or replace mode; return False if it means nothing."""
    if state.mode is Mode.REPLACE and key in ("<C-w>", "<C-u>"):
        return False
    if key in ("<BS>", "<C-h>"):
        _delete_back(state, insertion)
    elif key == "<Del>":
        _delete_next(state, insertion)
    elif key == "<C-w>":
        _delete_word(state, insertion)
    elif key == "<C-u>":
        _delete_line(state, insertion)
    elif text := key_text(key):
        type_text(state, insertion, text)
    else:
        return False
    return True


def type_text(state: State, insertion: Insertion, text: str) -> None:
    """Type a text; in replace mode, over what is there."""
    insertion.indented = False
    for part in text.splitlines(keepends=True) if "\n" in text else [text]:
        row, end = state.row, state.cursor
        if state.mode is Mode.REPLACE and part != "\n":
            for _ in part:
                old = state.buffer.line(row)[end[1] : next_column(state.buffer.line(row), end[1])]
                insertion.replaced += old or "\0"
                end = row, end[1] + len(old)
        _insert(state, insertion, end, part)


def _insert(state: State, insertion: Insertion, end: Position, text: str) -> None:
    start = state.cursor
    state.open_step()
    state.buffer.replace(start, end, text)
    state.note_edit(start, end, text, covered=insertion.typed and "\n" not in text)
    insertion.typed = True
    row = start[0] + text.count("\n")
    column = len(text) - text.rfind("\n") - 1 + (0 if "\n" in text else start[1])
    state.cursor, state.wanted = (row, column), None


def _delete_between(state: State, insertion: Insertion, start: Position) -> None:
    """Delete from a position to the cursor."""
    old = state.get_text(start, state.cursor)
    end = state.cursor
    state.replace(start, end, "")
    insertion.typed = True
    note_edit(insertion, start, old if start < insertion.start else "", "")
    state.cursor, state.wanted = start, None


def _delete_back(state: State, insertion: Insertion) -> None:
    if state.mode is Mode.REPLACE:
        _restore(state, insertion)
        return
    walk = Walk(state.buffer, state.cursor)
    if walk.backward() != -1:
        _delete_between(state, insertion, walk.position)


def _restore(state: State, insertion: Insertion) -> None:
    """Go back in replace mode, and restore the character that was there."""
    row, column = state.cursor
    if not insertion.replaced or state.cursor <= insertion.start:
        if column:
            state.cursor = row, previous_column(state.line, column)
            insertion.start = state.cursor
        return
    old, insertion.replaced = insertion.replaced[-1], insertion.replaced[:-1]
    start = row, previous_column(state.line, column)
    state.replace(start, state.cursor, "" if old == "\0" else old)
    state.cursor = start


def _delete_next(state: State, insertion: Insertion) -> None:
    walk = Walk(state.buffer, state.cursor)
    if state.column < len(state.line):
        walk.forward()
    elif state.row < state.last_row:
        walk.position = state.row + 1, 0
    state.replace(state.cursor, walk.position, "")


def _delete_word(state: State, insertion: Insertion) -> None:
    """Delete the word before the cursor, at most to the start of the insertion."""
    row, column = state.cursor
    if column == 0:
        _delete_back(state, insertion)
        return
    line, least = state.line, 0
    if insertion.start[0] == row and insertion.start[1] < column:
        least = insertion.start[1]
    while column > least and kind_of(line[column - 1]) == 0:
        column = previous_column(line, column)
    kind = kind_of(line[column - 1]) if column > least else 0
    while column > least and kind and kind_of(line[column - 1]) == kind:
        column = previous_column(line, column)
    _delete_between(state, insertion, (row, column))


def _delete_line(state: State, insertion: Insertion) -> None:
    """Delete what was inserted in the line, or else everything before the cursor."""
    row, column = state.cursor
    if column == 0:
        _delete_back(state, insertion)
        return
    inserted = insertion.start[0] == row and insertion.start[1] < column
    least = insertion.start[1] if inserted else 0
    if state.options.autoindent and not inserted and indent_end(state.line) < column:
        least = indent_end(state.line)
    _delete_between(state, insertion, (row, least))


def describe_insertion(state: State, insertion: Insertion) -> Typed:
    """Return what was typed so far."""
    if state.cursor < insertion.start:
        return Typed("", insertion.deleted)
    return Typed(state.get_text(insertion.start, state.cursor), insertion.deleted)


def repeat_insertion(state: State, insertion: Insertion, typed: Typed) -> None:
    """Type again what was typed."""
    walk = Walk(state.buffer, state.cursor)
    for _ in range(typed.deleted):
        if walk.backward() == -1:
            break
    if walk.position != state.cursor:
        _delete_between(state, insertion, walk.position)
    if typed.text:
        type_text(state, insertion, typed.text)


def open_line(state: State, below: bool) -> None:
    """Open a new line and move the cursor there, without typing."""
    row = state.row + below
    indent = ""
    if state.options.autoindent:
        indent = state.line[: indent_end(state.line)]
    state.insert_rows(row, [indent])
    state.cursor = row, len(indent)
