"""The lines that a command line acts on."""

from __future__ import annotations

import re
from typing import NamedTuple

from dsql_tui.vim.mark_motions import get_mark
from dsql_tui.vim.search import Matcher, find_next, get_pattern, split_pattern
from dsql_tui.vim.state import State

_NUMBER = re.compile(r"\d+")
_OFFSET = re.compile(r"\s*([+-])\s*(\d*)|\s+(\d+)")


class ExError(Exception):
    """A command line that cannot be run; the message is for the user."""


class Rows(NamedTuple):
    """The rows of a command line, and what follows them."""

    first: int
    last: int
    given: int
    """How many rows were given: 0, 1 or 2."""
    rest: str
    """The command."""


def read_rows(state: State, line: str, least: int = 0) -> Rows:
    """Read the rows at the start of a command line; by default, the row of the cursor.

    Args:
        state: The state.
        line: The command line.
        least: The first row; -1 if line 0 has a meaning.

    Raises:
        ExError: A row does not exist.
        PatternError: A pattern is invalid.
    """
    rows: list[int] = []
    line, base = line.lstrip(" \t:"), state.row
    if line.startswith("%"):
        return Rows(0, state.last_row, 2, line[1:].lstrip())
    while True:
        row, line = _read_row(state, line, base)
        line = line.lstrip()
        ends = line[:1] not in (",", ";")
        if row is None:
            if ends and not rows:
                return Rows(state.row, state.row, 0, line)
            row = state.row
        rows.append(row)
        if ends:
            break
        base = row if line[0] == ";" else base
        line = line[1:].lstrip()
    first, last = rows[-2:] if len(rows) > 1 else (rows[0], rows[0])
    first, last = min(first, last), max(first, last)
    if not line:
        last = min(last, state.last_row)
    if last > state.last_row or first < -1:
        raise ExError(f"There is no line {last + 1}: the last one is {state.last_row + 1}.")
    return Rows(max(first, least), max(last, least), min(len(rows), 2), line)


def _read_row(state: State, line: str, base: int) -> tuple[int | None, str]:
    row: int | None = None
    start = line[:1]
    if found := _NUMBER.match(line):
        row, line = int(found[0]) - 1, line[found.end() :]
    elif start == ".":
        row, line = base, line[1:]
    elif start == "$":
        row, line = state.last_row, line[1:]
    elif start == "'" and len(line) > 1:
        place = get_mark(state, line[1])
        if place is None:
            raise ExError(f"The mark “{line[1]}” is not set.")
        row, line = place[0], line[2:]
    elif start and start in "/?":
        pattern, line = split_pattern(line[1:], start)
        row = _find_row(state, pattern or state.search.pattern, base, start == "/")
    while offset := _OFFSET.match(line):
        sign, number, plain = offset.groups()
        amount = int(plain or number or 1)
        row = (base if row is None else row) + (-amount if sign == "-" else amount)
        line = line[offset.end() :]
    return row, line


def _find_row(state: State, pattern: str, base: int, forward: bool) -> int:
    state.search.pattern, state.search.from_word = pattern, False
    state.registers.keep("/", pattern)
    matcher = Matcher(state, get_pattern(state, pattern))
    found = find_next(state, matcher, (base, 2**30 if forward else 0), forward)
    if found is None:
        raise ExError(f"Not found: {pattern}")
    return found.start[0]
