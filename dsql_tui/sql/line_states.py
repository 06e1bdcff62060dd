"""The state of the scanner at the start of each line, so that lines can be coloured one by one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from dsql_tui.sql.boundaries import START, StatementState, count_blocks
from dsql_tui.sql.scan import SPACE, read_tokens, state_after

_CLOSED = re.compile(
    r"""([^'"$\\/\r-]*(?:(?:'[^'\\]*'|"[^"]*"|-(?!-)|/(?!\*))[^'"$\\/\r-]*)*)(?:--[^\r]*)?"""
)
"""A line that leaves nothing open, as most lines are; the group is what comes before a comment."""
_QUOTES = re.compile(r"""'[^']*'|"[^"]*\"""")
_BRACKET = re.compile("[()]")


_MARK = "std"
"""A part of STDIN and STDOUT, one of which every COPY with inline data has."""


class LineState(NamedTuple):
    """The state of the scanner at the start of a line."""

    open: str = ""
    """The open comment or string, as `scan.state_after` returns it."""
    statement: StatementState = START
    data: int = 0
    """The number of blocks of inline data that begin, or go on, here."""


class LineStates:
    """The states of the lines of a script that is being edited, as far as they are needed.

    Statements are tracked only from the first time that a line has the word STDIN: without it, no
    line is data, and what a line leaves open is all that matters.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        """The live lines of the script, which the caller edits."""
        self._known = [LineState()]
        self._advance = advance_tokens

    def at(self, row: int) -> LineState:
        """Return the state at the start of a line."""
        known, lines = self._known, self._lines
        while len(known) <= row:
            line = lines[len(known) - 1]
            if self._advance is advance_tokens and _MARK in line.lower():
                self._track()
                known = self._known
                continue
            known.append(self._advance(line, known[-1]))
        return known[row]

    def update(self, top: int, old: int, new: int) -> int:
        """Correct the states after `old` lines from `top` on have become `new` ones.

        Returns:
            The first line below from which on the colours are those of before.
        """
        known, lines = self._known, self._lines
        if top >= len(known):
            return top + new
        if top + new >= len(lines):  # the states are computed when they are needed
            del known[top + 1 :]
            return len(lines)
        if self._advance is advance_tokens and any(
            _MARK in line.lower() for line in lines[top : top + new]
        ):
            self._track()
            return len(lines)
        known[top + 1 : top + old] = [LineState()] * (new - 1)
        row, state, below = top, known[top], top + new
        while row + 1 < len(known):
            state = self._advance(lines[row], state)
            row += 1
            if row >= top + new:
                if known[row] == state:
                    break
                below = below if _same_colours(known[row], state) else row + 1
            known[row] = state
        return below

    def _track(self) -> None:
        self._advance, self._known = advance, [LineState()]


def _same_colours(one: LineState, other: LineState) -> bool:
    return (one.open, one.data > 0) == (other.open, other.data > 0)


def advance_tokens(line: str, state: LineState) -> LineState:
    """Return the state at the start of the next line, without the state of the statement."""
    if not state.open and _CLOSED.fullmatch(line):
        return state
    return LineState(state_after(line, state.open))


def advance(line: str, state: LineState) -> LineState:
    """Return the state at the start of the next line."""
    if state.data:
        return state._replace(data=state.data - 1) if line.rstrip("\r") == "\\." else state
    return _scan_simple_line(line, state) or scan_line(line, state)


def scan_line(line: str, state: LineState) -> LineState:
    """Return the state behind a line of statements, token by token."""
    open_, statement, data = state
    for step in read_tokens(line, 0, open_):
        kind, left, right, open_ = step
        after = statement.enter_token(line, kind, left, right)
        if after is None:
            data += count_blocks(statement, line, kind, left, right)
        statement = after or START
    return LineState(open_, statement, data)


def _scan_simple_line(line: str, state: LineState) -> LineState | None:
    """Return the same as `scan_line` for the usual kinds of lines, and `None` for others."""
    phase, brackets, body, _, copied = state.statement
    if state.open or body or copied or not (phase == "other" or state.statement == START):
        return None
    found = _CLOSED.fullmatch(line)
    if not found:
        return None
    code = found[1].strip(SPACE)
    if not code:
        return state
    if phase == "" and code[:4].lower() in ("copy", "crea"):
        return None
    code = _QUOTES.sub("_", code)
    if 0 <= code.find(";") < len(code) - 1:
        return None
    if "(" in code or ")" in code:
        for bracket in _BRACKET.findall(code):
            brackets = brackets + 1 if bracket == "(" else max(0, brackets - 1)
    ended = code.endswith(";") and not brackets
    return LineState("", START if ended else _other(brackets))


def _other(brackets: int) -> StatementState:
    return _OTHER if not brackets else StatementState("other", brackets)


_OTHER = StatementState("other")
