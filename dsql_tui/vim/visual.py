"""The visual modes: commands on a selection."""

from __future__ import annotations

from dataclasses import dataclass

from dsql_tui.vim import put
from dsql_tui.vim.cells import END
from dsql_tui.vim.insert import Insertion
from dsql_tui.vim.operators import Range, apply_operator, change, make_selection
from dsql_tui.vim.parser import Command
from dsql_tui.vim.state import State
from dsql_tui.vim.text import next_column
from dsql_tui.vim.values import Mode

OPERATORS = {
    "d": "d",
    "x": "d",
    "y": "y",
    "c": "c",
    "s": "c",
    "u": "gu",
    "U": "gU",
    "~": "g~",
    "gu": "gu",
    "gU": "gU",
    "g~": "g~",
    ">": ">",
    "<": "<",
    "=": "=",
}
"""The operator of each key."""
LINE_OPERATORS = {"D": "d", "X": "d", "Y": "y", "C": "c", "S": "c", "R": "c"}
"""The keys whose operator takes whole lines."""
_ON_LINES = ("<", ">", "=")


@dataclass(frozen=True)
class Extent:
    """The size of a selection, to repeat a command on as much text."""

    mode: Mode
    rows: int
    cells: int
    """The cells in the last row; `END` to the end of the lines."""


def measure(state: State) -> Extent:
    """Return the size of the selection."""
    start, end = sorted((state.anchor, state.cursor))
    rows = end[0] - start[0] + 1
    if state.wanted == END:
        return Extent(state.mode, rows, END)
    line = state.buffer.line(end[0])
    cells = state.ruler.cell(line, max(next_column(line, end[1]), end[1] + 1)) - 1
    if end[1] >= len(line):
        cells = state.ruler.cell(line, len(line))
    if rows == 1:
        cells += 1 - state.ruler.cell(line, start[1])
    return Extent(state.mode, rows, cells)


def select_again(state: State, extent: Extent) -> None:
    """Select as much text from the cursor on."""
    state.anchor = state.cursor
    row = min(state.row + extent.rows - 1, state.last_row)
    cell = extent.cells
    if extent.rows == 1 and cell != END:
        cell += state.ruler.cursor_cell(state.line, state.column) - 1
    if extent.mode is Mode.VISUAL_LINE:
        cell = END
    state.wanted, state.mode = cell, extent.mode
    state.cursor = row, state.column_for(row, cell)


def leave(state: State) -> None:
    """End the selection, and remember it for `gv`, `'<` and `'>`."""
    state.marks.positions["<"] = state.anchor
    state.marks.positions[">"] = state.cursor
    state.last_visual, state.last_wanted = state.mode, state.wanted
    state.mode = Mode.NORMAL


def reselect(state: State) -> None:
    """Select the last selection again (`gv`)."""
    places = state.marks.positions
    if "<" not in places or ">" not in places or places["<"][0] > state.last_row:
        state.fail("Nothing was selected before.")
        return
    state.mode = state.last_visual
    start, end = places["<"], places[">"]
    state.move_to(start)
    state.anchor = state.cursor
    state.move_to(end, state.last_wanted)


def run_on_selection(state: State, command: Command, again: bool) -> Insertion | None:
    """Run a command that acts on the selection; return the insertion that it begins.

    Args:
        state: The state.
        command: The command.
        again: Whether `.` runs it.

    Raises:
        KeyError: It is not such a command.
    """
    name, times, mode = command.name, command.count or 1, state.mode
    if name in LINE_OPERATORS:
        state.mode = Mode.VISUAL_LINE
    operator = {**OPERATORS, **LINE_OPERATORS}.get(name)
    if operator is None and name not in ("J", "gJ", "r", "p", "P"):
        raise KeyError(name)
    extends = name not in ("J", "gJ", "r") and operator not in _ON_LINES
    span = make_selection(state, extends, again)
    if again:
        state.mode = Mode.NORMAL
    else:
        leave(state)
        state.last_visual = mode
    if operator == "c":
        return _change(state, span, command)
    if operator:
        apply_operator(state, operator, span, command.register, times)
    elif name == "r":
        _replace(state, span, command.argument)
    elif name in ("p", "P"):
        put.put_over_selection(state, span, command.register, times, keeps=name == "P")
    else:
        _join(state, span, spaces=name == "J")
    return None


def _change(state: State, span: Range, command: Command) -> Insertion:
    change(state, span, command.register)
    return Insertion(state.cursor)


def _join(state: State, span: Range, spaces: bool) -> None:
    count = max(2, span.rows)
    state.move_to(span.start)
    if span.start[0] + count - 1 > state.last_row:
        state.fail()
    else:
        put.join(state, span.start[0], count, spaces)


def _replace(state: State, span: Range, character: str) -> None:
    """Replace every character of the selection (`r`)."""
    start, end = span.start, span.end
    state.move_to((start[0], 0) if span.linewise else start)
    state.open_step(start[0], end[0])
    if character == "\n":
        state.fail("A selection cannot be replaced with line breaks.")
        return
    lines = []
    for row, line in enumerate(state.get_rows(start[0], end[0]), start[0]):
        first = start[1] if row == start[0] and not span.linewise else 0
        last = end[1] if row == end[0] and not span.linewise else len(line)
        count, at = 0, first
        while at < last:
            count, at = count + 1, next_column(line, at)
        lines.append(line[:first] + character * count + line[last:])
    state.set_rows(start[0], lines)
    state.move_to((start[0], 0) if span.linewise else start)
