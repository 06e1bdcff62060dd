"""Copying to the clipboard, by the terminal, by a program, or to a file.

A terminal accepts text for the clipboard in an escape sequence (OSC 52), over SSH too, but does not
report whether it did, so terminals known to ignore it are not asked. tmux ignores the sequence by
default, and has a command of its own that passes the text on to the terminal around it.
https://github.com/tmux/tmux/wiki/Clipboard

GNU screen 4 drops the sequence, but passes on what is in a device control string, unless that is
longer than a few hundred bytes.
https://www.gnu.org/software/screen/manual/html_node/Control-Sequences.html
"""

from __future__ import annotations

import base64
import errno
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from dsql_tui.store import paths
from dsql_tui.store.files import make_private_folder, write_atomic

MAX_SIZE = 10_000_000
"""Bytes that are copied at most; export more to a file."""
_TERMINAL_MAX_SIZE = 74_994
"""Bytes that terminals are known to accept: 100,000 when encoded."""
_SCREEN_PIECE_SIZE = 200
"""Characters of a sequence that GNU screen passes on at once."""
_COMMAND_TIMEOUT = 5.0
"""Seconds that a program may take."""
_WITHOUT_CLIPBOARD = ("linux", "dumb", "vt")
"""Prefixes of TERM for terminals without a clipboard."""


class ClipboardWay(NamedTuple):
    """A way to copy to the clipboard."""

    name: str
    """Its name for the user."""
    command: tuple[str, ...] = ()
    """The program that reads the text; empty for the terminal itself."""
    limit: int = MAX_SIZE
    """The number of bytes that it accepts."""


_TERMINAL = ClipboardWay("the terminal (OSC 52)", limit=_TERMINAL_MAX_SIZE)
_SCREEN = ClipboardWay("GNU screen and the terminal around it", limit=_TERMINAL_MAX_SIZE)
_TMUX = ClipboardWay("tmux and the terminal around it", ("tmux", "load-buffer", "-w", "-"))


def is_in_screen(environment: Mapping[str, str]) -> bool:
    """Return whether the terminal is a window of GNU screen."""
    return bool(environment.get("STY")) and not environment.get("TMUX")


def find_ways(
    environment: Mapping[str, str], system: str, which: Callable[[str], object]
) -> list[ClipboardWay]:
    """Return the ways to copy, the likeliest first.

    Args:
        environment: The environment variables.
        system: The platform, as in `sys.platform`.
        which: A function that finds an installed program, such as `shutil.which`.
    """
    ways = []
    if environment.get("TMUX"):
        ways.append(_TMUX)
    elif _terminal_copies(environment):
        ways.append(_SCREEN if is_in_screen(environment) else _TERMINAL)
    if system == "darwin":
        ways.append(ClipboardWay("pbcopy", ("pbcopy",)))
    if environment.get("WAYLAND_DISPLAY"):
        ways.append(ClipboardWay("wl-copy", ("wl-copy",)))
    if environment.get("DISPLAY"):
        ways.append(ClipboardWay("xclip", ("xclip", "-selection", "clipboard")))
        ways.append(ClipboardWay("xsel", ("xsel", "--clipboard", "--input")))
    if environment.get("WSL_DISTRO_NAME"):
        ways.append(ClipboardWay("clip.exe", ("clip.exe",)))
    return [way for way in ways if not way.command or which(way.command[0])]


def build_screen_sequence(text: str) -> str:
    """Return the sequence that copies a text through GNU screen."""
    encoded = base64.b64encode(text.encode("utf-8", "replace")).decode()
    sequence = f"\x1b]52;c;{encoded}\a"
    starts = range(0, len(sequence), _SCREEN_PIECE_SIZE)
    return "".join(f"\x1bP{sequence[at : at + _SCREEN_PIECE_SIZE]}\x1b\\" for at in starts)


def copy_to_clipboard(
    text: bytes,
    ways: list[ClipboardWay],
    write_to_terminal: Callable[[str], object],
    secret: bool = False,
) -> str:
    """Copy a text by the first way that accepts it, or write it to a file.

    Blocks until a program has read it.

    Args:
        text: The text.
        ways: The ways to try, in order.
        write_to_terminal: A function that passes the text to the terminal.
        secret: Do not write the text to a file.

    Returns:
        How it was copied, as the end of a sentence.

    Raises:
        OSError: No way accepted it, and it could not be written to a file.
    """
    for way in ways:
        if len(text) > way.limit:
            continue
        if not way.command:
            write_to_terminal(text.decode("utf-8", "replace"))
            return f"through {way.name}"
        if _run_command(way.command, text):
            return f"through {way.name}"
    if secret:
        raise OSError(
            errno.ENOTSUP, "no clipboard is available, and a token is not written to a file"
        )
    return f"to {_write_file(text)}, because no clipboard is available"


def _terminal_copies(environment: Mapping[str, str]) -> bool:
    """Return whether the terminal may support OSC 52; those of Apple and VTE do not."""
    if environment.get("TERM_PROGRAM") == "Apple_Terminal" or environment.get("VTE_VERSION"):
        return False
    return not environment.get("TERM", "dumb").startswith(_WITHOUT_CLIPBOARD)


def _run_command(command: tuple[str, ...], text: bytes) -> bool:
    try:
        done = subprocess.run(
            command,
            input=text,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_COMMAND_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _write_file(text: bytes) -> Path:
    path = paths.data_folder() / "copied.txt"
    make_private_folder(path.parent)
    write_atomic(path, text, private=True)
    return path
