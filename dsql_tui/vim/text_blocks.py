"""Text objects of several lines: paragraphs and sentences."""

from __future__ import annotations

from functools import partial

from dsql_tui.vim.block_motions import walk_to_sentence
from dsql_tui.vim.motion import Call, Target
from dsql_tui.vim.state import State
from dsql_tui.vim.text import Position, Walk
from dsql_tui.vim.text_objects import TextObject
from dsql_tui.vim.values import Mode


def _is_white(state: State, row: int) -> bool:
    return not state.buffer.line(row).strip(" \t")


def select_paragraph(call: Call, around: bool) -> Target | None:
    """Select paragraphs and the blank lines around them (`ip`, `ap`)."""
    state = call.state
    if state.visual and state.row != state.anchor[0]:
        return _extend_paragraph(call, around, state.row)
    first = state.row
    white = _is_white(state, first)
    while first > 0 and white == _is_white(state, first - 1):
        first -= 1
    last = _find_paragraph_end(call, around, first, white)
    if last is None:
        return None
    if around and not white and not _is_white(state, last):
        while first > 0 and _is_white(state, first - 1):
            first -= 1
    if state.visual and state.mode is Mode.VISUAL_LINE and first == state.row:
        return _extend_paragraph(call, around, first)
    start = state.anchor if state.visual and state.anchor[0] == first else (first, 0)
    return Target((last, 0), linewise=True, start=start)


def _find_paragraph_end(call: Call, around: bool, first: int, white: bool) -> int | None:
    """Return the last row of the object, or `None` if there are not so many paragraphs."""
    state, last = call.state, first
    while last <= state.last_row and _is_white(state, last):
        last += 1
    last -= 1
    for left in reversed(range(call.times - (not around and white))):
        if last == state.last_row:
            return None
        takes_white = around or _is_white(state, last + 1)
        if around or not takes_white:
            last += 1
            while last < state.last_row and not _is_white(state, last + 1):
                last += 1
        if left == 0 and white and around:
            break
        while takes_white and last < state.last_row and _is_white(state, last + 1):
            last += 1
    return last


def _extend_paragraph(call: Call, around: bool, row: int) -> Target | None:
    """Add paragraphs to a selection of several lines."""
    state = call.state
    step = -1 if row < state.anchor[0] else 1
    edge = 0 if step < 0 else state.last_row
    for _ in range(call.times):
        if row == edge:
            state.fail()
            break
        row = _skip_paragraph(state, row, step, edge, around)
    return Target((row, 0), start=state.anchor, keeps_mode=True)


def _skip_paragraph(state: State, row: int, step: int, edge: int, around: bool) -> int:
    """Return the last row after one more paragraph, and with `around` the blank lines after it."""
    before: bool | None = None
    for _ in range(2):
        row += step
        white = _is_white(state, row)
        if before == white:
            return row - step
        while row != edge and white == _is_white(state, row + step):
            row += step
        if not around or row == edge:
            return row
        before = white
    return row


def _back_to_first_blank(walk: Walk) -> None:
    """Go to the first of the blanks before a position."""
    while walk.previous() != -1:
        if not walk.is_blank:
            walk.next()
            return


def _skip_sentences(walk: Walk, times: int, at_start: bool) -> None:
    """Go over sentences and the blanks between them; each counts as one."""
    for left in reversed(range(times)):
        walk_to_sentence(walk, forward=True)
        if at_start:
            _back_to_first_blank(walk)
        if left == 0 or at_start:
            walk.previous()
        at_start = not at_start


def _find_text(walk: Walk) -> Position:
    """Return the position of the next character that is not blank."""
    while walk.is_blank:
        if walk.next() == -1:
            break
    return walk.position


def select_sentence(call: Call, around: bool) -> Target | None:
    """Select sentences and the blanks around them (`is`, `as`)."""
    state, cursor = call.state, call.state.cursor
    if state.visual and cursor != state.anchor:
        return _extend_sentence(call, around)
    walk, first = call.walk(), call.walk()
    walk_to_sentence(walk, forward=True)
    on_blank = _find_text(call.walk()) == walk.position
    if on_blank:
        _back_to_first_blank(first)
    else:
        walk_to_sentence(walk, forward=False)
        first.position = walk.position
    parts = call.times * 2 if around else call.times - on_blank
    if parts > 0:
        _skip_sentences(walk, parts, at_start=True)
    else:
        walk.previous()
    if around and on_blank:
        _back_to_first_blank(walk)
        if walk.is_blank:
            walk.previous()
    elif around and not walk.is_blank:
        _back_to_first_blank(first)
    if state.visual:
        if first.position == walk.position:
            return _extend_sentence(call, around)
        return Target(walk.position, start=first.position)
    inclusive = walk.next() == -1
    return Target(walk.position, inclusive=inclusive, start=first.position)


def _extend_sentence(call: Call, around: bool) -> Target | None:
    """Add sentences to a selection."""
    state, walk = call.state, call.walk()
    walk_to_sentence(walk, forward=True)
    parts = call.times * (2 if around else 1)
    if state.cursor < state.anchor:
        _extend_back(walk, state.cursor, parts, around)
        return Target(walk.position, start=state.anchor, keeps_mode=True)
    place = Walk(state.buffer, state.cursor)
    place.next()
    at_start = True
    if place.position != walk.position:
        at_start = _has_text(place, walk.position)
        if at_start:
            walk_to_sentence(walk, forward=False)
        else:
            walk.position = state.cursor
    _skip_sentences(walk, parts, at_start)
    return Target(walk.position, start=state.anchor, keeps_mode=True)


def _has_text(place: Walk, end: Position) -> bool:
    """Return whether there is something other than blanks before a position."""
    while place.position < end:
        if not place.is_blank:
            return True
        if place.next() == -1:
            break
    return False


def _extend_back(walk: Walk, cursor: Position, parts: int, around: bool) -> None:
    """Add sentences before the cursor."""
    place = Walk(walk.buffer, cursor)
    place.previous()
    at_start = not _has_text(place, walk.position)
    if not at_start:
        walk_to_sentence(walk, forward=False)
        if walk.position == cursor:
            at_start = True
        else:
            walk_to_sentence(walk, forward=True)
    for _ in range(parts):
        if at_start:
            _back_to_first_blank(walk)
        if not at_start or (not around and not walk.is_blank):
            walk_to_sentence(walk, forward=False)
        at_start = not at_start


BLOCK_OBJECTS: dict[str, TextObject] = {
    "ip": partial(select_paragraph, around=False),
    "ap": partial(select_paragraph, around=True),
    "is": partial(select_sentence, around=False),
    "as": partial(select_sentence, around=True),
}
