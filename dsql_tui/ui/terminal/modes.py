"""Control sequences that switch the modes of a terminal off."""

from __future__ import annotations

SIZE_REPORTS_OFF = "\x1b[?2048l\x1b[?1016l"
"""Undoes what Textual 8.2 switches on when a terminal answers that it reports its size.

Textual leaves the mouse in pixels on, and both if the answer comes late.
"""

MODES_OFF = (
    "\x1b[m"  # style
    "\x1b[?1l\x1b>"  # application cursor keys and keypad
    "\x1b[?7h\x1b[?25h"  # line wrap, and a visible cursor
    "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l"  # mouse
    "\x1b[?1004l\x1b[?2004l\x1b[?2026l\x1b[?2048l"  # focus, paste, synchronized output, size
)
"""Undoes what this program or another one has switched on, but for the screen and the keyboard."""

RESET_AFTER_KILL = f"{MODES_OFF}\x1b7\x1b[r\x1b8\x1b(B\x1b[>4m\x1b[<9u"
"""Undoes what a killed program leaves: also its scrolling region, characters and keyboard."""

LEAVE = f"\x18\x1b\\{MODES_OFF}\x1b[<u\x1b[?1049l\x1b[?25h"
"""Ends a sequence that was cut off, and leaves the screen of this program."""
