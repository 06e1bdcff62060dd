"""Motions by words: `w`, `b`, `e`, `ge`, and those by words between blanks: `W`, `B`, `E`, `gE`."""

from __future__ import annotations

from functools import partial

from dsql_tui.vim.motion import Call, Motion, Target
from dsql_tui.vim.text import Walk


def walk_to_next_word(walk: Walk, times: int, big: bool, stop_at_line_end: bool) -> bool:
    """Move to the start of the next word.

    Args:
        walk: Where to start; it is moved.
        times: By how many words to move.
        big: Whether only blanks separate words.
        stop_at_line_end: Whether the last word ends at the end of its line.

    Returns:
        False if there is nothing after the start.
    """
    for left in reversed(range(times)):
        stops = stop_at_line_end and left == 0
        kind = walk.kind(big)
        on_last = walk.row == walk.buffer.line_count - 1
        moved = walk.forward()
        if moved == -1 or (moved >= 1 and on_last):
            return False
        if moved >= 1 and stops:
            return True
        while kind and walk.kind(big) == kind:
            moved = walk.forward()
            if moved == -1 or (moved >= 1 and stops):
                return True
        if not _skip_blanks(walk, big, stops):
            return True
    return True


def _skip_blanks(walk: Walk, big: bool, stops: bool) -> bool:
    """Move to the next character that is not blank, or empty line; return whether there is one."""
    while walk.kind(big) == 0 and not walk.on_empty_line:
        moved = walk.forward()
        if moved == -1 or (moved >= 1 and stops):
            return False
    return True


def walk_to_word_start(walk: Walk, times: int, big: bool, stop: bool = False) -> bool:
    """Move back to the start of a word; `stop` stays on a start, the first time.

    Returns:
        False if there is nothing before the start.
    """
    for _ in range(times):
        kind = walk.kind(big)
        if walk.backward() == -1:
            return False
        if not stop or kind in (0, walk.kind(big)):
            while walk.kind(big) == 0 and not walk.on_empty_line:
                if walk.backward() == -1:
                    return True
            if walk.on_empty_line:
                stop = False
                continue
            if _skip_kind(walk, walk.kind(big), big, forward=False):
                return True
        walk.forward()
        stop = False
    return True


def walk_to_word_end(
    walk: Walk, times: int, big: bool, stop: bool = False, stop_at_empty: bool = False
) -> bool:
    """Move to the end of a word; `stop` stays on an end, the first time.

    Returns:
        False if there is nothing after the start.
    """
    for _ in range(times):
        kind = walk.kind(big)
        if walk.forward() == -1:
            return False
        if kind and walk.kind(big) == kind:
            if _skip_kind(walk, kind, big, forward=True):
                return False
        elif not stop or kind == 0:
            while walk.kind(big) == 0 and not (stop_at_empty and walk.on_empty_line):
                if walk.forward() == -1:
                    return False
            if walk.kind(big) == 0:  # an empty line
                stop = False
                continue
            if _skip_kind(walk, walk.kind(big), big, forward=True):
                return False
        walk.backward()
        stop = False
    return True


def walk_to_previous_end(walk: Walk, times: int, big: bool, stop_at_line: bool = False) -> bool:
    """Move back to the end of the word before; return False if there is nothing before."""
    for _ in range(times):
        kind = walk.kind(big)
        moved = walk.backward()
        if moved == -1:
            return False
        if stop_at_line and moved == 1:
            return True
        while kind and walk.kind(big) == kind:
            moved = walk.backward()
            if moved == -1 or (stop_at_line and moved == 1):
                return True
        while walk.kind(big) == 0 and not walk.on_empty_line:
            moved = walk.backward()
            if moved == -1 or (stop_at_line and moved == 1):
                return True
    return True


def _skip_kind(walk: Walk, kind: int, big: bool, forward: bool) -> bool:
    """Move over characters of a class; return whether the text ended."""
    while walk.kind(big) == kind:
        if (walk.forward() if forward else walk.backward()) == -1:
            return True
    return False


def go_to_word(call: Call, big: bool) -> Target | None:
    """Go to the start of the next word (`w`, `W`); `c` goes to the end of this one."""
    walk = call.walk()
    changes_word = call.operator == "c" and walk.character != "" and not walk.is_blank
    if changes_word:
        moved = walk_to_word_end(walk, call.times, big, stop=True)
    else:
        moved = walk_to_next_word(walk, call.times, big, stop_at_line_end=bool(call.operator))
    return _finish(call, walk, moved, inclusive=changes_word)


def go_to_word_end(call: Call, big: bool) -> Target | None:
    """Go to the end of the word (`e`, `E`)."""
    walk = call.walk()
    moved = walk_to_word_end(walk, call.times, big)
    return _finish(call, walk, moved, inclusive=True)


def _finish(call: Call, walk: Walk, moved: bool, inclusive: bool) -> Target | None:
    """Leave the end of a line, which is no place for the cursor."""
    state = call.state
    at_end = walk.position > state.cursor and walk.column > 0 and walk.character == ""
    if at_end and not state.visual:
        walk.step_back_in_line()
        inclusive = True
    if not moved and not call.operator:
        call.state.fail()
    return Target(walk.position, inclusive=inclusive)


def go_to_word_start(call: Call, big: bool) -> Target | None:
    """Go back to the start of a word (`b`, `B`)."""
    walk = call.walk()
    if not walk_to_word_start(walk, call.times, big):
        _give_up(call, walk)
        return None
    return Target(walk.position)


def go_to_previous_end(call: Call, big: bool) -> Target | None:
    """Go back to the end of a word (`ge`, `gE`)."""
    walk = call.walk()
    if not walk_to_previous_end(walk, call.times, big):
        _give_up(call, walk)
        return None
    return Target(walk.position, inclusive=True)


def _give_up(call: Call, walk: Walk) -> None:
    """Move as far as possible, as vim does, although the motion fails."""
    call.state.move_to(walk.position)


WORD_MOTIONS: dict[str, Motion] = {
    "w": partial(go_to_word, big=False),
    "W": partial(go_to_word, big=True),
    "e": partial(go_to_word_end, big=False),
    "E": partial(go_to_word_end, big=True),
    "b": partial(go_to_word_start, big=False),
    "B": partial(go_to_word_start, big=True),
    "ge": partial(go_to_previous_end, big=False),
    "gE": partial(go_to_previous_end, big=True),
}
