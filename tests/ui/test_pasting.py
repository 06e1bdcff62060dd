"""A paste is the same text, however the terminal cuts it into pieces."""

from __future__ import annotations

import random

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from dsql_tui.ui.pasting import PasteParser

INPUTS = (
    "a\x1b[200~select 1;\nselect 2;\x1b[201~b",
    "\x1b[200~one\x1b[201~\x1b[200~two\x1b[201~",
    "\x1b[200~" + "αβγ 'x';\n" * 500 + "\x1b[201~\x1b[A\x1b[Bz",
    "\x1b[200~with \x1b[31m an escape \x1b[2 and \x1b\x1b[201~c\x1b[200~",
    "\x1b[20\x1b[201~d\x1b[200~\x1b[201~e\x1b[Z",
    "\x1b[200~never ended",
)


def told(parser: XTermParser, pieces: list[str]) -> list[str]:
    """What a parser tells of pieces that come one after the other."""
    tokens = (event for piece in pieces for event in parser.feed(piece))
    return [each.text if isinstance(each, events.Paste) else str(each) for each in tokens]


@pytest.mark.parametrize("text", INPUTS)
def test_a_paste_is_what_textual_takes_it_for(text: str) -> None:
    rng = random.Random(text)
    for longest in (1, 3, 7, 40, len(text)) * 20:
        pieces, at = [], 0
        while at < len(text):
            size = rng.randint(1, longest)
            pieces.append(text[at : at + size])
            at += size
        assert told(PasteParser(), pieces) == told(XTermParser(), [text])


def test_a_long_paste_costs_its_pieces_and_not_its_characters() -> None:
    parser, sent = PasteParser(), []
    generator = parser._gen

    class Counted:
        def send(self, data: str) -> object:
            sent.append(data)
            return generator.send(data)

        throw = generator.throw

    parser._gen = Counted()  # type: ignore[assignment]
    pieces = ["\x1b[200~", *["x" * 4096] * 256, "\x1b[201~"]
    assert told(parser, pieces) == ["x" * 2**20]
    assert len(sent) < 300
