"""Conversion of values into text that is safe to display."""

from __future__ import annotations

import sys

import pytest
import regex

from dsql_tui.results.emoji import find_whole, measure_text, split_text
from dsql_tui.results.text import (
    decode_cell,
    format_cell,
    make_printable,
    make_visible,
    replace_control_characters,
)
from dsql_tui.results.wrap import wrap_text

EMOJI = (
    "👨\u200d👩\u200d👧 🏳️\u200d🌈 👩🏽\u200d🚀 👩\u200d❤️\u200d💋\u200d👨 🇩🇪🇫🇷 👍🏽 ❤️ 1️⃣ ☝🏿 "
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
)
SHOWN = [
    ("plain", "plain"),
    ("", ""),
    ("[/b] [@click=app.quit]x[/]", "[/b] [@click=app.quit]x[/]"),
    ("a\tb\nc\rd", "a→b⏎c␍d"),
    ("\x1b[2J\x00\x7f", "␛[2J␀␡"),
    ("\x9b2J\x85", "‹U+009B›2J‹NEL›"),
    ("a\u202eb\u200bc\u2028d\ufeffe\u00adf", "a‹RLO›b‹ZWSP›c‹U+2028›d‹BOM›e‹SHY›f"),
    ("\U000e0041\udc80", "‹U+E0041›�"),
    ("👩\u200d💻 1\xa0234\u202f5\u3164\u2007", "👩\u200d💻 1‹NBSP›234‹NNBSP›5‹U+3164›‹U+2007›"),
    (EMOJI, EMOJI),
    ("a\u200db 👧\u200d \u200d👧 👧\u200d\u200d👧", "a‹ZWJ›b 👧‹ZWJ› ‹ZWJ›👧 👧‹ZWJ›‹ZWJ›👧"),
    ("क\u200dष │\u200d│ x\u200d👧 👧\u200dx", "क‹ZWJ›ष │‹ZWJ›│ x‹ZWJ›👧 👧‹ZWJ›x"),
    ("x🏽 🏴\U000e0067", "x‹U+1F3FD› 🏴‹U+E0067›"),
    ("\ufffd", "�"),
    ("\u0301a\u0301", " \u0301a\u0301"),
    ("漢字 عربى é 🎉", "漢字 عربى é 🎉"),
]


@pytest.mark.parametrize(("text", "shown"), SHOWN)
def test_control_characters_are_made_visible(text: str, shown: str) -> None:
    assert make_visible(text) == shown


def test_no_character_controls_a_terminal() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    shown = replace_control_characters(everything)
    assert len(shown) == len(everything)
    forbidden = {*range(0x20), *range(0x7F, 0xA0), *range(0x200B, 0x2010), *range(0x2028, 0x202F)}
    forbidden |= {*range(0x2060, 0x2070), 0xFEFF, *range(0xD800, 0xE000), *range(0xE0000, 0xE1000)}
    assert forbidden.isdisjoint(map(ord, shown))
    shown.encode()


def test_only_emoji_are_joined() -> None:
    picture = regex.compile(r"\p{Extended_Pictographic}")
    for character in map(chr, range(sys.maxunicode + 1)):
        if replace_control_characters(f"{character}\u200d👧") == f"{character}\u200d👧":
            assert picture.match(character), hex(ord(character))
    for text in EMOJI.split():
        assert replace_control_characters(text) == text


def test_the_width_of_text_and_its_parts() -> None:
    assert [measure_text(text) for text in EMOJI.split()] == [2, 2, 2, 2, 4, 2, 2, 2, 2, 2]
    assert [measure_text(text) for text in ("ab", "é漢", "e\u0301", "☝", "❤", "12", "👍👍")] == [
        *(2, 3, 1, 1, 1, 2, 4)
    ]
    assert list(split_text("a👍🏽1️⃣🇩🇪🇫🇷é")) == ["a", "👍🏽", "1️⃣", "🇩🇪", "🇫🇷", "é"]
    assert [find_whole("a👍🏽b🇩🇪", column) for column in range(7)] == [
        *((0, 0), (1, 1), (1, 3), (3, 3), (4, 4), (4, 6), (6, 6))
    ]


@pytest.mark.parametrize("width", range(12, 30))
def test_lines_are_broken_between_emoji(width: int) -> None:
    text = EMOJI * 5 + EMOJI.replace(" ", "x")
    lines = list(wrap_text(text, width, measure_text))
    assert "".join(lines) == text
    assert max(map(measure_text, lines)) <= width
    assert [part for line in lines for part in split_text(line)] == list(split_text(text))


def test_cell_is_cut_before_decoding() -> None:
    assert format_cell(None, 3) is None
    assert format_cell(b"", 3) == ""
    assert format_cell(b"abcdef", 3) == "abc"
    assert format_cell("漢字漢字".encode(), 3) == "漢字漢"
    assert format_cell("🎉🎉".encode(), 1) == "🎉"
    assert format_cell(b"\xff\n") == "�⏎"


def test_decoded_cell_is_unchanged() -> None:
    assert decode_cell(b"a\n\x1b") == "a\n\x1b"
    assert decode_cell(None) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "👨\u200d👩\u200d👧\t🏳️\u200d🌈\n👩🏽\u200d🚀",
            "👨\u200d👩\u200d👧\t🏳️\u200d🌈\n👩🏽\u200d🚀",
        ),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e007f 🇫🇷 👍🏽 é ❤️", None),
        ("a\u200db 👧\u200d \u200d👧", "a‹ZWJ›b 👧‹ZWJ› ‹ZWJ›👧"),
        ("\u202e\x1b[2J\x85\r\nx", "‹RLO›␛[2J‹NEL›\nx"),
        ("🏴\U000e0067", "🏴‹U+E0067›"),
    ],
)
def test_output_for_a_terminal_keeps_emoji_and_names_what_is_invisible(
    text: str, shown: str | None
) -> None:
    assert make_printable(text) == (text if shown is None else shown)
