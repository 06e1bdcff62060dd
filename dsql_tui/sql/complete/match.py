"""How well a candidate matches what has been typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

NO_MATCH = 9

_EXACT, _PREFIX, _PART, _INITIALS, _INSIDE, _SCATTERED = range(6)
_PARTS = re.compile(r"[^a-z0-9]+")


def matcher(typed: str) -> Callable[[str], int]:
    """Return a function that ranks how well a name matches: 0 is best, and `NO_MATCH` is no match.

    The ranks: the same name; its beginning; the beginning of one of its parts (`id` of
    `customer_id`); the initials of its parts (`ci`); somewhere inside; the letters in their order.
    """
    if not typed:
        return lambda name: _PREFIX
    wanted = typed.lower()

    def rank(name: str) -> int:
        lower = name.lower()
        if lower.startswith(wanted):
            return _EXACT if lower == wanted else _PREFIX
        if not _has_letters(lower, wanted):
            return NO_MATCH
        at = lower.find(wanted)
        if at < 0:
            return _INITIALS if initials(lower).startswith(wanted) else _SCATTERED
        while at > 0:
            if not lower[at - 1].isalnum():
                return _PART
            at = lower.find(wanted, at + 1)
        return _INITIALS if initials(lower).startswith(wanted) else _INSIDE

    return rank


def _has_letters(name: str, letters: str) -> bool:
    """Return True if a name has some letters in their order."""
    at = 0
    for letter in letters:
        at = name.find(letter, at) + 1
        if not at:
            return False
    return True


@lru_cache(16384)
def initials(name: str) -> str:
    """Return the first letter of each part of a name, in lower case."""
    return "".join(part[0] for part in _PARTS.split(name.lower()) if part)
