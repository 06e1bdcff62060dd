"""How long the terminal's input waits after an escape character for the rest of a sequence."""

from __future__ import annotations

import os

from textual import constants

_USUAL_DELAY = constants.ESCAPE_DELAY
_SHORT_DELAY = 0.025
"""Seconds; a key that is pressed sooner after Escape is taken for one with Alt."""


def shorten_escape_delay(on: bool) -> None:
    """Recognize the Escape key sooner, unless the user has set `ESCDELAY`.

    In vim mode, people press Escape and the next key faster than Textual's tenth of a second.
    """
    if not os.environ.get("ESCDELAY"):
        constants.ESCAPE_DELAY = _SHORT_DELAY if on else _USUAL_DELAY  # type: ignore[misc]
