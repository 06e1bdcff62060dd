"""The clipboard: which ways lead to it from here, tried one after the other.

A terminal takes what is to be copied in an escape sequence (OSC 52), also over SSH, but never says
whether it did; so it is left out where it is known not to. tmux ignores the sequence by default,
and its own command does the same through the terminal around it.
https://github.com/tmux/tmux/wiki/Clipboard
"""

from __future__ import annotations

import errno
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from dsql_tui.store import places
from dsql_tui.store.files import write_whole

LIMIT = 10_000_000
"""Bytes that are copied at most; more belong into a file."""
_TERMINAL_LIMIT = 74_994
"""Bytes that terminals are known to take: 100,000 when encoded."""
_PATIENCE = 5.0
"""Seconds that a program has to take the text."""
_DEAF = ("linux", "dumb", "vt")
"""Beginnings of TERM where there is no clipboard."""


class Way(NamedTuple):
    """A way to the clipboard."""

    name: str
    """What the user is told."""
    command: tuple[str, ...] = ()
    """A program that reads the text; without one it is the terminal that takes it."""
    limit: int = LIMIT
    """Bytes that it takes."""


_TERMINAL = Way("the terminal (OSC 52)", limit=_TERMINAL_LIMIT)
_TMUX = Way("tmux, and the terminal around it", ("tmux", "load-buffer", "-w", "-"))


def ways(environment: Mapping[str, str], system: str, found: Callable[[str], object]) -> list[Way]:
    """The ways there are, the likeliest first. `found` says whether a program is installed."""
    ordered = []
    if environment.get("TMUX"):
        ordered.append(_TMUX)
    elif _listens(environment):
        ordered.append(_TERMINAL)
    if system == "darwin":
        ordered.append(Way("pbcopy", ("pbcopy",)))
    if environment.get("WAYLAND_DISPLAY"):
        ordered.append(Way("wl-copy", ("wl-copy",)))
    if environment.get("DISPLAY"):
        ordered.append(Way("xclip", ("xclip", "-selection", "clipboard")))
        ordered.append(Way("xsel", ("xsel", "--clipboard", "--input")))
    if environment.get("WSL_DISTRO_NAME"):
        ordered.append(Way("clip.exe", ("clip.exe",)))
    return [way for way in ordered if not way.command or found(way.command[0])]


def handed(
    text: bytes, wanted: list[Way], tell: Callable[[str], object], secret: bool = False
) -> str:
    """Copy a text the first way that takes it, or put it into a file; which it was, in words.

    Blocks until a program has taken it. `tell` hands a text to the terminal. What is secret goes
    into no file.

    Raises:
        OSError: nothing took it, and the file could not be written.
    """
    for way in wanted:
        if len(text) > way.limit:
            continue
        if not way.command:
            tell(text.decode("utf-8", "replace"))
            return f"through {way.name}"
        if _taken(way.command, text):
            return f"through {way.name}"
    if secret:
        raise OSError(errno.ENOTSUP, "there is no clipboard here, and a token goes into no file")
    return f"to {_filed(text)}, for want of a clipboard"


def _listens(environment: Mapping[str, str]) -> bool:
    """May the terminal take what is copied? Apple's and VTE's are known not to."""
    if environment.get("TERM_PROGRAM") == "Apple_Terminal" or environment.get("VTE_VERSION"):
        return False
    return not environment.get("TERM", "dumb").startswith(_DEAF)


def _taken(command: tuple[str, ...], text: bytes) -> bool:
    try:
        done = subprocess.run(
            command,
            input=text,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _filed(text: bytes) -> Path:
    path = places.data() / "copied.txt"
    write_whole(path, text)
    return path
