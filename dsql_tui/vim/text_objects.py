"""Text objects inside lines: words, quoted strings and brackets."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from dsql_tui.vim.brackets import find_enclosing, find_opening
from dsql_tui.vim.motion import Call, Target
from dsql_tui.vim.motions import in_indent
from dsql_tui.vim.text import Position, Walk
from dsql_tui.vim.word_motions import (
    walk_to_next_word,
    walk_to_previous_end,
    walk_to_word_end,
    walk_to_word_start,
)

TextObject = Callable[[Call], Target | None]
"""Returns the range of an object; in visual mode, `start` is the new anchor."""


def _go_back_in_line(walk: Walk, big: bool) -> None:
    """Go to the first of the characters of the same class."""
    kind = walk.kind(big)
    while walk.column > 0:
        place = walk.position
        walk.backward()
        if walk.kind(big) != kind:
            walk.position = place
            return


def select_word(call: Call, around: bool, big: bool) -> Target | None:
    """Select words and the blanks around them (`iw`, `aw`, `iW`, `aW`)."""
    state, walk, left = call.state, call.walk(), call.times
    start, inclusive, keeps_blanks = state.anchor, True, False
    if not state.visual or state.cursor == state.anchor:
        _go_back_in_line(walk, big)
        start = walk.position
        if (walk.kind(big) == 0) == around:
            if not walk_to_word_end(walk, 1, big, stop=True, stop_at_empty=True):
                _give_up(call, walk)
                return None
        else:
            walk_to_next_word(walk, 1, big, stop_at_line_end=True)
            if walk.column == 0:
                walk.previous()
            else:
                walk.step_back_in_line()
            keeps_blanks = around
        left -= 1
    for each in reversed(range(left)):
        extended = _extend_words(call, walk, start, around, big, more=each > 0)
        if extended is None:
            _give_up(call, walk)
            return None
        inclusive = extended
    if keeps_blanks and (walk.kind(big) != 0 or (walk.column == 0 and not inclusive)):
        start = _blanks_before(walk, start, big)
    return Target(walk.position, inclusive=inclusive, start=start)


def _give_up(call: Call, walk: Walk) -> None:
    """Leave the cursor where the search for words ended, as vim does."""
    call.state.move_to(walk.position)


def _blanks_before(walk: Walk, start: Position, big: bool) -> Position:
    """Return the start of the blanks before a word, unless they are the indentation."""
    before = Walk(walk.buffer, start)
    if before.step_back_in_line():
        _go_back_in_line(before, big)
        if before.kind(big) == 0 and before.column > 0:
            return before.position
    return start


def _extend_words(
    call: Call, walk: Walk, start: Position, around: bool, big: bool, more: bool
) -> bool | None:
    """Add a word; return whether the end is included, or `None` if there is no other word."""
    if call.state.visual and walk.position < start:
        if walk.previous() == -1:
            return None
        if around != (walk.kind(big) != 0):
            return True if walk_to_word_start(walk, 1, big, stop=True) else None
        if not walk_to_previous_end(walk, 1, big, stop_at_line=True):
            return None
        walk.next()
        return True
    if walk.next() == -1:
        return None
    if around != (walk.kind(big) == 0):
        if not walk_to_next_word(walk, 1, big, stop_at_line_end=True) and more:
            return None
        return walk.step_back_in_line()
    return True if walk_to_word_end(walk, 1, big, stop=True, stop_at_empty=True) else None


def select_brackets(call: Call, around: bool, opening: str, closing: str) -> Target | None:
    """Select what is between brackets (`i(`, `a(` and the like)."""
    state, buffer, cursor = call.state, call.state.buffer, call.state.cursor
    low, high = sorted((state.anchor, cursor)) if state.visual else (cursor, cursor)
    walk = Walk(buffer, low if state.visual else cursor)
    if low == high:
        state.marks.note_jump(cursor)
        if opening == "{":
            while in_indent(walk.line, walk.column, 1) and walk.forward() == 0:
                pass
        if walk.character == opening:
            walk.column += 1
    start = None
    is_around = find_enclosing(buffer, walk.position, opening) is not None
    find = find_enclosing if is_around else find_opening
    for _ in range(call.times):
        start = find(buffer, walk.position, opening)
        if start is None:
            return None
        walk.position = start
    end = find_enclosing(buffer, walk.position, closing)
    if start is None or end is None:
        return None
    if around:
        return Target(end, inclusive=True, start=start)
    return _inside_brackets(call, (start, end), (low, high), opening + closing)


class _Inside(NamedTuple):
    """The text between two brackets."""

    first: Walk
    last: Walk
    whole_lines: bool
    """Whether only the indentation precedes the closing bracket in its line."""


def _leave_brackets_out(call: Call, start: Position, end: Position) -> _Inside:
    first, last = Walk(call.state.buffer, start), Walk(call.state.buffer, end)
    first.next()
    whole_lines = last.column == 0
    last.previous()
    while in_indent(last.line, last.column, 1):
        whole_lines = True
        if last.previous() != 0:
            break
    return _Inside(first, last, whole_lines)


def _inside_brackets(
    call: Call, found: tuple[Position, Position], old: tuple[Position, Position], pair: str
) -> Target | None:
    """Leave the brackets out; in visual mode, take the next pair if nothing would be added."""
    if call.state.visual:
        return _extend_inside(call, found, old, pair)
    first, last, whole_lines = _leave_brackets_out(call, *found)
    if whole_lines:
        last.next()
        return Target(last.position, start=first.position)
    if first.position <= last.position:
        return Target(last.position, inclusive=True, start=first.position)
    return Target(first.position, start=first.position)


def _extend_inside(
    call: Call, found: tuple[Position, Position], old: tuple[Position, Position], pair: str
) -> Target | None:
    buffer, (start, end) = call.state.buffer, found
    while True:
        first, last, whole_lines = _leave_brackets_out(call, start, end)
        if first.position == end:
            return None
        grows = first.position < old[0] or old[1] < last.position
        if grows or first.position == last.position:
            break
        outer = Walk(buffer, old[0])
        outer.previous()
        outer_start = find_enclosing(buffer, outer.position, pair[0])
        outer_end = outer_start and find_enclosing(buffer, outer_start, pair[1])
        if not outer_start or not outer_end:
            return None
        start, end = outer_start, outer_end
    if whole_lines and last.character != "":
        last.forward()
    return Target(last.position, start=first.position)


def _next_quote(line: str, column: int, quote: str, escapes: bool = True) -> int:
    """Return the column of the next quote, or -1; a backslash escapes one."""
    while 0 <= column < len(line):
        if escapes and line[column] == "\\":
            column += 1
        elif line[column] == quote:
            return column
        column += 1
    return -1


def _previous_quote(line: str, column: int, quote: str) -> int:
    """Return the column of the quote before, or -1."""
    while column > 0:
        column -= 1
        backslashes = column - len(line[:column].rstrip("\\"))
        if backslashes % 2:
            column -= backslashes
        elif line[column] == quote:
            break
    return column if line[column : column + 1] == quote else -1


def _find_quotes(line: str, column: int, quote: str) -> tuple[int, int] | None:
    """Return the columns of the quotes around a column, or of the next ones."""
    if line[column : column + 1] == quote:
        start = end = -1
        while end < column:
            start = _next_quote(line, end + 1, quote, escapes=False)
            end = _next_quote(line, start + 1, quote) if 0 <= start <= column else -1
            if end < 0:
                return None
        return start, end
    start = _previous_quote(line, column, quote)
    if start < 0:
        start = _next_quote(line, column, quote, escapes=False)
    end = _next_quote(line, start + 1, quote) if start >= 0 else -1
    return (start, end) if end >= 0 else None


def select_quotes(call: Call, around: bool, quote: str) -> Target | None:
    """Select a quoted string of the line (`i'`, `a'` and the like)."""
    state, line, row = call.state, call.state.line, call.state.row
    if state.visual and state.anchor != state.cursor:
        return None  # vim extends the selection here, by rules of its own
    found = _find_quotes(line, state.column, quote)
    if found is None:
        return None
    start, end = found
    if around:
        after = end + 1 + len(line[end + 1 :]) - len(line[end + 1 :].lstrip(" \t"))
        if after > end + 1:
            end = after - 1
        else:
            start = len(line[:start].rstrip(" \t"))
    both = around or call.times > 1
    first, after = (start, end + 1) if both else (start + 1, end)
    if state.visual:
        return Target((row, max(after - 1, 0)), start=(row, first))
    return Target((row, after), start=(row, first))


def _both(
    keys: str, select: Callable[..., Target | None], **options: object
) -> dict[str, TextObject]:
    return {
        f"{kind}{key}": partial(select, around=kind == "a", **options)
        for key in keys
        for kind in "ia"
    }


LINE_OBJECTS: dict[str, TextObject] = {
    **_both("w", select_word, big=False),
    **_both("W", select_word, big=True),
    **_both("(b)", select_brackets, opening="(", closing=")"),
    **_both("[]", select_brackets, opening="[", closing="]"),
    **_both("{B}", select_brackets, opening="{", closing="}"),
    **_both("<>", select_brackets, opening="<", closing=">"),
    **_both('"', select_quotes, quote='"'),
    **_both("'", select_quotes, quote="'"),
    **_both("`", select_quotes, quote="`"),
}
