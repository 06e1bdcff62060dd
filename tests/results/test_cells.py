"""Display of a single value: long text, binary data, JSON."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from dsql_tui.results.json_document import JsonNumber, parse_json
from dsql_tui.results.text import format_size
from dsql_tui.results.wrap import HexDump, wrap_text

WRAPPED = [
    ("", 5, [""]),
    ("abcdefg", 5, ["abcde", "fg"]),
    ("a\n\nb\r\nc\rd", 5, ["a", "", "b", "c␍d"]),
    ("漢字漢字", 5, ["漢字", "漢字"]),
    ("漢", 1, ["漢"]),
    ("\x1b[2J", 10, ["␛[2J"]),
]


@pytest.mark.parametrize(("text", "width", "lines"), WRAPPED)
def test_text_is_wrapped_into_safe_lines(text: str, width: int, lines: list[str]) -> None:
    assert list(wrap_text(text, width, cell_len)) == lines


def test_hex_dump_shows_sixteen_bytes_per_line() -> None:
    dump = HexDump(bytes(range(0x40, 0x52)))
    assert list(dump) == [
        "00000000  40 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f  @ABCDEFGHIJKLMNO",
        "00000010  50 51                                            PQ",
    ]
    assert next(iter(HexDump(b"\x1b\x9b\xff"))).endswith("···")


def test_json_keeps_digits_order_and_duplicate_keys() -> None:
    read = parse_json('{"b": 1.10, "a": [12345678901234567890123, 1e5], "b": null}')
    assert read == [("b", "1.10"), ("a", ["12345678901234567890123", "1e5"]), ("b", None)]
    assert isinstance(read[0][1], JsonNumber)


@pytest.mark.parametrize("text", ["{", "NaN", "[" * 100_000])
def test_invalid_json_raises_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_json(text)


def test_sizes_have_units() -> None:
    sizes = [0, 999, 1000, 4200, 58_000_000, 2_500_000_000]
    assert [format_size(size) for size in sizes] == [
        "0 B",
        "999 B",
        "1.0 kB",
        "4.2 kB",
        "58 MB",
        "2.5 GB",
    ]
