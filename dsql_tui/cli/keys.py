"""`dsql-tui keys`: what this terminal sends for each key, and what the console makes of it."""

from __future__ import annotations

import os
import select
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager

from dsql_tui.cli.console import need_terminal
from dsql_tui.cli.options import DONE, Parser
from dsql_tui.results.text import visible

_BURST = 0.03
"""Seconds of silence after which what was sent belongs to one key."""
_MOST = 16
"""Characters that are shown of one key; a paste may have millions."""
_ON = "\x1b[>25u\x1b[?2004h"
"""The keyboard protocol and pastes that are told apart, as the console asks for them."""
_OFF = "\x1b[?2004l\x1b[<u"
_LEAVE = "ctrl+c"


def run(arguments: list[str]) -> int:
    """Show a line for each key, until Ctrl+C is pressed twice in a row."""
    # Lazily, because whatever loads the command line does without Textual.
    from dsql_tui.ui.keys import doings, heard

    parser = Parser(
        "dsql-tui keys",
        description="Show what this terminal sends for each key, how dsql-tui reads that, and "
        "what it does with it. Ctrl+C twice leaves.",
    )
    parser.parse_args(arguments)
    need_terminal()
    print("Press any key; Ctrl+C twice leaves.\n")  # noqa: T201 - it is what was asked for
    print(f"{'sent':23} {'key':23} what it does")  # noqa: T201
    last = ""
    with _raw():
        for sent in _bursts():
            for piece, key in heard(sent.decode("utf-8", "replace")):
                does = ", ".join(doings(key)) or "–"
                sys.stdout.write(f"{_shown(piece):23} {key:23} {does}\r\n")
                sys.stdout.flush()
                if key == last == _LEAVE:
                    return DONE
                last = key
    return DONE


@contextmanager
def _raw() -> Iterator[None]:
    """Let every key come as the bytes that it is, and put everything back afterwards."""
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setraw(descriptor)
        sys.stdout.write(_ON)
        sys.stdout.flush()
        yield
    finally:
        sys.stdout.write(_OFF)
        sys.stdout.flush()
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)


def _bursts() -> Iterator[bytes]:
    """What comes in one go, until the terminal is gone."""
    descriptor = sys.stdin.fileno()
    while sent := os.read(descriptor, 65536):
        while select.select([descriptor], [], [], _BURST)[0]:
            more = os.read(descriptor, 65536)
            if not more:
                return
            sent += more
        yield sent


def _shown(piece: str) -> str:
    """As terminals are written about: ESC, ^C for control characters, the rest as it is."""
    shown = "".join(map(_sign, piece[:_MOST]))
    return f"{shown}…" if len(piece) > _MOST else shown


def _sign(character: str) -> str:
    if character == "\x1b":
        return "ESC "
    return (
        f"^{chr(ord(character) ^ 64)}"
        if character < " " or character == "\x7f"
        else visible(character)
    )
