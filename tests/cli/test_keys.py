"""`dsql-tui keys` in a terminal, and its parser."""

from __future__ import annotations

import sys

import pytest

from dsql_tui.cli.keys import run
from dsql_tui.cli.options import UsageError
from dsql_tui.ui.key_report import parse_keys
from tests.terminal import Terminal

SENT = [
    ("\x1b[A", "up"),
    ("\n", "ctrl+j"),
    ("\x1b", "escape"),
    ("\x1bx", "alt+x"),
    ("\x1b[13;5u", "ctrl+enter"),
    ("é", "é"),
    ("\x1b[200~hello\x1b[201~", "a paste of 5 characters"),
    ("\x1b[<0;5;5M", "mouse, MouseDown"),
]


@pytest.mark.parametrize(("sent", "key"), SENT, ids=[key for _, key in SENT])
def test_keys_are_read_as_in_the_console(sent: str, key: str) -> None:
    assert list(parse_keys(sent)) == [(sent, key)]


def test_keys_that_arrive_together_are_separated() -> None:
    assert list(parse_keys("a\x1b[B\x1b")) == [("a", "a"), ("\x1b[B", "down"), ("\x1b", "escape")]


def test_each_key_is_shown_with_its_bytes_and_what_it_does() -> None:
    with Terminal([sys.executable, "-m", "dsql_tui", "keys"]) as terminal:
        terminal.wait("what it does")
        terminal.press("\x1b[A")
        terminal.wait("ESC [A")
        terminal.press("\n")
        shown = terminal.wait("ctrl+j")
        terminal.press("\x03")
        terminal.wait("ctrl+c")
        terminal.press("\x03")
        assert terminal.finish() == 0
    line = next(line for line in shown.splitlines() if "ctrl+j" in line)
    assert line.split()[:3] == ["^J", "ctrl+j", "Run"]
    assert b"\x1b[?2004l" in terminal.drawn


def test_keys_need_a_terminal() -> None:
    with pytest.raises(UsageError, match="needs a terminal"):
        run([])
