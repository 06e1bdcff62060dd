"""The commands of normal mode that are neither motions nor operators."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from dsql_tui.vim import put
from dsql_tui.vim.insert import Insertion, open_line
from dsql_tui.vim.marks import NAMES
from dsql_tui.vim.operators import convert_case
from dsql_tui.vim.parser import Command
from dsql_tui.vim.scroll import scroll_cursor_line, scroll_half_page, scroll_lines, scroll_page
from dsql_tui.vim.state import State
from dsql_tui.vim.text import indent_end, last_column, next_column, previous_column
from dsql_tui.vim.undo import redo, undo
from dsql_tui.vim.values import Action, Mode
from dsql_tui.vim.visual import reselect

Handler = Callable[[State, Command], Insertion | None]
"""Runs a command; returns the insertion that it begins, if it does."""

ALIASES = {
    "x": ("d", "l"),
    "X": ("d", "h"),
    "D": ("d", "$"),
    "C": ("c", "$"),
    "s": ("c", "l"),
    "S": ("c", "c"),
    "Y": ("y", "y"),
}
"""Commands that are an operator with a motion."""


def _insert(state: State, command: Command, column: int | None = None) -> Insertion:
    if column is not None:
        state.cursor = state.row, column
    return Insertion(state.cursor, command.count or 1)


def _insert_here(state: State, command: Command) -> Insertion:
    return _insert(state, command)


def _append(state: State, command: Command) -> Insertion:
    return _insert(state, command, next_column(state.line, state.column) if state.line else 0)


def _insert_at_nonblank(state: State, command: Command) -> Insertion:
    return _insert(state, command, indent_end(state.line))


def _insert_at_start(state: State, command: Command) -> Insertion:
    return _insert(state, command, 0)


def _append_at_end(state: State, command: Command) -> Insertion:
    return _insert(state, command, len(state.line))


def _insert_at_last(state: State, command: Command) -> Insertion:
    row, column = state.marks.positions.get("^", state.cursor)
    row = min(row, state.last_row)
    state.cursor = row, min(column, len(state.buffer.line(row)))
    return _insert(state, command)


def _open(state: State, command: Command, below: bool) -> Insertion:
    open_line(state, below)
    opens = 1 if below else -1
    indented = state.options.autoindent
    return Insertion(state.cursor, command.count or 1, opens=opens, indented=indented)


def _replace_mode(state: State, command: Command) -> Insertion:
    state.mode = Mode.REPLACE
    return _insert(state, command)


def _put(state: State, command: Command, after: bool) -> None:
    put.put(state, command.register, command.count or 1, after)


def _replace_characters(state: State, command: Command) -> None:
    (row, column), line, times = state.cursor, state.line, command.count or 1
    end = column
    for _ in range(times):
        if end >= len(line):
            state.fail()
            return
        end = next_column(line, end)
    if command.argument == "\n":
        state.replace((row, column), (row, end), "\n")
        state.move_to((row + 1, 0))
        state.marks.positions["^"] = state.cursor
        return
    state.replace((row, column), (row, end), command.argument * times)
    state.move_to((row, column + times - 1))


def _switch_case(state: State, command: Command) -> None:
    (row, column), line = state.cursor, state.line
    if not line:
        state.fail()
        return
    end = column
    for _ in range(command.count or 1):
        end = next_column(line, end)
    state.open_step()
    new = convert_case(line[column:end], "g~")
    if new != line[column:end]:
        state.replace((row, column), (row, end), new)
    state.move_to((row, end))


def limit_join(state: State, command: Command) -> Command:
    """Return a join that ends with the text; `.` repeats it with this count."""
    count = max(2, command.count or 2)
    if count > 2:
        count = min(count, state.last_row - state.row + 1)
    return command.with_count(count)


def _join(state: State, command: Command, spaces: bool) -> None:
    count = command.count or 2
    if count == 1:
        state.open_step()
        state.move_to((state.row, 0))
    elif state.row + count - 1 > state.last_row:
        state.fail()
    else:
        put.join(state, state.row, count, spaces)


def _set_mark(state: State, command: Command) -> None:
    if command.argument in ("'", "`"):
        state.marks.note_jump(state.cursor)
    elif command.argument in NAMES:
        state.marks.positions[command.argument] = state.cursor
    else:
        state.fail(f"“{command.argument}” cannot be set as a mark. Use a letter from a to z.")


def _start_visual(state: State, command: Command, mode: Mode) -> None:
    state.anchor, state.mode = state.cursor, mode
    if command.count and command.count > 1:
        if mode is Mode.VISUAL:
            column = state.column
            for _ in range(command.count - 1):
                column = next_column(state.line, column)
            state.move_to((state.row, min(column, len(state.line))))
        else:
            row = min(state.row + command.count - 1, state.last_row)
            state.move_to((row, state.column_for(row, state.get_wanted_cell())), state.wanted)


def _reselect(state: State, command: Command) -> None:
    reselect(state)


def _run(state: State, command: Command, action: Callable[..., None], **options: object) -> None:
    action(state, command.count or 1, **options)


def _scroll(state: State, command: Command, action: Callable[..., None], **how: object) -> None:
    action(state, command.count, **how)


def _leave(state: State, command: Command, save: bool) -> None:
    if save:
        state.actions.append(Action("write"))
    state.actions.append(Action("quit", force=not save))


def move_left_after_insert(state: State) -> None:
    """Put the cursor on the last inserted character."""
    row, column = state.cursor
    state.marks.positions["^"] = state.cursor
    line = state.line
    state.move_to((row, previous_column(line, column) if column else 0))
    if state.column > last_column(line):
        state.move_to((row, last_column(line)))


HANDLERS: dict[str, Handler] = {
    "i": _insert_here,
    "a": _append,
    "I": _insert_at_nonblank,
    "A": _append_at_end,
    "gI": _insert_at_start,
    "gi": _insert_at_last,
    "o": partial(_open, below=True),
    "O": partial(_open, below=False),
    "R": _replace_mode,
    "p": partial(_put, after=True),
    "P": partial(_put, after=False),
    "r": _replace_characters,
    "~": _switch_case,
    "J": partial(_join, spaces=True),
    "gJ": partial(_join, spaces=False),
    "u": partial(_run, action=undo),
    "<C-r>": partial(_run, action=redo),
    "m": _set_mark,
    "v": partial(_start_visual, mode=Mode.VISUAL),
    "V": partial(_start_visual, mode=Mode.VISUAL_LINE),
    "gv": _reselect,
    "<C-d>": partial(_scroll, action=scroll_half_page, step=1),
    "<C-u>": partial(_scroll, action=scroll_half_page, step=-1),
    "<C-f>": partial(_run, action=scroll_page, step=1),
    "<C-b>": partial(_run, action=scroll_page, step=-1),
    "<C-e>": partial(_run, action=scroll_lines, step=1),
    "<C-y>": partial(_run, action=scroll_lines, step=-1),
    "zz": partial(_scroll, action=scroll_cursor_line, where="zz"),
    "zt": partial(_scroll, action=scroll_cursor_line, where="zt"),
    "zb": partial(_scroll, action=scroll_cursor_line, where="zb"),
    "ZZ": partial(_leave, save=True),
    "ZQ": partial(_leave, save=False),
}
REPEATABLE = frozenset("iaIAoORpPr~J") | {"gI", "gi", "gJ"}
"""The commands that `.` repeats, beside operators."""
