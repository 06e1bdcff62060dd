"""Brackets and quotes that are typed as pairs, and the indentation of a new line."""

from __future__ import annotations

import re

from dsql_tui.sql.line_states import LineState
from dsql_tui.sql.scan import read_tokens

PAIRS = {"(": ")", "[": "]", "'": "'", '"': '"'}
"""The closing character of each bracket and quote."""
_QUOTES = ("'", '"')
_KINDS_BY_STATE = {"$": "dollar", "/": "comment", '"': "quoted"}
_FOLLOWS = re.compile(r"\Z|[\s)\],;]")
"""The text that may follow a pair; anything else is going to be inside of it."""
_WORD_END = re.compile(r"[\w$]\Z")
_INDENT = re.compile(r"[ \t]*")
_INDENTED = ("code", "comment", "dollar")
"""The places where a new line is indented; elsewhere that would change a value."""


def find_surroundings(before: str, state: LineState) -> str:
    """Return where a cursor is: `code`, `data`, or the kind of the token that it is inside of.

    Args:
        before: The line before the cursor.
        state: The state of the scanner at the start of the line.
    """
    if state.data:
        return "data"
    kind = _KINDS_BY_STATE.get(state.open[0], "string") if state.open else "code"
    for token, start, _, left_open in read_tokens(before, 0, state.open):
        continued = start == 0 and state.open
        line_comment = before.startswith("--", start) and not continued
        kind = token if left_open or token == "meta" or line_comment else "code"
    return kind


def find_closer(typed: str, before: str, after: str, state: LineState) -> str:
    """Return what to close a typed bracket or quote with; empty for nothing.

    Args:
        typed: The typed character.
        before: The line before it.
        after: The line after it.
        state: The state of the scanner at the start of the line.
    """
    closer = PAIRS.get(typed, "")
    if not closer or not _FOLLOWS.match(after):
        return ""
    if typed in _QUOTES and (_WORD_END.search(before) or before.endswith(typed)):
        return ""
    return closer if find_surroundings(before, state) == "code" else ""


def is_empty_pair(before: str, after: str, state: LineState) -> bool:
    """Return True if the cursor is between a bracket or quote and what closes it."""
    opener, closer = before[-1:], after[:1]
    if not opener or PAIRS.get(opener) != closer:
        return False
    if opener in _QUOTES and after[1:2] == closer:
        return False
    return find_surroundings(before[:-1], state) == "code"


def break_line(before: str, after: str, state: LineState, width: int) -> tuple[str, str]:
    """Return the text of a line break before the cursor, and that behind it.

    A new line has the indentation of the one before; behind an open bracket it has `width` spaces
    more, and what closes the bracket goes to a line of its own.
    """
    if find_surroundings(before, state) not in _INDENTED:
        return "\n", ""
    found = _INDENT.match(before)
    indent = found[0] if found else ""
    opener = before.rstrip()[-1:]
    if opener not in ("(", "[") or find_surroundings(before, state) != "code":
        return f"\n{indent}", ""
    closes = after.lstrip()[:1] == PAIRS[opener]
    return f"\n{indent}{' ' * width}", f"\n{indent}" if closes else ""
