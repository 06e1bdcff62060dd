"""`dsql-tui keys` in a terminal, and how it reads what comes."""

from __future__ import annotations

import sys

import pytest

from dsql_tui.cli.keys import run
from dsql_tui.cli.options import Usage
from dsql_tui.ui.keys import heard
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
def test_what_is_sent_is_read_as_the_console_reads_it(sent: str, key: str) -> None:
    assert list(heard(sent)) == [(sent, key)]


def test_keys_that_come_at_once_are_told_apart() -> None:
    assert list(heard("a\x1b[B\x1b")) == [("a", "a"), ("\x1b[B", "down"), ("\x1b", "escape")]


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


def test_without_a_terminal_there_are_no_keys() -> None:
    with pytest.raises(Usage, match="needs a terminal"):
        run([])
