"""The target of a command: the end of a motion, a text object, or lines."""

from __future__ import annotations

from dsql_tui.vim.motion import Call, Target
from dsql_tui.vim.motions import go_by_lines, move_by_rows
from dsql_tui.vim.parser import Command
from dsql_tui.vim.state import State
from dsql_tui.vim.tables import MOTIONS, OBJECTS


def find_target(state: State, command: Command) -> Target | None:
    """Return what an operator acts on, or `None` if it is impossible."""
    name = command.name
    call = Call(state, command.count, command.argument, command.operator)
    if command.operator == "y" and name in ("y", "_"):  # the cursor stays
        if call.times == 1:
            return Target(state.cursor, linewise=True)
        return move_by_rows(call._replace(number=call.times - 1), step=1)
    if name == command.operator:
        return go_by_lines(call, step=1, less=1)
    if name in OBJECTS:
        return OBJECTS[name](call)
    return MOTIONS[name](call) if name in MOTIONS else None


def move(state: State, command: Command) -> None:
    """Move the cursor."""
    target = MOTIONS[command.name](Call(state, command.count, command.argument))
    if target is None:
        state.failed = True
        return
    if target.jumps:
        state.marks.note_jump(state.cursor)
    state.move_to(target.end, target.wanted)
