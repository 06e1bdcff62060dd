"""Commands while text is selected."""

from __future__ import annotations

from typing import NamedTuple

from dsql_tui.vim import visual
from dsql_tui.vim.commands import HANDLERS
from dsql_tui.vim.insert import Insertion
from dsql_tui.vim.motion import Call
from dsql_tui.vim.parser import Command
from dsql_tui.vim.state import State
from dsql_tui.vim.tables import MOTIONS, OBJECTS
from dsql_tui.vim.targets import move
from dsql_tui.vim.values import Mode


class Outcome(NamedTuple):
    """The outcome of a command on a selection."""

    extent: visual.Extent
    """The size of the selection."""
    insertion: Insertion | None = None
    """The insertion that it begins."""
    repeats: Command | None = None
    """The command that `.` repeats."""


def run_in_visual(state: State, command: Command, again: bool) -> Outcome | None:
    """Run a command while text is selected.

    Args:
        state: The state.
        command: The command.
        again: Whether `.` runs it.
    """
    name = command.name
    if name in OBJECTS:
        _select(state, command)
    elif name in MOTIONS:
        move(state, command)
    elif name in ("o", "O"):
        state.anchor, state.cursor, state.wanted = state.cursor, state.anchor, None
    elif name in ("v", "V"):
        mode = Mode.VISUAL if name == "v" else Mode.VISUAL_LINE
        if state.mode is mode:
            visual.leave(state)
        else:
            state.mode = mode
    elif name == "gv":
        _swap(state)
    elif name == "m" or (name.startswith(("<C-", "z")) and name in HANDLERS and name != "<C-r>"):
        HANDLERS[name](state, command)
    else:
        return _run_on_selection(state, command, again)
    return None


def _swap(state: State) -> None:
    """Select the last selection, and remember this one."""
    places = state.marks.positions
    old = state.anchor, state.cursor, state.mode
    visual.reselect(state)
    if not state.failed:
        places["<"], places[">"], state.last_visual = old


def _select(state: State, command: Command) -> None:
    """Select a text object, or extend the selection by one."""
    target = OBJECTS[command.name](Call(state, command.count))
    if target is None:
        state.failed = True
        return
    if not target.keeps_mode:
        state.mode = Mode.VISUAL_LINE if target.linewise else Mode.VISUAL
    state.anchor = target.start or state.anchor
    state.move_to(target.end)


def _run_on_selection(state: State, command: Command, again: bool) -> Outcome | None:
    extent = visual.measure(state)
    try:
        insertion = visual.run_on_selection(state, command, again)
    except KeyError:
        state.fail()
        return None
    if insertion is not None:
        return Outcome(extent, insertion)
    if command.name in ("y", "Y"):
        return Outcome(extent)
    if command.name in ("p", "P"):  # vim repeats only that the selection is deleted
        command = Command("d", register="_" if command.name == "P" else "")
    return Outcome(extent, repeats=command)
