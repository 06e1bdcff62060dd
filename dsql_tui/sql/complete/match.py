"""How well a candidate fits what has been typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

NONE = 9
"""No fit."""

_EXACT, _PREFIX, _PART, _INITIALS, _INSIDE, _SCATTERED = range(6)
_PARTS = re.compile(r"[^a-z0-9]+")


def matcher(typed: str) -> Callable[[str], int]:
    """A function that says how well a name fits: 0 is best, `NONE` is not at all.

    In this order: the same, its beginning, the beginning of one of its parts (`id` of
    `customer_id`), the initials of its parts (`ci`), somewhere inside, the letters in their order.
    """
    if not typed:
        return lambda name: _PREFIX
    wanted = typed.lower()
    scattered = re.compile(".*?".join(map(re.escape, wanted)), re.DOTALL).search

    def fit(name: str) -> int:
        lower = name.lower()
        if lower.startswith(wanted):
            return _EXACT if lower == wanted else _PREFIX
        if not scattered(lower):
            return NONE
        at = lower.find(wanted)
        if at < 0:
            return _INITIALS if initials(lower).startswith(wanted) else _SCATTERED
        while at > 0:
            if not lower[at - 1].isalnum():
                return _PART
            at = lower.find(wanted, at + 1)
        return _INITIALS if initials(lower).startswith(wanted) else _INSIDE

    return fit


@lru_cache(16384)
def initials(name: str) -> str:
    """The first letter of each part of a name, in lower case."""
    return "".join(part[0] for part in _PARTS.split(name.lower()) if part)
