"""Announce something to a user who looks elsewhere: the terminal's bell or a desktop notification.

A desktop notification is OSC 9 (iTerm2, kitty, WezTerm, Ghostty, Windows Terminal) or OSC 777
(foot, rxvt-unicode, and terminals with VTE). Both are ignored where they are unknown.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Literal

from textual.app import App

from dsql_tui.results.text import make_visible

Way = Literal["off", "bell", "desktop"]

BELL = "\a"
_TITLE = "dsql-tui"
_MAX_LENGTH = 120
"""Characters of an announcement; GNU Screen passes 256 bytes at once."""
_WITH_777 = ("foot", "rxvt")


def announce(app: App[Any], text: str, way: Way) -> None:
    """Announce a text by the terminal, if the user wants that."""
    if way != "off" and app._driver is not None:
        app._driver.write(build_announcement(text, way, os.environ))


def build_announcement(text: str, way: Way, environment: Mapping[str, str]) -> str:
    """Return what the terminal must get; tmux and GNU Screen pass it to the terminal around them.

    They do so only if they are set up for it (in tmux `allow-passthrough`), so a bell follows.
    """
    term = environment.get("TERM", "")
    if way == "bell" or term in ("", "dumb", "linux"):
        return BELL
    text = make_visible(text)[:_MAX_LENGTH].replace(";", ",")
    if environment.get("VTE_VERSION") or term.startswith(_WITH_777):
        sequence = f"\x1b]777;notify;{_TITLE};{text}{BELL}"
    else:
        # ConEmu takes a number behind “9;” for a command.
        sequence = f"\x1b]9;{_TITLE}: {text}{BELL}"
    if environment.get("TMUX"):
        inner = sequence.replace("\x1b", "\x1b\x1b")
        return f"\x1bPtmux;{inner}\x1b\\{BELL}"
    if environment.get("STY"):
        return f"\x1bP{sequence}\x1b\\{BELL}"
    return sequence
