"""Scrolling: by lines and pages, and the line of the cursor to a part of the screen."""

from __future__ import annotations

from dsql_tui.vim.state import State
from dsql_tui.vim.values import Action


def _scroll_to(state: State, top: int) -> None:
    """Make a row the first visible one."""
    state.view.top = max(0, min(top, state.last_row))
    state.actions.append(Action("scroll", str(state.view.top)))


def _keep_visible(state: State) -> None:
    """Move the cursor into the visible part."""
    view = state.view
    row = max(view.top, min(state.row, view.top + view.height - 1))
    if row != state.row:
        wanted = state.get_wanted_cell()
        state.move_to((row, state.column_for(row, wanted)), wanted)


def scroll_half_page(state: State, count: int | None, step: int) -> None:
    """Scroll by half a page, and move the cursor as far (`<C-d>`, `<C-u>`)."""
    if state.row == (state.last_row if step > 0 else 0):
        state.fail()
        return
    rows = count or max(1, state.view.height // 2)
    last_top = max(state.view.top, state.last_row - state.view.height + 1)
    _scroll_to(state, min(state.view.top + step * rows, last_top))
    state.move_to_row(state.row + step * rows)


def scroll_page(state: State, times: int, step: int) -> None:
    """Scroll by pages, with two lines in common (`<C-f>`, `<C-b>`)."""
    view = state.view
    rows = times * max(1, view.height - 2)
    if (step > 0 and view.top == state.last_row) or (step < 0 and view.top == 0):
        state.fail()
        return
    _scroll_to(state, view.top + step * rows)
    row = max(view.top, min(state.row, view.top + view.height - 1))
    state.move_to_row(row)


def scroll_lines(state: State, times: int, step: int) -> None:
    """Scroll by lines; the cursor stays while it is visible (`<C-e>`, `<C-y>`)."""
    _scroll_to(state, state.view.top + step * times)
    _keep_visible(state)


def scroll_cursor_line(state: State, count: int | None, where: str) -> None:
    """Scroll the line of the cursor to a part of the screen (`zz`, `zt`, `zb`)."""
    if count:
        row = min(count - 1, state.last_row)
        state.move_to((row, state.column_for(row, state.get_wanted_cell())))
    height = state.view.height
    above = {"zt": 0, "zz": (height - 1) // 2, "zb": height - 1}[where]
    _scroll_to(state, state.row - above)
