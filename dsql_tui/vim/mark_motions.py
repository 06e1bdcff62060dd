"""Motions to marks."""

from __future__ import annotations

from functools import partial

from dsql_tui.vim.motion import Call, Motion, Target
from dsql_tui.vim.state import State
from dsql_tui.vim.text import Position, first_nonblank, last_column
from dsql_tui.vim.values import Mode


def get_mark(state: State, name: str) -> Position | None:
    """Return the position of a mark, if it is set."""
    places = state.marks.positions
    if name in ("'", "`"):
        return state.marks.jump
    if name in ("<", ">") and "<" in places and ">" in places:
        low, high = sorted((places["<"], places[">"]))
        if state.last_visual is Mode.VISUAL_LINE:
            low, high = (low[0], 0), (high[0], 2**31 - 1)
        return low if name == "<" else high
    return places.get(name)


def go_to_mark(call: Call, linewise: bool) -> Target | None:
    """Go to a mark (`` ` ``), or to the first character of its line that is not blank (`'`)."""
    state = call.state
    place = get_mark(state, call.argument)
    if place is None or place[0] > state.last_row:
        state.message = f"The mark “{call.argument}” is not set."
        return None
    row, column = place
    line = state.buffer.line(row)
    if linewise:
        return Target((row, first_nonblank(line)), linewise=True, jumps=True)
    column = min(column, len(line) if state.visual else last_column(line))
    return Target((row, column), jumps=True, numbered=True)


MARK_MOTIONS: dict[str, Motion] = {
    "'": partial(go_to_mark, linewise=True),
    "`": partial(go_to_mark, linewise=False),
}
