"""Announcements by the terminal: what each terminal gets."""

from __future__ import annotations

import pytest

from dsql_tui.ui.terminal.announcement import Way, build_announcement

XTERM = {"TERM": "xterm-256color"}


@pytest.mark.parametrize(
    ("way", "environment", "sequence"),
    [
        ("bell", XTERM, "\a"),
        ("desktop", {"TERM": "linux"}, "\a"),
        ("desktop", {}, "\a"),
        ("desktop", XTERM, "\x1b]9;dsql-tui: 1, done\a"),
        ("desktop", {"TERM": "foot"}, "\x1b]777;notify;dsql-tui;1, done\a"),
        ("desktop", {**XTERM, "VTE_VERSION": "7600"}, "\x1b]777;notify;dsql-tui;1, done\a"),
        (
            "desktop",
            {"TERM": "tmux-256color", "TMUX": "/tmp/x"},
            "\x1bPtmux;\x1b\x1b]9;dsql-tui: 1, done\a\x1b\\\a",
        ),
        ("desktop", {"TERM": "screen", "STY": "1"}, "\x1bP\x1b]9;dsql-tui: 1, done\a\x1b\\\a"),
    ],
)
def test_each_terminal_gets_what_it_knows(
    way: Way, environment: dict[str, str], sequence: str
) -> None:
    assert build_announcement("1; done", way, environment) == sequence


def test_a_name_cannot_end_the_sequence_or_fill_the_terminal() -> None:
    sequence = build_announcement("a\x1b\\\a\x9c\u202e" + "b" * 1000, "desktop", XTERM)
    assert sequence.startswith("\x1b]9;")
    assert sequence.endswith("\a")
    assert sequence[1:-1].isprintable()
    assert len(sequence) < 200
