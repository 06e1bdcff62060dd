"""Pastes are text whatever is in them, and keys are what Textual takes them for."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from dsql_tui.ui.terminal.paste_parser import PasteParser

PASTES = (
    "select 1;\nselect 2;",
    "αβγ 'x';\n" * 500,
    "with \x1b[31m an escape, \x1b[2 a half one, and \x1b",
    "drop table t;\x1b\n",
    "\x1b\ndrop table t;\n\x1bOP\x1b[15~\x03\x11",
    "\x1b[200~ in a paste",
    "\x1b[201 is not the end, nor is \x1b[201\x1b[201",
    "\x1b" * 40,
    "\x1b]0;title\x07\x1bP;\x1b\\",
)
KEYS = "\x1b[A\x1b[1;5Fz\x1bOQé\x1b[<35;10;10M\x0f\r\n\x1b[I\x1b[O"


def describe(messages: Iterable[object]) -> list[str]:
    """Return the text of each paste, and the keys as Textual writes them."""
    return [
        f"paste {each.text!r}" if isinstance(each, events.Paste) else str(each) for each in messages
    ]


def parse(parser: XTermParser, pieces: Sequence[str]) -> list[str]:
    return describe(event for piece in pieces for event in parser.feed(piece))


def cut(text: str, longest: int, rng: random.Random) -> list[str]:
    """Return a text in random pieces."""
    pieces = []
    while text:
        size = rng.randint(1, longest)
        pieces.append(text[:size])
        text = text[size:]
    return pieces


@pytest.mark.parametrize("text", PASTES, ids=range(len(PASTES)))
def test_all_that_is_between_the_marks_is_text(text: str) -> None:
    rng = random.Random(text)
    expected = ["paste " + repr(text), *parse(XTermParser(), [KEYS])]
    for longest in (1, 2, 3, 7, 40, 5000) * 20:
        sent = f"\x1b[200~{text}\x1b[201~{KEYS}"
        assert parse(PasteParser(), cut(sent, longest, rng)) == expected


@pytest.mark.parametrize("at", range(1, 6))
def test_a_paste_mark_may_be_split_over_two_reads(at: int) -> None:
    parser = PasteParser()
    begin, end = "\x1b[200~", "\x1b[201~"
    found = describe(parser.feed("a" + begin[:at]))
    parser._timeout_time = 0.0
    found += describe(parser.tick())
    for piece in (begin[at:] + "drop\x1b\n" + end[:at], end[at:] + "b"):
        found += describe(parser.feed(piece))
        found += describe(parser.tick())
    assert "paste 'drop\\x1b\\n'" in found
    assert "key='ctrl+j'" not in "".join(found)
    assert "key='b'" in found[-1]


def test_keys_are_named_as_in_textual() -> None:
    rng = random.Random(1)
    for longest in (1, 2, 3, 7, 40) * 20:
        assert parse(PasteParser(), cut(KEYS, longest, rng)) == parse(XTermParser(), [KEYS])


def test_an_escape_before_a_paste_is_the_escape_key() -> None:
    found = parse(PasteParser(), ["\x1b\x1b[200~text\x1b[201~"])
    assert "key='escape'" in found[0]
    assert found[1:] == ["paste 'text'"]


def test_a_paste_end_without_a_start_is_ignored() -> None:
    assert parse(PasteParser(), ["\x1b[20\x1b[201~d"]) == parse(
        XTermParser(), ["\x1b[20\x1b[201~d"]
    )


def test_an_unfinished_paste_is_not_a_key() -> None:
    assert parse(PasteParser(), ["\x1b[200~never ended", "\x1b\n" * 1000]) == []


@pytest.mark.parametrize(
    "report",
    [
        "\x1b[99999999u",  # no character
        "\x1b[1:2;3u",  # a report that was not asked for
        "\x1b[:u",
        "\x1b[55357u",  # half a surrogate pair
        "\x1b[97;5:9u",
    ],
)
def test_key_reports_that_textual_cannot_read_are_dropped(report: str) -> None:
    found = parse(PasteParser(), [f"a{report}b"])
    assert [each for each in found if "key='a'" in each or "key='b'" in each] == [
        found[0],
        found[-1],
    ]
    assert len(found) <= 3
    assert not any("\ud83d" in each for each in found)


def test_no_characters_end_the_parser() -> None:
    rng = random.Random(5)
    parser = PasteParser()
    alphabet = "\x1b\x1b\x1b[[[;:<?0123456789uMmRtAZ~ayé\x00\x7f\x9b\U0001f600\ud83d"
    for _ in range(20_000):
        text = "".join(rng.choices(alphabet, k=rng.randint(1, 8)))
        for event in parser.feed(text):
            character = getattr(event, "character", None)
            if character and "\ud83d" not in text:
                character.encode()
        list(parser.tick())


def test_a_long_paste_costs_its_pieces_and_not_its_characters() -> None:
    parser = PasteParser()
    sent: list[str] = []

    def parse_keys(data: str) -> Iterator[Message]:
        sent.append(data)
        return iter(())

    parser._parse_keys = parse_keys  # type: ignore[method-assign]
    pieces = ["\x1b[200~", *["x\x1b" * 2048] * 256, "\x1b[201~"]
    assert len(parse(parser, pieces)[0]) > 2**20
    assert sent == [""]


@pytest.mark.parametrize("sent", ["\x1ba", "\x1b(", "\x1b\x1b[200~a\x1b[201~", "\x1ba\x1bx"])
def test_a_sequence_that_has_ended_has_no_timeout(
    sent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parser = PasteParser()
    first = list(parser.feed(sent))
    monkeypatch.setattr("textual._parser.get_time", lambda: float("inf"))
    assert list(parser.tick()) == []
    last = first[-1]
    assert isinstance(last, events.Paste) or (
        isinstance(last, events.Key) and last.key.startswith("alt+")
    )
    assert [event.key for event in parser.feed("x") if isinstance(event, events.Key)] == ["x"]
