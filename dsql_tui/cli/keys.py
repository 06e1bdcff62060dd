"""`dsql-tui keys`: show what this terminal sends for each key, and how the console reads it."""

from __future__ import annotations

import os
import select
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager

from dsql_tui.cli.console import require_terminal
from dsql_tui.cli.options import DONE, Parser
from dsql_tui.results.text import make_visible

_BURST_GAP = 0.03
"""Seconds of silence after which what was sent belongs to one key."""
_MAX_CHARACTERS = 16
"""Characters that are shown for one key; a paste may have millions."""
_ON = "\x1b[>25u\x1b[?2004h"
"""Turns on the keyboard protocol and bracketed paste, as the console does."""
_OFF = "\x1b[?2004l\x1b[<u"
_LEAVE = "ctrl+c"


def run(arguments: list[str]) -> int:
    """Show a line for each key, until Ctrl+C is pressed twice in a row."""
    # Imported here, because other commands do without Textual.
    from dsql_tui.ui.key_report import list_actions, parse_keys

    build_parser().parse_args(arguments)
    require_terminal()
    last = ""
    with _use_raw_mode():
        sys.stdout.write("Press any key. Press Ctrl+C twice to leave.\r\n\r\n")
        sys.stdout.write(f"{'sent':23} {'key':23} what it does\r\n")
        sys.stdout.flush()
        for sent in _read_bursts():
            for piece, key in parse_keys(sent.decode("utf-8", "replace")):
                does = ", ".join(list_actions(key)) or "–"
                sys.stdout.write(f"{_show_piece(piece):23} {key:23} {does}\r\n")
                sys.stdout.flush()
                if key == last == _LEAVE:
                    return DONE
                last = key
    return DONE


def build_parser() -> Parser:
    """Return the parser of the command."""
    return Parser(
        "dsql-tui keys",
        description="Show what this terminal sends for each key, how dsql-tui reads that, and "
        "what it does then. Press Ctrl+C twice to leave.",
    )


@contextmanager
def _use_raw_mode() -> Iterator[None]:
    """Pass every key through as bytes; restore the terminal afterwards, also after a signal."""
    # Imported here, because only this command needs it.
    from dsql_tui.ui.terminal.signals import handle_ending_signals

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setraw(descriptor)
        sys.stdout.write(_ON)
        sys.stdout.flush()
        with handle_ending_signals(lambda number: sys.exit(128 + number)):
            yield
    finally:
        sys.stdout.write(_OFF)
        sys.stdout.flush()
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)


def _read_bursts() -> Iterator[bytes]:
    """Yield what arrives without a gap, until the terminal is gone."""
    descriptor = sys.stdin.fileno()
    while sent := os.read(descriptor, 65536):
        while select.select([descriptor], [], [], _BURST_GAP)[0]:
            more = os.read(descriptor, 65536)
            if not more:
                return
            sent += more
        yield sent


def _show_piece(piece: str) -> str:
    """Write ESC and ^C for control characters, and everything else as it is."""
    shown = "".join(map(_show_character, piece[:_MAX_CHARACTERS]))
    return f"{shown}…" if len(piece) > _MAX_CHARACTERS else shown


def _show_character(character: str) -> str:
    if character == "\x1b":
        return "ESC "
    return (
        f"^{chr(ord(character) ^ 64)}"
        if character < " " or character == "\x7f"
        else make_visible(character)
    )
