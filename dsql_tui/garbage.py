"""The collector of garbage, which stops whatever runs, kept from being felt."""

from __future__ import annotations

import gc
from functools import cache

_NEW = 5_000
"""Objects that are made, and stay, before it looks through them: many, because with Python's 700 it
came several times for every key and took a quarter of the time of an export; not too many, because
it takes longer for more."""


def collect_seldom() -> None:
    """Let it come seldom: little of what we make refers to itself, and waits for it."""
    gc.set_threshold(_NEW)


@cache
def settle() -> None:
    """What has been loaded by now stays to the end: the collector passes over it from here on.

    Looking through it all, to find nothing, stopped screen and rows for a tenth of a second. Only
    once, because what is there later, and goes, has to be found.
    """
    gc.freeze()
