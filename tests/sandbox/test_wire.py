"""The protocol in bytes."""

from __future__ import annotations

import random

import pytest

from dsql_tui.sandbox.protocol import wire

ROW = wire.message(b"D", b"x" * 40)
READY = wire.message(b"Z", b"I")
ERROR = wire.error("ERROR", "42P01", "no such table", "look elsewhere")
STREAM = ROW + ROW + ERROR + ROW + READY


def cut(stream: bytes, step: int, kinds: bytes = b"ZE") -> list[tuple[int, bytes]]:
    cutter = wire.Cutter(kinds)
    pieces = (stream[here : here + step] for here in range(0, len(stream), step))
    return [found for piece in pieces for found in cutter.cut(piece)]


@pytest.mark.parametrize("step", [1, 2, 3, 4, 5, 6, 7, 13, 45, 46, 91, 10_000])
def test_wanted_messages_come_whole_however_the_stream_is_split(step: int) -> None:
    found = cut(STREAM, step)
    assert [piece for kind, piece in found if kind] == [ERROR, READY]
    assert b"".join(piece for _, piece in found) == STREAM


def test_other_messages_pass_in_one_piece() -> None:
    assert cut(STREAM, len(STREAM)) == [
        (0, ROW + ROW),
        (ERROR[0], ERROR),
        (0, ROW),
        (READY[0], READY),
    ]


def test_rows_of_equal_length_are_distinguished(monkeypatch: pytest.MonkeyPatch) -> None:
    choice = random.Random(7)
    for together in (2, 64):
        monkeypatch.setattr(wire, "_TOGETHER", together)
        rows = [wire.message(b"D", b"D\0\0\0" * width) for width in (0, 1, 1, 3, 9)]
        messages = [
            message
            for _ in range(60)
            for message in [choice.choice([*rows, READY, ERROR])] * choice.choice([1, 2, 3, 130])
        ]
        stream = b"".join(messages)
        for step in (7, 100, 3000, len(stream)):
            found = cut(stream, step)
            wanted = [message for message in messages if message in (READY, ERROR)]
            assert [piece for kind, piece in found if kind] == wanted
            assert b"".join(piece for _, piece in found) == stream


def test_a_long_message_of_no_interest_is_not_held_back() -> None:
    cutter = wire.Cutter(b"Z")
    begin = b"d\x3f\xff\xff\xff" + b"x" * 1000
    assert list(cutter.cut(begin)) == [(0, begin)]
    assert list(cutter.cut(b"y" * 1000)) == [(0, b"y" * 1000)]


def test_what_looks_like_a_message_inside_a_value_is_none() -> None:
    row = wire.message(b"D", READY)
    assert cut(row, len(row)) == [(0, row)]


@pytest.mark.parametrize("head", [b"Q\0\0\0\x03", b"Q\x7f\xff\xff\xff", b"d\xff\xff\xff\xff"])
def test_a_length_that_cannot_be_is_malformed(head: bytes) -> None:
    cutter = wire.Cutter(b"Q", wire.MESSAGE_MAX)
    with pytest.raises(wire.Malformed):
        list(cutter.cut(head))


def test_a_startup_packet_is_read_as_it_was_written() -> None:
    asked = {"user": "admin", "database": "postgres", "application_name": "日本"}
    packet = wire.startup_packet(asked)
    size = wire.packet_size(packet[:4], wire.STARTUP_MAX)
    assert size == len(packet) - 4
    assert wire.parse_startup(packet[4:]) == wire.Startup(wire.VERSION, asked)


@pytest.mark.parametrize(
    "body",
    [
        b"\0\3\0\0",
        b"\0\3\0\0\0\0\0",
        b"\0\3\0\0user\0admin\0",
        b"\0\3\0\0\xff\0\xff\0\0",
        b"\0\3\0\0a",
    ],
)
def test_a_broken_startup_packet_is_malformed(body: bytes) -> None:
    with pytest.raises(wire.Malformed):
        wire.parse_startup(body)


@pytest.mark.parametrize("size", [0, 7, 10_001, 0xFFFFFFFF])
def test_a_packet_of_an_absurd_size_is_malformed(size: int) -> None:
    with pytest.raises(wire.Malformed):
        wire.packet_size(size.to_bytes(4, "big"), wire.STARTUP_MAX)


def test_the_fields_of_an_error_are_read_as_they_were_written() -> None:
    assert wire.error_fields(ERROR) == {
        "S": "ERROR",
        "V": "ERROR",
        "C": "42P01",
        "M": "no such table",
        "H": "look elsewhere",
    }
