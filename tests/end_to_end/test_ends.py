"""The terminal is as before after every end; `python -m tests.terminals.ends` tries all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsql_tui.sandbox.ready import Ready
from tests.terminals.ends import list_cases
from tests.terminals.modes import list_changed_modes

CASES = dict(list_cases())


@pytest.mark.parametrize(
    "name",
    [
        "SIGQUIT at dialog",
        "SIGTERM at rows",
        "SIGTERM at editor",
        "SIGTERM 0.5 s after the start",
        "stuck terminal at workbench",
        "client ended by SIGKILL",
        "SIGSTOP and SIGCONT at workbench",
        "Ctrl+Z and fg in a shell",
        "Ctrl+Z without a shell",
    ],
)
def test_the_terminal_is_as_before(ready: Ready, tmp_path: Path, name: str) -> None:
    assert CASES[name](ready, tmp_path) == []


def test_modes_left_on_are_found() -> None:
    assert list_changed_modes(b"\x1b[?1049;2004h\x1b[?25l\x1b[?2004l\x1b[>1u\x1b[31m\x1b=") == [
        "cursor off",
        "alternate screen on",
        "kitty keyboard pushed 1 times",
        "application keypad on",
        "style 31",
    ]
