"""Values turned into text that is safe to draw."""

from __future__ import annotations

import sys

import pytest

from dsql_tui.results.text import cell, decoded, pictured, visible

SHOWN = [
    ("plain", "plain"),
    ("", ""),
    ("[/b] [@click=app.quit]x[/]", "[/b] [@click=app.quit]x[/]"),
    ("a\tb\nc\rd", "a→b⏎c␍d"),
    ("\x1b[2J\x00\x7f", "␛[2J␀␡"),
    ("\x9b2J\x85", "�2J�"),
    ("a\u202eb\u200bc\u2028d\ufeffe\u00adf", "a�b�c�d�e�f"),
    ("\U000e0041\udc80", "��"),
    ("\u0301a\u0301", " \u0301a\u0301"),
    ("漢字 عربى é 🎉", "漢字 عربى é 🎉"),
]


@pytest.mark.parametrize(("text", "shown"), SHOWN)
def test_control_characters_are_made_visible(text: str, shown: str):
    assert visible(text) == shown


def test_no_character_at_all_controls_a_terminal_or_joins_its_neighbours():
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    shown = pictured(everything)
    assert len(shown) == len(everything)
    forbidden = {*range(0x20), *range(0x7F, 0xA0), *range(0x200B, 0x2010), *range(0x2028, 0x202F)}
    forbidden |= {*range(0x2060, 0x2070), 0xFEFF, *range(0xD800, 0xE000), *range(0xE0000, 0xE1000)}
    assert forbidden.isdisjoint(map(ord, shown))
    shown.encode()


def test_a_cell_is_cut_before_it_is_decoded():
    assert cell(None, 3) is None
    assert cell(b"", 3) == ""
    assert cell(b"abcdef", 3) == "abc"
    assert cell("漢字漢字".encode(), 3) == "漢字漢"
    assert cell("🎉🎉".encode(), 1) == "🎉"
    assert cell(b"\xff\n") == "�⏎"


def test_a_decoded_cell_is_as_the_server_sent_it():
    assert decoded(b"a\n\x1b") == "a\n\x1b"
    assert decoded(None) is None
