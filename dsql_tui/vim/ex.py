"""Command lines: what `:` runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from dsql_tui.vim import put
from dsql_tui.vim.ex_range import ExError, Rows, read_rows
from dsql_tui.vim.operators import Range, delete, shift_rows
from dsql_tui.vim.pattern import PatternError
from dsql_tui.vim.registers import Register, is_register
from dsql_tui.vim.state import State
from dsql_tui.vim.substitute import parse_substitution, substitute
from dsql_tui.vim.undo import redo, undo
from dsql_tui.vim.values import Action

_NAME = re.compile(r"[a-zA-Z]+|[<>]+|&&?|")
_ARGUMENTS = re.compile(r"\s*([a-zA-Z\"_+*-])?\s*(\d*)\s*$")


class ExLine(NamedTuple):
    """A command line as it was read."""

    rows: Rows
    name: str
    force: bool
    """Whether a `!` follows the name."""
    argument: str


class ExCommand(NamedTuple):
    """A command that `:` runs."""

    short: str
    """Its shortest name."""
    name: str
    run: Callable[[State, ExLine], None]
    about: str


def run_line(state: State, line: str) -> None:
    """Run a command line."""
    state.registers.keep(":", line)
    try:
        rows = read_rows(state, line)
        parsed = _parse(rows)
        if parsed is None:
            if rows.given:
                state.move_to_row(rows.last)
            return
        find_command(parsed.name).run(state, parsed)
    except (ExError, PatternError) as error:
        state.fail(str(error))


def _parse(rows: Rows) -> ExLine | None:
    found = _NAME.match(rows.rest)
    name = found[0] if found else ""
    if not name:
        if rows.rest:
            raise ExError(f":{rows.rest} is not supported.")
        return None
    rest = rows.rest[len(name) :]
    if name[0] == "s" and not _is_command(name):  # such as `sg`, or `s` with a letter as delimiter
        name, rest = "s", rows.rest[1:]
    force = rest.startswith("!")
    return ExLine(rows, name, force, rest[force:].strip() if name != "s" else rest)


def _is_command(name: str) -> bool:
    return any(each.name.startswith(name) and name.startswith(each.short) for each in EX_COMMANDS)


def find_command(name: str) -> ExCommand:
    """Return the command with a name, which may be shortened.

    Raises:
        ExError: There is none.
    """
    for each in EX_COMMANDS:
        if name[0] in "<>" and each.short == name[0]:
            return each
        if each.name.startswith(name) and name.startswith(each.short):
            return each
    raise ExError(f":{name} is not supported. docs/vim.md lists what is.")


def _write(state: State, line: ExLine) -> None:
    if line.rows.given:
        raise ExError(":w writes the whole script; rows are not supported.")
    state.actions.append(Action("write", line.argument, line.force))


def _quit(state: State, line: ExLine) -> None:
    state.actions.append(Action("quit", force=line.force))


def _write_and_quit(state: State, line: ExLine) -> None:
    state.actions += [Action("write", line.argument, line.force), Action("quit")]


def _edit(state: State, line: ExLine) -> None:
    state.actions.append(Action("open", line.argument, line.force))


def _substitute(state: State, line: ExLine) -> None:
    wanted, rows = parse_substitution(state, line.argument, line.rows)
    state.marks.note_jump(state.cursor)
    substitute(state, wanted, rows)


def _repeat_substitution(state: State, line: ExLine) -> None:
    flags = "&" if line.name == "&&" else ""
    _substitute(state, line._replace(argument=flags + line.argument))


def _take_rows(state: State, line: ExLine) -> tuple[Rows, str]:
    """Return the rows and the register of `:d` and `:y`, with a count if there is one."""
    found = _ARGUMENTS.match(line.argument)
    if found is None or (found[1] and not is_register(found[1], write=True)):
        raise ExError(f"“{line.argument}” is not a register or a count.")
    rows = line.rows
    if found[2]:
        end = min(rows.last + int(found[2]) - 1, state.last_row)
        rows = rows._replace(first=rows.last, last=end)
    return rows, found[1] or ""


def _delete(state: State, line: ExLine) -> None:
    rows, register = _take_rows(state, line)
    state.marks.note_jump(state.cursor)
    state.move_to_row(rows.first)
    delete(state, Range((rows.first, state.column), (rows.last, 0), linewise=True), register)


def _yank(state: State, line: ExLine) -> None:
    rows, register = _take_rows(state, line)
    text = "\n".join(state.get_rows(rows.first, rows.last))
    state.registers.yank(register, Register(text, linewise=True))


def _join(state: State, line: ExLine) -> None:
    rows, count = line.rows, line.rows.last - line.rows.first + 1
    first = rows.first
    if line.argument.isdigit():
        first, count = rows.last, int(line.argument)
    elif count < 2:
        count = 2
    state.move_to((first, state.column))
    if rows.given > 1 and rows.first == rows.last and not line.argument:
        return
    count = min(count, state.last_row - first + 1)
    if count < 2:
        raise ExError("There is no line to join with.")
    put.join(state, first, count, spaces=not line.force)
    state.move_to_row(first)


def _shift(state: State, line: ExLine) -> None:
    step = len(line.name) if line.name[0] == ">" else -len(line.name)
    rows, _ = _take_rows(state, line)
    state.marks.note_jump(state.cursor)
    state.move_to_row(rows.first)
    state.open_step(rows.first, rows.last)
    shift_rows(state, rows.first, rows.last, step)
    state.move_to_row(rows.last)


def _read_target(state: State, line: ExLine) -> int:
    target = read_rows(state, line.argument, least=-1)
    if not line.argument or target.rest:
        raise ExError(f":{line.name} needs the number of the line to go below.")
    return target.last


def _copy(state: State, line: ExLine) -> None:
    target, rows = _read_target(state, line), line.rows
    lines = state.get_rows(rows.first, rows.last)
    state.insert_rows(target + 1, lines)
    state.move_to_row(target + len(lines))


def _move(state: State, line: ExLine) -> None:
    target, rows = _read_target(state, line), line.rows
    if rows.first <= target < rows.last:
        raise ExError("Lines cannot be moved into themselves.")
    lines = state.get_rows(rows.first, rows.last)
    if target in (rows.first - 1, rows.last):
        state.move_to_row(rows.last)
        return
    marks = state.marks.named
    state.insert_rows(target + 1, lines)
    shift = len(lines) if target < rows.first else 0
    state.delete_rows(rows.first + shift, len(lines))
    moved = target + 1 - rows.first - (0 if shift else len(lines))
    for name, (row, column) in marks.items():
        if rows.first <= row <= rows.last:
            state.marks.positions[name] = row + moved, column
    state.move_to_row(target + len(lines) if shift else target)


def _clear_highlight(state: State, line: ExLine) -> None:
    state.search.highlight = False
    state.actions.append(Action("highlight"))


def _undo(state: State, line: ExLine) -> None:
    undo(state, 1)


def _redo(state: State, line: ExLine) -> None:
    redo(state, 1)


_OPTIONS = {
    "nu": "number",
    "ic": "ignorecase",
    "scs": "smartcase",
    "ws": "wrapscan",
    "sw": "shiftwidth",
    "ai": "autoindent",
    "wrap": "wrap",
}
"""The options of `:set`, by their short names."""


def _set(state: State, line: ExLine) -> None:
    if not line.argument:
        line = line._replace(argument=" ".join(f"{name}?" for name in _OPTIONS))
    state.message = "  ".join(filter(None, (_set_one(state, e) for e in line.argument.split())))


def _set_one(state: State, text: str) -> str:
    """Set one option; return its value if it was asked for."""
    name, equals, value = text.partition("=")
    asks, toggles = name.endswith("?"), name.endswith("!")
    name = name.rstrip("?!")
    on = not name.startswith("no")
    name = name if on else name[2:]
    name = _OPTIONS.get(name, name)
    if name not in _OPTIONS.values():
        raise ExError(f"“{text}” is not an option. The options are {', '.join(_OPTIONS)}.")
    old = getattr(state.options, name)
    if isinstance(old, bool) and not equals:
        if asks:
            return name if old else f"no{name}"
        setattr(state.options, name, not old if toggles else on)
    elif equals and value.isdigit() and 0 < int(value) < 100 and not isinstance(old, bool):
        setattr(state.options, name, int(value))
    elif asks or not equals:
        return f"{name}={old}"
    else:
        raise ExError(f"“{text}” is not valid.")
    state.actions.append(Action("options"))
    return ""


EX_COMMANDS = (
    ExCommand("w", "write", _write, "save the script; with a name, save it there"),
    ExCommand("q", "quit", _quit, "close the console"),
    ExCommand("wq", "wq", _write_and_quit, "save, and close the console"),
    ExCommand("x", "xit", _write_and_quit, "save, and close the console"),
    ExCommand("e", "edit", _edit, "open a file in this console"),
    ExCommand("s", "substitute", _substitute, "substitute; flags g i I n e &, and a count"),
    ExCommand("&", "&&", _repeat_substitution, "substitute again; `:&&` with the same flags"),
    ExCommand("d", "delete", _delete, "delete lines, into a register if one is named"),
    ExCommand("y", "yank", _yank, "yank lines"),
    ExCommand("j", "join", _join, "join lines; `:j!` as they are"),
    ExCommand(">", ">", _shift, "indent lines; `:>>` twice"),
    ExCommand("<", "<", _shift, "outdent lines"),
    ExCommand("m", "move", _move, "move lines below another"),
    ExCommand("t", "t", _copy, "copy lines below another"),
    ExCommand("co", "copy", _copy, "copy lines below another"),
    ExCommand("u", "undo", _undo, "undo"),
    ExCommand("red", "redo", _redo, "redo"),
    ExCommand("noh", "nohlsearch", _clear_highlight, "stop marking the matches"),
    ExCommand("se", "set", _set, "set options: nu, ic, scs, ws, sw, ai, wrap"),
)
"""The commands that `:` runs; a number alone goes to that line."""
