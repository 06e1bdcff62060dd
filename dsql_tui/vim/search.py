"""Searching: `/`, `?`, `n`, `N`, `*`, `#`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from dsql_tui.vim.motion import Call, Motion, Target
from dsql_tui.vim.pattern import SEARCH_TIMEOUT, Compiled, PatternError, compile_pattern
from dsql_tui.vim.state import State
from dsql_tui.vim.text import (
    Position,
    Walk,
    first_nonblank,
    is_keyword,
    kind_of,
    last_column,
    next_column,
)

_OFFSET = re.compile(r"([esb]?)([+-]?\d*)")


class Match(NamedTuple):
    """A match of a pattern."""

    start: Position
    end: Position


class Matcher:
    """Finds the matches of a pattern in a text."""

    def __init__(self, state: State, compiled: Compiled) -> None:
        self.state = state
        self.compiled = compiled
        self._all: dict[int, list[Match]] | None = None

    def in_row(self, row: int) -> list[Match]:
        """Return the matches that start in a row.

        Raises:
            PatternError: The search takes too long.
        """
        try:
            if self.compiled.multiline:
                if self._all is None:
                    self._all = self._find_all()
                return self._all.get(row, [])
            return [Match((row, start), (row, end)) for start, end in self._find_in_line(row)]
        except TimeoutError:
            raise PatternError("The search takes too long. Simplify the pattern.") from None

    def _find_in_line(self, row: int) -> Iterator[tuple[int, int]]:
        line = self.state.buffer.line(row)
        for found in self.compiled.regex.finditer(line, timeout=SEARCH_TIMEOUT):
            if found.start() < len(line) or not line or found.start() == found.end():
                yield found.span()

    def _find_all(self) -> dict[int, list[Match]]:
        lines = self.state.get_rows(0, self.state.last_row)
        matches: dict[int, list[Match]] = {}
        row = offset = 0
        text = "\n".join(lines)
        for found in self.compiled.regex.finditer(text, timeout=SEARCH_TIMEOUT):
            start, end = found.span()
            while start > offset + len(lines[row]):
                offset, row = offset + len(lines[row]) + 1, row + 1
            inside = text[start:end]
            end_row = row + inside.count("\n")
            end_column = len(inside) - inside.rfind("\n") - 1
            end_column += 0 if "\n" in inside else start - offset
            matches.setdefault(row, []).append(Match((row, start - offset), (end_row, end_column)))
        return matches


def find_next(
    state: State, matcher: Matcher, place: Position, forward: bool, by_end: bool = False
) -> Match | None:
    """Return the next match from a place, or the one before it.

    Args:
        state: The state; its options say whether the search wraps around.
        matcher: The pattern.
        place: Where to start; a match there is found last.
        forward: The direction.
        by_end: Whether the last character of a match counts instead of its first.
    """
    row, count = place[0], state.buffer.line_count
    for number in range(count + 1):
        at = (row + number if forward else row - number) % count
        if not state.options.wrapscan and (at < row if forward else at > row):
            return None
        if number == count and not state.options.wrapscan:
            return None
        found = matcher.in_row(at)
        if number == 0:
            found = [each for each in found if _is_beyond(state, each, place, forward, by_end)]
        if found:
            return found[0] if forward else found[-1]
    return None


def _is_beyond(state: State, match: Match, place: Position, forward: bool, by_end: bool) -> bool:
    line = state.buffer.line(place[0])
    row, column = match.start
    if by_end:
        row, column = match.end
        column -= 1
    if row != place[0]:
        return (row > place[0]) == forward
    if forward:
        return column - (column >= len(line)) >= next_column(line + " ", place[1])
    return column < place[1]


def _search(call: Call, forward: bool) -> Target | None:
    state, search = call.state, call.state.search
    if not search.pattern:
        state.message = "There is no pattern yet. Press / and type one."
        return None
    try:
        matcher = Matcher(state, get_pattern(state, search.pattern))
        return _search_times(call, matcher, forward)
    except PatternError as error:
        state.message = str(error)
        return None


def get_pattern(state: State, pattern: str) -> Compiled:
    """Compile a pattern with the options of the user.

    Raises:
        PatternError: It is invalid or not supported.
    """
    options = state.options
    smartcase = options.smartcase and not state.search.from_word
    return compile_pattern(pattern, options.ignorecase, smartcase, state.replacement)


def _search_times(call: Call, matcher: Matcher, forward: bool) -> Target | None:
    state = call.state
    kind, number = parse_offset(state.search.offset)
    place, found = state.cursor, None
    by_end = kind == "e"
    if not kind and number is not None:
        place = (state.row, 2**30 if forward else 0)
    for _ in range(call.times):
        found = find_next(state, matcher, place, forward, by_end)
        if found is None:
            state.message = f"Not found: {state.search.pattern}"
            return None
        place = (found.end[0], max(0, found.end[1] - 1)) if by_end else found.start
    state.search.highlight = True
    if found is None:
        return None
    return _apply_offset(state, found, kind, number)


def parse_offset(offset: str) -> tuple[str, int | None]:
    """Return the letter of an offset such as `e+1`, and its number if it has one."""
    found = _OFFSET.match(offset)
    if not found or not offset:
        return "", None
    kind, number = found.groups()
    if number in ("+", "-"):
        number += "1"
    return kind, int(number) if number else (0 if not kind else None)


def _apply_offset(state: State, found: Match, kind: str, number: int | None) -> Target:
    if not kind and number is not None:
        row = max(0, min(found.start[0] + number, state.last_row))
        column = first_nonblank(state.buffer.line(row))
        return Target((row, column), linewise=True, jumps=True)
    walk = Walk(state.buffer, found.start)
    if kind == "e":
        walk.position = found.end
        walk.previous()
    for _ in range(abs(number or 0)):
        (walk.next if (number or 0) > 0 else walk.previous)()
    if not state.visual:
        walk.column = min(walk.column, last_column(walk.line))
    return Target(walk.position, inclusive=kind == "e", jumps=True, numbered=True)


def search_pattern(call: Call, forward: bool) -> Target | None:
    """Search for a pattern that was typed (`/`, `?`); an empty one is the last one again."""
    search = call.state.search
    pattern, offset = split_pattern(call.argument, "/" if forward else "?")
    search.forward = forward
    if pattern:
        search.pattern, search.from_word = pattern, False
        call.state.registers.keep("/", pattern)
    if pattern or offset or "/" in call.argument:
        search.offset = offset
    return _search(call, forward)


def split_pattern(text: str, delimiter: str) -> tuple[str, str]:
    """Return the pattern before a delimiter, and what follows it."""
    at, in_set = 0, False
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == "[" and "]" in text[at + 2 :]:
            in_set = True
        elif text[at] == "]":
            in_set = False
        elif text[at] == delimiter and not in_set:
            return text[:at].replace(f"\\{delimiter}", delimiter), text[at + 1 :]
        at += 1
    return text.replace(f"\\{delimiter}", delimiter), ""


def repeat_search(call: Call, reverse: bool) -> Target | None:
    """Repeat the last search (`n`, `N`)."""
    return _search(call, call.state.search.forward != reverse)


def search_word(call: Call, forward: bool) -> Target | None:
    """Search for the word at the cursor (`*`, `#`)."""
    state, line, column = call.state, call.state.line, call.state.column
    span = _find_word(line, column)
    if span is None:
        state.message = "There is no word at the cursor."
        return None
    word = line[span[0] : span[1]]
    escaped = re.sub(r"([\\/.*$^~\[\]])", r"\\\1", word)
    if is_keyword(word[0]):
        escaped = f"\\<{escaped}"
    if is_keyword(word[-1]):
        escaped = f"{escaped}\\>"
    search = state.search
    search.pattern, search.forward, search.offset, search.from_word = escaped, forward, "", True
    state.registers.keep("/", escaped)
    origin = state.cursor
    state.marks.note_jump(origin)
    state.cursor = state.row, span[0]
    found = _search(call, forward)
    if not call.operator or found is None:
        state.cursor = origin if found is None or not call.operator else state.cursor
    return found and found._replace(jumps=False)


def _find_word(line: str, column: int) -> tuple[int, int] | None:
    """Return the word at or after a column, or else the text without blanks there."""
    for is_wanted in (is_keyword, lambda each: kind_of(each) > 0):
        at = column
        if at < len(line) and is_wanted(line[at]):
            while at > 0 and is_wanted(line[at - 1]) and kind_of(line[at - 1]) == kind_of(line[at]):
                at -= 1
        while at < len(line) and not is_wanted(line[at]):
            at += 1
        end = at
        while end < len(line) and is_wanted(line[end]) and kind_of(line[end]) == kind_of(line[at]):
            end += 1
        if end > at:
            return at, end
    return None


SEARCH_MOTIONS: dict[str, Motion] = {
    "/": partial(search_pattern, forward=True),
    "?": partial(search_pattern, forward=False),
    "n": partial(repeat_search, reverse=False),
    "N": partial(repeat_search, reverse=True),
    "*": partial(search_word, forward=True),
    "#": partial(search_word, forward=False),
}
