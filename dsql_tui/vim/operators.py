"""Operators: what they do to a range of text."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from dsql_tui.vim.motion import Target
from dsql_tui.vim.motions import in_indent
from dsql_tui.vim.registers import Register
from dsql_tui.vim.state import State
from dsql_tui.vim.text import Position, indent_end, next_column
from dsql_tui.vim.values import Action, Mode


class Range(NamedTuple):
    """A range of text for an operator."""

    start: Position
    end: Position
    """The position after the last character; for whole lines, in the last row."""
    linewise: bool = False
    numbered: bool = False
    """Whether what is deleted always goes to register 1."""
    visual: bool = False
    """Whether it was selected."""
    includes_end: bool = False
    """Whether it includes the end of an empty line, though nothing of it can be deleted."""

    @property
    def empty(self) -> bool:
        """Whether there is no character in it."""
        return not self.linewise and self.start >= self.end and not self.includes_end

    @property
    def rows(self) -> int:
        """The number of rows that it touches."""
        return self.end[0] - self.start[0] + 1


def make_range(state: State, target: Target) -> Range:
    """Return the range between the cursor, or the start of an object, and a target."""
    origin = state.cursor if target.start is None else target.start
    start, end = sorted((origin, target.end))
    if target.linewise:
        return Range(start, end, linewise=True)
    inclusive = target.inclusive
    if not inclusive and target.adjusts and end[1] == 0 and end[0] > start[0]:
        row = end[0] - 1
        if in_indent(state.buffer.line(start[0]), start[1]):
            return Range(start, (row, 0), linewise=True, numbered=target.numbered)
        end = row, len(state.buffer.line(row))
        return Range(start, end, numbered=target.numbered)
    if inclusive:
        line = state.buffer.line(end[0])
        end = end[0], next_column(line, end[1]) if line else 0
        return Range(start, end, numbered=target.numbered, includes_end=not line)
    return Range(start, end, numbered=target.numbered)


def make_selection(state: State, extend: bool = True, again: bool = False) -> Range:
    """Return the range that is selected.

    Args:
        state: The state; its mode is still visual.
        extend: Whether a selection that ends after a line takes its end along.
        again: Whether `.` selects as much text again.
    """
    if state.mode is Mode.VISUAL_LINE:
        start, end = sorted((state.anchor if again else (state.anchor[0], 0), state.cursor))
        return Range(start, end, linewise=True, visual=True)
    start, end = sorted((state.anchor, state.cursor))
    line = state.buffer.line(end[0])
    if end[1] < len(line):
        return Range(start, (end[0], next_column(line, end[1])), visual=True)
    if extend and end[0] < state.last_row:
        return Range(start, (end[0] + 1, 0), visual=True)
    return Range(start, end, visual=True)


def get_register(state: State, span: Range) -> Register:
    """Return the text of a range."""
    if span.linewise:
        return Register("\n".join(state.get_rows(span.start[0], span.end[0])), linewise=True)
    starts_lines = span.start[1] == span.end[1] == 0 and span.rows > 1
    if starts_lines and not span.visual and not span.includes_end:
        return Register(state.get_text(span.start, span.end).removesuffix("\n"), linewise=True)
    return Register(state.get_text(span.start, span.end))


def delete(state: State, span: Range, register: str) -> None:
    """Delete a range (`d`)."""
    if state.has_no_line:
        return
    if span.empty:
        state.cursor = span.start
        state.open_step()
        return
    span = _widen(state, span)
    if span.linewise:
        _save_to_registers(state, span, register)
        state.cursor = span.start
        state.delete_rows(span.start[0], span.rows)
        state.move_to_row(span.start[0])
        return
    if span.rows == 1 and not state.buffer.line(span.start[0]):
        return
    _save_to_registers(state, span, register)
    state.cursor = span.start
    state.replace(span.start, span.end, "")
    state.move_to(span.start)


def _widen(state: State, span: Range) -> Range:
    """Delete whole lines if a motion over several lines leaves only blanks."""
    if span.linewise or span.visual or span.rows == 1:
        return span
    rest = state.buffer.line(span.end[0])[span.end[1] :]
    first = state.buffer.line(span.start[0])
    if rest.strip(" \t") or not in_indent(first, span.start[1]):
        return span
    return span._replace(linewise=True)


def _save_to_registers(state: State, span: Range, register: str) -> None:
    state.registers.delete(register, get_register(state, span), span.numbered)


def change(state: State, span: Range, register: str) -> None:
    """Delete a range to insert in its place (`c`); whole lines become one empty line."""
    if not span.linewise:
        if not span.empty and not state.has_no_line:
            _save_to_registers(state, span, register)
            state.cursor = span.start
            state.replace(span.start, span.end, "")
        else:
            state.open_step()
        state.cursor = span.start
        return
    if state.has_no_line:
        state.open_step()
        return
    _save_to_registers(state, span, register)
    state.cursor = span.start
    first, line = span.start[0], state.buffer.line(span.start[0])
    indent = indent_end(line) if state.options.autoindent else 0
    if span.rows > 1:
        state.cursor = span.start[0] + 1, span.start[1]
        state.open_step()
        state.delete_rows(first + 1, span.rows - 1)
    state.cursor = first, span.start[1]
    state.replace((first, indent), (first, len(line)), "")
    state.cursor = first, indent


def yank(state: State, span: Range, register: str) -> None:
    """Yank a range (`y`)."""
    state.registers.yank(register, get_register(state, span))
    state.move_to(span.start)


def _shift(state: State, span: Range, times: int, step: int) -> None:
    state.cursor = span.start
    state.open_step(span.start[0], span.end[0])
    shift_rows(state, span.start[0], span.end[0], times * step)
    state.move_to_row(span.start[0])


def shift_rows(state: State, first: int, last: int, steps: int) -> None:
    """Indent lines by so many steps, or outdent them; empty lines stay empty."""
    lines = []
    for line in state.get_rows(first, last):
        end = indent_end(line)
        width = max(0, state.ruler.cell(line, end) + steps * state.options.shiftwidth)
        lines.append(" " * width + line[end:] if line else line)
    state.set_rows(first, lines)


def _swap(character: str) -> str:
    return character.lower() if character.isupper() else character.upper()


def convert_case(text: str, how: str) -> str:
    """Return a text in another case, with the same number of characters, except for ß."""
    convert: dict[str, Callable[[str], str]] = {"gu": str.lower, "gU": str.upper, "g~": _swap}
    if text.isascii():
        return text.swapcase() if how == "g~" else convert[how](text)
    if how == "gU":
        text = text.replace("ß", "SS")
    found = ((each, convert[how](each)) for each in text)
    return "".join(new if len(new) == 1 else old for old, new in found)


def change_case(state: State, span: Range, how: str) -> None:
    """Change the case of a range (`gu`, `gU`, `g~`)."""
    start, end = span.start, span.end
    state.cursor = start
    state.open_step(start[0], end[0])
    if span.linewise:
        start, end = (start[0], 0), (end[0], len(state.buffer.line(end[0])))
    lines = []
    for row, line in enumerate(state.get_rows(start[0], end[0]), start[0]):
        first = start[1] if row == start[0] else 0
        last = end[1] if row == end[0] else len(line)
        lines.append(line[:first] + convert_case(line[first:last], how) + line[last:])
    state.set_rows(start[0], lines)
    state.move_to(span.start)


def format_range(state: State, span: Range) -> None:
    """Let the program format a range (`=`)."""
    state.actions.append(Action("format", f"{span.start[0]}:{span.end[0]}"))
    state.move_to_row(span.start[0])


def apply_operator(state: State, operator: str, span: Range, register: str, times: int) -> None:
    """Apply an operator that ends in normal mode; `c` is not one of them.

    Args:
        state: The state.
        operator: The operator.
        span: The range.
        register: The register that the user named; empty for none.
        times: How often lines are shifted.
    """
    if operator == "d":
        delete(state, span, register)
    elif operator == "y":
        yank(state, span, register)
    elif operator in (">", "<"):
        _shift(state, span, times, 1 if operator == ">" else -1)
    elif operator == "=":
        format_range(state, span)
    else:
        change_case(state, span, operator)
