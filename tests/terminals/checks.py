"""How a test of an end reaches a place of the program, and what it checks afterwards."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

from dsql_tui.sandbox.ready import Ready
from tests.terminal import Terminal
from tests.terminals.places import ENTERED, PLACES, describe_state, start

LIMIT = 2.0
"""Seconds within which the program is gone, with the terminal as it was."""


def reach(ready: Ready, home: Path, place: str) -> tuple[Terminal, list[object]]:
    target = "" if place == "picker" else ready.clusters[0].endpoint
    terminal = start(ready, home, target)
    before = terminal.settings
    PLACES[place](terminal)
    return terminal, before


def check_end(terminal: Terminal, before: list[object], code: int) -> list[str]:
    """Wait for the end of the program, and return what is wrong with it."""
    began, problems = monotonic(), []
    try:
        ended = terminal.finish(15)
    except AssertionError:
        return ["it still runs"]
    if (took := monotonic() - began) > LIMIT:
        problems.append(f"it took {took:.1f} s")
    if ended != code:
        problems.append(f"exit code {ended}")
    if b"Traceback" in terminal.drawn:
        problems.append("a traceback")
    return problems + describe_state(terminal, before)


def wait_for_screen(terminal: Terminal, number: int) -> None:
    """Wait until the program has drawn for the given time, so that it reads keys again."""
    terminal.wait(lambda _: any(b"Ctrl+Q" in each for each in _split_screens(terminal, number)))


def _split_screens(terminal: Terminal, number: int) -> list[bytes]:
    """Return what was drawn each time that the program had the terminal, from one time on."""
    return bytes(terminal.drawn).split(ENTERED)[number:]
