"""The terminal: what it says of itself when it is asked, and what the environment says of it."""

from __future__ import annotations

import os
import re
import select
import shutil
import sys
import termios
import tty
from time import monotonic

from dsql_tui.clipboard import ways
from dsql_tui.doctor.finding import Skipped, Trouble
from dsql_tui.doctor.patient import Patient

_QUESTIONS = b"\x1b[?1006$p\x1b[?u\x1b[c"
"""Mouse reports (DECRQM), the keyboard protocol, and the primary attributes (DA1).

Every terminal answers the last, so nothing has to be waited for after it.
https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
https://sw.kovidgoyal.net/kitty/keyboard-protocol/
"""
_LAST = re.compile(rb"\x1b\[\?([\d;]*)c")
_MOUSE = re.compile(rb"\x1b\[\?1006;(\d)\$y")
_KEYS = re.compile(rb"\x1b\[\?(\d+)u")
_PATIENCE = 1.0
"""Seconds; a terminal far away answers within a few tenths."""
_CLIPBOARD = b"52"
"""Among the primary attributes: OSC 52 works."""

_COLUMNS, _ROWS = 60, 15
"""Below this one part of the screen shows at a time, or not all of it."""


def terminal(patient: Patient) -> str:
    """Is there one? Asks it, for the next steps."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Skipped("standard input or output is no terminal")
    name = os.environ.get("TERM", "")
    if name in ("", "dumb"):
        raise Trouble(
            f"TERM={name}",
            "The environment names no terminal that a screen can be drawn on.",
            "Set TERM, to xterm-256color in most cases.",
        )
    patient.terminal = _answers()
    around = ", in tmux" if "TMUX" in os.environ else ""
    program = os.environ.get("TERM_PROGRAM", "")
    return f"{name}{f' of {program}' if program else ''}{around}"


def colours(patient: Patient) -> str:
    """How many?"""
    _asked(patient)
    if os.environ.get("COLORTERM", "") in ("truecolor", "24bit"):
        return "16 million"
    name = os.environ.get("TERM", "")
    if "NO_COLOR" in os.environ:
        return "none, as NO_COLOR wants it"
    if "256" in name or "direct" in name:
        return "256"
    raise Trouble(
        f"few, by TERM={name}",
        "The environment promises no more than a few colours, so themes are approximated.",
        "Set TERM to xterm-256color, or COLORTERM=truecolor, if the terminal has them.",
        noted=True,
    )


def size(patient: Patient) -> str:
    """Is there room?"""
    _asked(patient)
    columns, rows = os.get_terminal_size()
    if columns < _COLUMNS or rows < _ROWS:
        raise Trouble(
            f"{columns} × {rows}",
            "The terminal is small: one part of the screen shows at a time.",
            "Make it 80 × 24 or larger.",
            noted=True,
        )
    return f"{columns} × {rows}"


def mouse(patient: Patient) -> str:
    """Does it report the mouse?"""
    found = _MOUSE.search(_asked(patient))
    if found and found[1] in (b"1", b"2", b"3"):
        return "is reported"
    if found:
        raise Trouble(
            "is not reported",
            "This terminal has no mouse reports of the modern kind.",
            "Nothing needs it: every part has a key.",
            noted=True,
        )
    return "the terminal does not say"


def clipboard(patient: Patient) -> str:
    """Which way do copies take?"""
    last = _LAST.search(_asked(patient))
    found = ways(os.environ, sys.platform, shutil.which)
    if not found:
        raise Trouble(
            "none",
            "This terminal takes no copies, and no program for a clipboard is installed.",
            "Copies go to a file; install wl-copy or xclip, or use another terminal.",
            noted=True,
        )
    said = f"through {found[0].name}"
    if found[0].command or (last and _CLIPBOARD in last[1].split(b";")):
        return said
    return f"{said}, which does not say whether it takes them"


def keys(patient: Patient) -> str:
    """Can it tell all keys apart?"""
    if _KEYS.search(_asked(patient)):
        return "all are told apart"
    return "as in older terminals: Ctrl+Enter is Enter; see dsql-tui keys"


def _asked(patient: Patient) -> bytes:
    if patient.terminal is None:
        raise Skipped("no terminal")
    return patient.terminal


def _answers() -> bytes:
    """Ask the terminal, and read until it has said the last thing."""
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    text = b""
    try:
        tty.setcbreak(descriptor)
        os.write(sys.stdout.fileno(), _QUESTIONS)
        end = monotonic() + _PATIENCE
        while not _LAST.search(text) and (left := end - monotonic()) > 0:
            if select.select([descriptor], [], [], left)[0]:
                text += os.read(descriptor, 1024)
    finally:
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)
    return text
