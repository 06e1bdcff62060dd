"""One value in full: long texts, bytes, documents."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from dsql_tui.results.document import Number, document
from dsql_tui.results.text import sized
from dsql_tui.results.wrap import Dump, wrapped

WRAPPED = [
    ("", 5, [""]),
    ("abcdefg", 5, ["abcde", "fg"]),
    ("a\n\nb\r\nc\rd", 5, ["a", "", "b", "c␍d"]),
    ("漢字漢字", 5, ["漢字", "漢字"]),
    ("漢", 1, ["漢"]),
    ("\x1b[2J", 10, ["␛[2J"]),
]


@pytest.mark.parametrize(("text", "width", "lines"), WRAPPED)
def test_a_text_is_wrapped_into_lines_that_are_safe(text: str, width: int, lines: list[str]):
    assert list(wrapped(text, width, cell_len)) == lines


def test_bytes_are_dumped_line_by_line():
    dump = Dump(bytes(range(0x40, 0x52)))
    assert list(dump) == [
        "00000000  40 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f  @ABCDEFGHIJKLMNO",
        "00000010  50 51                                            PQ",
    ]
    assert next(iter(Dump(b"\x1b\x9b\xff"))).endswith("···")


def test_a_document_keeps_digits_order_and_keys_that_come_twice():
    read = document('{"b": 1.10, "a": [12345678901234567890123, 1e5], "b": null}')
    assert read == [("b", "1.10"), ("a", ["12345678901234567890123", "1e5"]), ("b", None)]
    assert isinstance(read[0][1], Number)


@pytest.mark.parametrize("text", ["{", "NaN", "[" * 100_000])
def test_what_is_no_document_is_said(text: str):
    with pytest.raises(ValueError, match=r"."):
        document(text)


def test_sizes_are_said_as_people_do():
    sizes = [0, 999, 1000, 4200, 58_000_000, 2_500_000_000]
    assert [sized(size) for size in sizes] == [
        "0 B",
        "999 B",
        "1.0 kB",
        "4.2 kB",
        "58 MB",
        "2.5 GB",
    ]
