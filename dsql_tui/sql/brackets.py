"""Matching brackets."""

from __future__ import annotations

from dsql_tui.sql.scan import read_tokens

_OPENING = {")": "(", "]": "[", "}": "{"}
BRACKETS = "".join((*_OPENING, *_OPENING.values()))
MAX_DISTANCE = 100_000
"""Characters to search before and behind a bracket."""


def find_partner(text: str, offset: int) -> int | None:
    """Return the offset of the bracket that matches the one at an offset, if both exist.

    Brackets in strings, quoted names and comments do not count.
    """
    base = max(0, offset - MAX_DISTANCE)
    open_brackets: list[tuple[str, int]] = []
    for kind, start, _, _ in read_tokens(text[base : offset + MAX_DISTANCE], 0):
        if kind not in ("bracket", "other"):
            continue
        bracket, at = text[base + start], base + start
        if bracket in _OPENING.values():
            open_brackets.append((bracket, at))
        elif bracket in _OPENING:
            if not open_brackets or open_brackets[-1][0] != _OPENING[bracket]:
                return None
            _, opened = open_brackets.pop()
            if offset in (opened, at):
                return at if offset == opened else opened
    return None
