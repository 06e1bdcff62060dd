"""Which brackets belong together."""

from __future__ import annotations

from dsql_tui.sql.scan import steps

_CLOSES = {")": "(", "]": "[", "}": "{"}
_OPENS = frozenset(_CLOSES.values())
REACH = 100_000
"""Characters before and behind a bracket that are looked at."""


def partner(text: str, offset: int) -> int | None:
    """Where the bracket is that belongs to the one at an offset; `None` if neither is there."""
    near = max(0, offset - REACH)
    stack: list[tuple[str, int]] = []
    for kind, start, _, _ in steps(text[near : offset + REACH], 0):
        sign = text[near + start]
        if kind not in ("bracket", "other"):
            continue
        if sign in _OPENS:
            stack.append((sign, near + start))
        elif sign in _CLOSES:
            if not stack or stack[-1][0] != _CLOSES[sign]:
                return None
            _, opened = stack.pop()
            if offset in (opened, near + start):
                return near + start if offset == opened else opened
    return None
