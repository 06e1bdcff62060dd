"""Motions inside a line and by lines."""

from __future__ import annotations

from functools import partial

from dsql_tui.vim.cells import END
from dsql_tui.vim.motion import Call, Motion, Target
from dsql_tui.vim.text import (
    first_nonblank,
    indent_end,
    last_column,
    next_column,
    previous_column,
)
from dsql_tui.vim.values import Find


def go_back_in_line(call: Call) -> Target | None:
    """Go left (`h`)."""
    state, column = call.state, call.state.column
    for _ in range(min(call.times, column)):
        column = previous_column(state.line, column)
    if column == state.column and not call.operator:
        return None
    return Target((state.row, column))


def go_on_in_line(call: Call) -> Target | None:
    """Go right (`l`); an operator reaches the last character of the line."""
    state, line, column = call.state, call.state.line, call.state.column
    end = len(line) if state.visual or call.operator else last_column(line)
    for _ in range(min(call.times, len(line))):
        after = next_column(line, column)
        if after > end or column >= end:
            break
        column = after
    if column == state.column and not call.operator:
        return None
    return Target((state.row, column))


def move_left_over_ends(call: Call) -> Target | None:
    """Go left, also to the end of the line before (Backspace)."""
    state, (row, column), adjusts = call.state, call.state.cursor, True
    for _ in range(call.times):
        line = state.buffer.line(row)
        if column > 0:
            column = previous_column(line, column)
        elif row > 0:
            row -= 1
            line = state.buffer.line(row)
            deletes = call.operator in ("d", "c") and line
            column = len(line) if deletes or state.visual else last_column(line)
            adjusts = not deletes
    if (row, column) == state.cursor and not call.operator:
        return None
    return Target((row, column), adjusts=adjusts)


def move_right_over_ends(call: Call) -> Target | None:
    """Go right, also to the start of the next line (Space)."""
    state, (row, column), inclusive = call.state, call.state.cursor, False
    for _ in range(call.times):
        line = state.buffer.line(row)
        if (column if state.visual else next_column(line, column)) < len(line):
            column = next_column(line, column)
        elif call.operator and not inclusive and line:
            inclusive = True
        elif row < state.last_row:
            row, column, inclusive = row + 1, 0, False
    if (row, column) == state.cursor and not call.operator:
        return None
    return Target((row, column), inclusive=inclusive)


def move_by_rows(call: Call, step: int) -> Target | None:
    """Go up or down in the same cells (`j`, `k`)."""
    state = call.state
    row = max(0, min(state.row + step * call.times, state.last_row))
    if row == state.row:
        return None
    wanted = state.get_wanted_cell()
    return Target((row, state.column_for(row, wanted)), linewise=True, wanted=wanted)


def go_to_start(call: Call) -> Target:
    """Go to the start of the line (`0`)."""
    return Target((call.state.row, 0))


def go_to_nonblank(call: Call) -> Target:
    """Go to the first character of the line that is not blank (`^`)."""
    return Target((call.state.row, first_nonblank(call.state.line)))


def go_to_end(call: Call) -> Target | None:
    """Go to the end of the line, `count - 1` lines below (`$`)."""
    state, row = call.state, call.state.row + call.times - 1
    if call.times > 1 and state.row == state.last_row:
        state.wanted = END
        return None
    row = min(row, state.last_row)
    column = state.column_for(row, END)
    return Target((row, column), inclusive=True, wanted=END)


def go_to_last_nonblank(call: Call) -> Target | None:
    """Go to the last character that is not blank (`g_`)."""
    state = call.state
    if call.times > 1 and state.row == state.last_row:
        state.wanted = END
        return None
    row = min(state.row + call.times - 1, state.last_row)
    line = state.buffer.line(row).rstrip(" \t")
    return Target((row, last_column(line)), inclusive=True)


def go_to_cell(call: Call) -> Target:
    """Go to a cell of the line (`|`)."""
    state, cell = call.state, call.times - 1
    return Target((state.row, state.column_for(state.row, cell)), wanted=cell)


