"""Motions by brackets, paragraphs and sentences: `%`, `{`, `}`, `(`, `)`."""

from __future__ import annotations

from functools import partial

from dsql_tui.vim.brackets import find_match
from dsql_tui.vim.motion import Call, Motion, Target
from dsql_tui.vim.text import Walk, first_nonblank, last_column

_END_MARKS = ".!?"
_AFTER_END = ")]\"'"


def go_to_match(call: Call) -> Target | None:
    """Go to the matching bracket, or with a count to that percentage of the text (`%`)."""
    state = call.state
    if call.number:
        if call.number > 100:
            return None
        row = (state.buffer.line_count * call.number + 99) // 100 - 1
        column = first_nonblank(state.buffer.line(row))
        return Target((row, column), linewise=True, jumps=True)
    found = find_match(state.buffer, state.cursor)
    if found is None:
        return None
    return Target(found, inclusive=True, jumps=True, numbered=True)


def go_by_paragraphs(call: Call, step: int) -> Target | None:
    """Go to the empty line around a paragraph (`{`, `}`)."""
    state, row = call.state, call.state.row
    for left in reversed(range(call.times)):
        seen = bool(state.buffer.line(row))
        while True:
            row += step
            if not 0 <= row <= state.last_row:
                if left:
                    return None
                row -= step
                break
            line = state.buffer.line(row)
            if seen and not line:
                break
            seen = seen or bool(line)
    line = state.buffer.line(row)
    at_end = row == state.last_row and step > 0 and line != ""
    column = last_column(line) if at_end else 0
    return Target((row, column), inclusive=at_end, jumps=True, numbered=True)


def walk_to_sentence(walk: Walk, forward: bool, times: int = 1) -> bool:
    """Move to the start of a sentence; return False if there are not so many."""
    step = walk.next if forward else walk.previous
    place = Walk(walk.buffer, walk.position)
    left = times
    while left:
        left -= 1
        before = place.position
        if not _walk_to_one(place, forward, left):
            return False
        if place.position == before:
            step = place.next if forward else place.previous
            if step() == -1:
                if left:
                    return False
                break
            left += 1
    walk.position = place.position
    return True


def _walk_to_one(place: Walk, forward: bool, left: int) -> bool:
    step = place.next if forward else place.previous
    if place.character == "":
        while step() != -1 and place.character == "":
            pass
        if forward:
            _skip_blanks(place)
            return True
    elif not forward:
        place.previous()
    _leave_sentence_end(place, forward)
    start_row = place.row
    while True:
        if place.character == "":
            if not forward and place.row != start_row:
                place.row += 1
            break
        if place.character in _END_MARKS and _is_sentence_end(place):
            break
        if step() == -1:
            return not left
    _skip_blanks(place)
    return True


def _leave_sentence_end(place: Walk, forward: bool) -> None:
    """Go back to the last character before blanks and the marks that end a sentence."""
    seen_mark = False
    while place.is_blank or (place.character and place.character in _END_MARKS + _AFTER_END):
        before = Walk(place.buffer, place.position)
        if before.previous() == -1 or (before.on_empty_line and forward):
            return
        if seen_mark:
            return
        character = place.character
        seen_mark = character in _END_MARKS
        ends = character in _AFTER_END
        if ends and (before.character == "" or before.character not in _END_MARKS + _AFTER_END):
            return
        place.previous()


def _is_sentence_end(place: Walk) -> bool:
    """Return whether a sentence ends at this mark; if so, move behind it."""
    after = Walk(place.buffer, place.position)
    moved = after.forward()
    while moved != -1 and after.character and after.character in _AFTER_END:
        moved = after.forward()
    if moved == -1 or after.character == "" or after.is_blank:
        place.position = after.position
        if place.character == "":
            place.forward()
        return True
    return False


def _skip_blanks(place: Walk) -> None:
    while place.is_blank:
        if place.next() == -1:
            return


def go_by_sentences(call: Call, forward: bool) -> Target | None:
    """Go to the start of a sentence (`(`, `)`)."""
    walk = call.walk()
    if not walk_to_sentence(walk, forward, call.times):
        call.state.wanted = None
        return None
    inclusive = False
    if walk.character == "" and walk.column > 0 and not call.state.visual:
        walk.step_back_in_line()
        inclusive = True
    return Target(walk.position, inclusive=inclusive, jumps=True, numbered=True)


BLOCK_MOTIONS: dict[str, Motion] = {
    "%": go_to_match,
    "{": partial(go_by_paragraphs, step=-1),
    "}": partial(go_by_paragraphs, step=1),
    "(": partial(go_by_sentences, forward=False),
    ")": partial(go_by_sentences, forward=True),
}
