"""Tuning of Python's garbage collector, whose pauses would stall the UI."""

from __future__ import annotations

import gc
from functools import cache

_THRESHOLD = 5_000
"""New objects before a collection. With Python's 700 there were several for each key, and they took
a quarter of the time of an export; a larger number makes each collection longer."""


def reduce_collections() -> None:
    """Make collections rare: few of our objects form cycles that need them."""
    gc.set_threshold(_THRESHOLD)


@cache
def freeze_loaded_objects() -> None:
    """Exclude all objects that exist now from collections; only the first call has an effect.

    A full collection of the loaded modules finds nothing and stalls the UI for a tenth of a
    second. Objects that are made later must still be collected.
    """
    gc.freeze()
