"""What Python does by itself while the screen is in use, kept short enough not to be felt."""

from __future__ import annotations

import gc
from functools import cache

_NEW = 20_000
"""Objects that are made before the collector of garbage looks through them. Drawing makes many, and
with Python's 700 the collector came several times for every key."""


@cache
def settle() -> None:
    """What has been loaded by now stays to the end: the collector of garbage passes over it.

    Looking through it all, to find nothing, stopped screen and rows for a tenth of a second. Only
    once, because what is there later, and goes, has to be found.
    """
    gc.freeze()
    gc.set_threshold(_NEW)