def go_by_lines(call: Call, step: int, less: int = 0) -> Target | None:
    """Go up or down to a first character that is not blank (`+`, `-`, `_`)."""
    state, rows = call.state, call.times - less
    if rows and state.row == (state.last_row if step > 0 else 0):
        return None
    row = max(0, min(state.row + step * rows, state.last_row))
    return Target((row, first_nonblank(state.buffer.line(row))), linewise=True)


def go_to_line(call: Call, default: int) -> Target:
    """Go to a line by its number (`G`, `gg`)."""
    state = call.state
    row = call.number - 1 if call.number else default if default >= 0 else state.last_row
    row = min(row, state.last_row)
    return Target((row, first_nonblank(state.buffer.line(row))), linewise=True, jumps=True)


def go_to_view(call: Call, where: str) -> Target:
    """Go to the top, the middle or the bottom of the visible lines (`H`, `M`, `L`)."""
    state, view = call.state, call.state.view
    bottom = min(view.top + view.height - 1, state.last_row)
    rows = {
        "H": min(view.top + call.times - 1, bottom),
        "M": view.top + (bottom - view.top) // 2,
        "L": max(bottom - call.times + 1, view.top),
    }
    row = max(0, rows[where])
    return Target((row, first_nonblank(state.buffer.line(row))), linewise=True, jumps=True)


def find_character(call: Call, kind: str) -> Target | None:
    """Go to a character of the line (`f`, `F`, `t`, `T`)."""
    call.state.find = Find(kind, call.argument)
    return _find(call, call.state.find, repeats=False)


def repeat_find(call: Call, reverse: bool) -> Target | None:
    """Repeat the last search for a character (`;`, `,`)."""
    last = call.state.find
    if last is None:
        return None
    return _find(call, Find(last.kind.swapcase(), last.character) if reverse else last, True)


def _find(call: Call, find: Find, repeats: bool) -> Target | None:
    state, line = call.state, call.state.line
    forward, till = find.kind.islower(), find.kind in "tT"
    column = state.column
    if repeats and till and call.times == 1:  # it always moves on
        column = next_column(line, column) if forward else previous_column(line, column)
    for _ in range(call.times):
        if forward:
            column = line.find(find.character, next_column(line, column))
        else:
            column = line.rfind(find.character, 0, column)
        if column < 0:
            return None
    if till:
        column = previous_column(line, column) if forward else next_column(line, column)
    return Target((state.row, column), inclusive=forward)


def in_indent(line: str, column: int, extra: int = 0) -> bool:
    """Return whether a column is in the indentation, or at the first other character."""
    return indent_end(line) >= column + extra


LINE_MOTIONS: dict[str, Motion] = {
    "h": go_back_in_line,
    "l": go_on_in_line,
    "<BS>": move_left_over_ends,
    " ": move_right_over_ends,
    "j": partial(move_by_rows, step=1),
    "k": partial(move_by_rows, step=-1),
    "0": go_to_start,
    "^": go_to_nonblank,
    "$": go_to_end,
    "g_": go_to_last_nonblank,
    "|": go_to_cell,
    "+": partial(go_by_lines, step=1),
    "<CR>": partial(go_by_lines, step=1),
    "-": partial(go_by_lines, step=-1),
    "_": partial(go_by_lines, step=1, less=1),
    "G": partial(go_to_line, default=-1),
    "gg": partial(go_to_line, default=0),
    "H": partial(go_to_view, where="H"),
    "M": partial(go_to_view, where="M"),
    "L": partial(go_to_view, where="L"),
    "f": partial(find_character, kind="f"),
    "F": partial(find_character, kind="F"),
    "t": partial(find_character, kind="t"),
    "T": partial(find_character, kind="T"),
    ";": partial(repeat_find, reverse=False),
    ",": partial(repeat_find, reverse=True),
}
