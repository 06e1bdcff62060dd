"""The places of the program from which it is ended, and the terminal that it runs in."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from dsql_tui.sandbox.ready import Ready
from tests.terminal import Terminal
from tests.terminals.modes import list_changed_modes

SUSPEND = "\x1a"
ENTER, RUN, QUIT, MENU, HELP, END_OF_SCRIPT = "\r", "\n", "\x11", "\x0f", "\x1bOP", "\x1b[1;5F"
ENTERED, LEFT = b"\x1b[?1049h", b"\x1b[?1049l"

KITTY = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;2$y",
}
"""What terminals such as kitty answer: they have synchronized output and size reports."""

_BAD_PROGRAM = """#!/bin/sh
printf '\\033[?1049h\\033[?2004h\\033[?1h\\033=\\033[?1000h\\033[3;7r\\033[31m'
stty raw -echo
echo "pid:$$:"
exec sleep 100
"""
"""A program that changes the terminal as vim or psql do, and waits."""


def start(
    ready: Ready,
    home: Path,
    target: str = "",
    more: Mapping[str, str] | None = None,
    program: Sequence[str] = ("-m", "dsql_tui"),
    inside: Sequence[str] = (),
    answers: Mapping[bytes, bytes] = KITTY,
) -> Terminal:
    """Start the console with a home directory of its own, at the picker or with a target."""
    other = home / "bad-program"
    other.write_text(_BAD_PROGRAM)
    other.chmod(0o755)
    environment = {
        **ready.env,
        **{f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("DATA", "CONFIG", "STATE")},
        "HOME": str(home),
        "EDITOR": str(other),
        "VISUAL": "",
        "PGCLIENT": str(other),
        **(more or {}),
    }
    command = [*inside, sys.executable, *program, *([target] if target else [])]
    command += ["--hostaddr", ready.hostaddr, "--port", str(ready.port)]
    command += ["--sslrootcert", ready.sslrootcert]
    return Terminal(command, environment=environment, answers=answers)


def at_picker(terminal: Terminal) -> None:
    terminal.wait("shop")


def at_workbench(terminal: Terminal) -> None:
    terminal.wait("session 59:")


def at_dialog(terminal: Terminal) -> None:
    at_workbench(terminal)
    terminal.press(HELP)
    terminal.wait("in the focused pane")


def at_menu(terminal: Terminal) -> None:
    at_workbench(terminal)
    terminal.press(MENU)
    terminal.wait("Press a key")


def while_running(terminal: Terminal) -> None:
    _run(terminal, "select pg_sleep(60);", "running")


def while_rows_arrive(terminal: Terminal) -> None:
    _run(terminal, "select generate_series(1, 99999999);", "rows")


def in_editor(terminal: Terminal) -> None:
    at_menu(terminal)
    terminal.press("E")
    terminal.wait("pid:")


def in_client(terminal: Terminal) -> None:
    at_menu(terminal)
    terminal.press("!")
    terminal.wait("pid:")


def with_queued_keys(terminal: Terminal) -> None:
    at_workbench(terminal)
    terminal.send(b"select 'abc' \x1b[A\xc3\xa9 " * 1_200)


def _run(terminal: Terminal, statement: str, shown: str) -> None:
    at_workbench(terminal)
    terminal.press(statement)
    terminal.wait(statement[-8:])  # right behind the text it would be a pasted line break
    terminal.press(RUN)
    terminal.wait(shown)


PICKER: dict[str, Callable[[Terminal], None]] = {"picker": at_picker}
WORKBENCH = {
    "workbench": at_workbench,
    "dialog": at_dialog,
    "menu": at_menu,
    "running": while_running,
    "rows": while_rows_arrive,
    "queued-keys": with_queued_keys,
}
OTHER_PROGRAM = {"editor": in_editor, "client": in_client}
PLACES = {**PICKER, **WORKBENCH, **OTHER_PROGRAM}


def child_pid(terminal: Terminal) -> int:
    """Return the process of the other program that runs in the terminal."""
    return int(terminal.text.rpartition("pid:")[2].split(":")[0])


def describe_state(terminal: Terminal, before: list[object]) -> list[str]:
    """Return what the program left changed in the terminal; empty is right."""
    changed = list_changed_modes(bytes(terminal.drawn))
    if terminal.settings != before:
        changed.append("settings of the line")
    return changed


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
