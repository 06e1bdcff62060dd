"""Long texts in lines of a given width."""

from __future__ import annotations

from dsql_tui.results.wrap import wrap_text


def wrap(text: str, width: int, at_spaces: bool = True) -> list[str]:
    return list(wrap_text(text, width, len, at_spaces))


def test_words_stay_whole() -> None:
    assert wrap("numbers in other columns", 10) == ["numbers in", "other", "columns"]
    assert wrap("  a\n\nabc def", 3) == ["  a", "", "abc", "def"]
    assert wrap("a bcdefghijklmnop", 8) == ["a bcdefg", "hijklmno", "p"]
    assert wrap("abc", 3) == ["abc"]


def test_lines_are_full_if_words_may_break() -> None:
    assert wrap("11 2222 333", 4, at_spaces=False) == ["11 2", "222 ", "333"]
