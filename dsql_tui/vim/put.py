"""Putting the text of a register, and joining lines."""

from __future__ import annotations

from typing import NamedTuple

from dsql_tui.vim.operators import Range, delete
from dsql_tui.vim.registers import Register
from dsql_tui.vim.state import State
from dsql_tui.vim.text import Position, indent_end, next_column, previous_column
from dsql_tui.vim.values import Mode

BLANKS = (" ", "\t")


def put(state: State, register: str, times: int, after: bool) -> None:
    """Put a register after or before the cursor (`p`, `P`)."""
    content = state.registers.get(register)
    if content is None:
        state.fail(f'Register "{register or chr(34)} is empty.')
        return
    put_register(state, content, times, after)


def put_register(
    state: State, content: Register, times: int, after: bool
) -> tuple[Position, Position]:
    """Put a text after or before the cursor, or below or above its line.

    Returns:
        The first and the last position of the text.
    """
    if content.linewise:
        return _put_lines(state, content.lines * times, state.row + after)
    row, column = state.cursor
    line = state.line
    start = (row, next_column(line, column) if after and line else column)
    text = content.text * times
    if not text:
        state.open_step()
        return state.cursor, state.cursor
    state.replace(start, start, text)
    end = _find_end(start, text)
    state.move_to(start if "\n" in text else end)
    return start, end


def _find_end(start: Position, text: str) -> Position:
    """Return the position of the last character of a text that begins at a position."""
    last = text[text.rfind("\n") + 1 :]
    column = previous_column(last, len(last)) + (0 if "\n" in text else start[1])
    return start[0] + text.count("\n"), column


def _put_lines(state: State, lines: list[str], row: int) -> tuple[Position, Position]:
    state.insert_rows(row, lines, fills=True)
    state.move_to_row(row)
    return (row, 0), (row + len(lines) - 1, max(len(lines[-1]) - 1, 0))


def put_over_selection(state: State, span: Range, register: str, times: int, keeps: bool) -> None:
    """Put a register in place of the selection (`p`), and keep what was there.

    Args:
        state: The state.
        span: The selection.
        register: The register.
        times: How often to put it.
        keeps: Whether the registers stay as they are (`P`).
    """
    content = state.registers.get(register)
    state.mode = Mode.NORMAL
    if content is None:
        state.move_to(span.start)
        state.fail(f'Register "{register or chr(34)} is empty.')
        return
    at_end = span.linewise and span.end[0] == state.last_row
    delete(state, span, "_" if keeps else "")
    nothing_left = state.has_no_line
    if content.linewise and not span.linewise:
        placed = _put_between(state, span.start, content, times)
    elif span.linewise:
        lines = Register(content.text, linewise=True)
        placed = put_register(state, lines, times, after=at_end and not nothing_left)
    else:
        placed = put_register(state, content, times, after=state.cursor < span.start)
    state.marks.positions["<"], state.marks.positions[">"] = placed
    if nothing_left and state.last_row and not state.buffer.line(state.last_row):
        state.delete_rows(state.last_row, 1)
        state.move_to(state.cursor)


def _put_between(
    state: State, place: Position, content: Register, times: int
) -> tuple[Position, Position]:
    """Put whole lines at a place inside a line, which is split there."""
    lines, row = content.lines * times, place[0] + 1
    state.replace(place, place, "\n".join(["", *lines, ""]))
    state.move_to_row(row)
    return (row, 0), (row + len(lines) - 1, max(len(lines[-1]) - 1, 0))


class _Piece(NamedTuple):
    """A line as a part of the joined one."""

    text: str
    spaces: int
    """The spaces before it."""
    indent: int
    """The blanks at its start that are left out."""


def join(state: State, first: int, count: int, spaces: bool) -> None:
    """Join lines (`J`, `gJ`).

    Args:
        state: The state.
        first: The first row.
        count: The number of lines, 2 at least.
        spaces: Whether to put one space in place of the indentation.
    """
    old = state.buffer.line(first)
    pieces, size, before = [], len(old), old
    for row in range(first + 1, first + count):
        line = state.buffer.line(row)
        indent = indent_end(line) if spaces else 0
        text = line[indent:]
        space = int(spaces and size > 0 and text[:1] not in ("", ")") and before[-1:] not in BLANKS)
        pieces.append(_Piece(text, space, indent))
        size, before = size + space + len(text), text
    last = pieces[-1]
    _replace_rows(state, first, old, pieces)
    state.move_to((first, size - len(last.text) - last.spaces))


def _replace_rows(state: State, first: int, old: str, pieces: list[_Piece]) -> None:
    """Replace lines by the joined one; marks move along with their text."""
    last = first + len(pieces)
    added = "".join(" " * piece.spaces + piece.text for piece in pieces)
    state.open_step()
    end = last, len(state.buffer.line(last))
    state.buffer.replace((first, len(old)), end, added)
    state.note_rows(first, len(pieces) + 1, 1)
    at = len(old)
    for row, piece in enumerate(pieces, first + 1):
        shift = at + piece.spaces - piece.indent
        least = max(0, piece.indent - piece.spaces)
        state.marks.shift_columns(row, 0, first - row, shift, least)
        at += piece.spaces + len(piece.text)
    state.marks.shift_rows(first + 1, last, None, -len(pieces))
    state.marks.positions["."] = first, len(old)
    state.deleted_all = False
