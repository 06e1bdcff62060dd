"""Emoji of several characters: the columns stay in place, whatever a terminal makes of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pyte
import pyte.screens
import pytest
from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from wcwidth import wcwidth

from dsql_tui.results.emoji import split_text
from dsql_tui.ui.terminal.emoji import hold_columns

FAMILY = "👩\u200d👩\u200d👧"
EMOJI = (
    FAMILY,
    *("🇩🇪", "👍🏽", "❤️", "1️⃣", "🏳️\u200d🌈", "👩🏽\u200d🚀", "👩\u200d❤️\u200d👨", "🇩🇪🇫🇷"),
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
)


def measure_narrow(character: str) -> int:
    """Return the width of a character in a terminal that draws emoji in one cell."""
    return min(1, wcwidth(character)) if character >= "\U0001f000" else wcwidth(character)


def measure_without_advance(character: str) -> int:
    """Return the width of a character in a terminal that does not advance for a second one."""
    return 0 if "\U0001f1e6" <= character <= "\U0001f3ff" else wcwidth(character)


@pytest.fixture(
    params=[wcwidth, measure_narrow, measure_without_advance], ids=["apart", "narrow", "joined"]
)
def screen(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> pyte.Screen:
    """Return a terminal of 30 columns that does not wrap lines, with a rule in column 20."""
    monkeypatch.setattr(pyte.screens, "wcwidth", request.param)
    screen = pyte.Screen(30, len(EMOJI))
    screen.reset_mode(7, private=True)
    draw(screen, [f"\x1b[{row + 1};21H┃" for row in range(len(EMOJI))])
    return screen


def draw(screen: pyte.Screen, parts: Sequence[str]) -> None:
    pyte.Stream(screen).feed("".join(parts))


@pytest.mark.parametrize("style", ["", "\x1b[1;38;2;250;250;250m"])
@pytest.mark.parametrize("after", ["", " ", "   ", "漢", FAMILY, "      "])
def test_what_follows_an_emoji_is_in_its_column(
    screen: pyte.Screen, after: str, style: str
) -> None:
    lines = [f"a{emoji}{style}{after}|" for emoji in EMOJI]
    for row, line in enumerate(lines):
        indent = 20 - cell_len(line.replace(style, ""))
        draw(screen, [hold_columns(f"\x1b[{row + 1};{indent + 1}H{line}\x1b[0m\x1b[H")])
    for row, line in enumerate(lines):
        cells = [screen.buffer[row][column].data for column in range(30)]
        assert cells[19:21] == ["|", "┃"], line
        assert cells[20 - cell_len(line.replace(style, ""))] == "a", line
        assert "".join(cells[21:]).isspace(), line


def test_output_without_emoji_and_control_sequences_stay() -> None:
    for output in ("plain", "│ Größe 漢字 🎉\x1b[1m", f"\x1b]0;{FAMILY}\x07", "\x1b7\x1b8"):
        assert hold_columns(output) == output
    assert hold_columns(f"x{FAMILY}      ") == f"x\x1b7  \x1b8\x1b7{FAMILY}\x1b8\x1b[2C      "


def test_an_emoji_that_could_draw_over_its_neighbour_is_shortened() -> None:
    for emoji, short in [(FAMILY, "👩"), ("🇩🇪", "DE"), ("👍🏽", "👍"), ("❤️", "❤️")]:
        assert f"\x1b7{short}\x1b8" in hold_columns(f"{emoji}|\x1b[1;1H      ")


@pytest.mark.parametrize("cut", [Strip.crop, lambda strip, *cuts: strip.divide(cuts)[-1]])
def test_a_cut_leaves_emoji_whole(cut: Callable[..., Strip]) -> None:
    rng = random.Random(3)
    for _ in range(200):
        text = "".join(rng.choices([*EMOJI, "ab", "漢", " ", "e\u0301"], k=rng.randint(1, 6)))
        whole, width = set(split_text(text)), cell_len(text)
        for left in range(width + 1):
            for right in range(left + 1, width + 1):
                strip = cut(Strip([Segment(text)]), left, right)
                assert cell_len(strip.text) == strip.cell_length == right - left, (text, left)
                assert set(split_text(strip.text)) <= whole | {" "}, text
