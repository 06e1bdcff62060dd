"""What Python does by itself while the screen is in use, kept short enough not to be felt."""

from __future__ import annotations

import gc
import sys
from functools import cache

_TURN = 0.001
"""Seconds that a thread which fetches rows waits for its turn, while the screen is drawn. With
Python's 5 ms it waits most of the time: a million rows took half as long again."""


def take_turns() -> None:
    """Let threads give way to each other often."""
    sys.setswitchinterval(_TURN)


@cache
def settle() -> None:
    """What has been loaded by now stays to the end: the collector of garbage passes over it.

    Looking through it all, to find nothing, stopped screen and rows for a tenth of a second. Only
    once, because what is there later, and goes, has to be found.
    """
    gc.freeze()
