"""Checks of the terminal, by its own answers and by the environment."""

from __future__ import annotations

import os
import re
import select
import shutil
import sys
import termios
import tty
from time import monotonic

from dsql_tui.clipboard import find_ways
from dsql_tui.doctor.context import Context
from dsql_tui.doctor.finding import StepFailed, StepSkipped

_QUERIES = b"\x1b[?1006$p\x1b[?u\x1b[c"
"""Mouse reports (DECRQM), the keyboard protocol, and the primary attributes (DA1).

Every terminal answers the last, so no further answer follows it.
https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
https://sw.kovidgoyal.net/kitty/keyboard-protocol/
"""
_LAST_ANSWER = re.compile(rb"\x1b\[\?([\d;]*)c")
_MOUSE = re.compile(rb"\x1b\[\?1006;(\d)\$y")
_KEYS = re.compile(rb"\x1b\[\?(\d+)u")
_ANSWER_TIMEOUT = 1.0
"""Seconds; a remote terminal answers within a few tenths."""
_CLIPBOARD = b"52"
"""The primary attribute for OSC 52."""

_COLUMNS, _ROWS = 60, 15
"""Below this size, one part of the screen shows at a time, or not all of it."""


def terminal(context: Context) -> str:
    """Find the terminal, and query it for the next steps."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise StepSkipped("standard input or output is not a terminal")
    name = os.environ.get("TERM", "")
    if name in ("", "dumb"):
        raise StepFailed(
            f"TERM={name}",
            "TERM names no terminal with a screen.",
            "Set TERM, usually to xterm-256color.",
        )
    context.terminal = _ask_terminal()
    around = ", in tmux" if "TMUX" in os.environ else ""
    program = os.environ.get("TERM_PROGRAM", "")
    return f"{name}{f' of {program}' if program else ''}{around}"


def colours(context: Context) -> str:
    """Count the colours."""
    _terminal_answers(context)
    if os.environ.get("COLORTERM", "") in ("truecolor", "24bit"):
        return "16 million"
    name = os.environ.get("TERM", "")
    if "NO_COLOR" in os.environ:
        return "none, because of NO_COLOR"
    if "256" in name or "direct" in name:
        return "256"
    raise StepFailed(
        f"few, by TERM={name}",
        "The environment names only a few colours, so themes are approximated.",
        "Set TERM to xterm-256color, or COLORTERM=truecolor, if the terminal supports it.",
        warning=True,
    )


def size(context: Context) -> str:
    """Check the size."""
    _terminal_answers(context)
    columns, rows = os.get_terminal_size()
    if columns < _COLUMNS or rows < _ROWS:
        raise StepFailed(
            f"{columns} × {rows}",
            "The terminal is small: one part of the screen shows at a time.",
            "Make it 80 × 24 or larger.",
            warning=True,
        )
    return f"{columns} × {rows}"


def mouse(context: Context) -> str:
    """Check that the terminal reports the mouse."""
    found = _MOUSE.search(_terminal_answers(context))
    if found and found[1] in (b"1", b"2", b"3"):
        return "reported"
    if found:
        raise StepFailed(
            "not reported",
            "This terminal does not support SGR mouse reports.",
            "Use keys: every action has one.",
            warning=True,
        )
    return "unknown: the terminal did not answer"


def clipboard(context: Context) -> str:
    """Find the way to the clipboard."""
    last = _LAST_ANSWER.search(_terminal_answers(context))
    found = find_ways(os.environ, sys.platform, shutil.which)
    if not found:
        raise StepFailed(
            "none",
            "This terminal has no clipboard, and no clipboard program is installed.",
            "Copies go to a file. Install wl-copy or xclip, or use another terminal.",
            warning=True,
        )
    result = f"through {found[0].name}"
    if found[0].command or (last and _CLIPBOARD in last[1].split(b";")):
        return result
    return f"{result}, which may not support it"


def keys(context: Context) -> str:
    """Check that the terminal can report all keys."""
    if _KEYS.search(_terminal_answers(context)):
        return "all are reported"
    return "as in older terminals: Ctrl+Enter is Enter; see dsql-tui keys"


def _terminal_answers(context: Context) -> bytes:
    if context.terminal is None:
        raise StepSkipped("no terminal")
    return context.terminal


def _ask_terminal() -> bytes:
    """Query the terminal, and read until its last answer."""
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    text = b""
    try:
        tty.setcbreak(descriptor)
        os.write(sys.stdout.fileno(), _QUERIES)
        end = monotonic() + _ANSWER_TIMEOUT
        while not _LAST_ANSWER.search(text) and (left := end - monotonic()) > 0:
            if select.select([descriptor], [], [], left)[0]:
                text += os.read(descriptor, 1024)
    finally:
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)
    return text
