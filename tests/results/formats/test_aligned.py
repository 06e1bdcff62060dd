"""Tables for people: columns under one another, and nothing that controls a terminal."""

from __future__ import annotations

from dsql_tui.events import Column
from dsql_tui.results.formats.aligned import across
from dsql_tui.results.formats.format import Options, Row
from tests.results.formats.test_formats import AWKWARD, written

COLUMNS = [Column("id", 23), Column("name", 25)]


def table(rows: list[Row], width: int | None = None) -> list[str]:
    return written("table", COLUMNS, rows, Options(width=width)).splitlines()


def test_numbers_stand_to_the_right_and_null_is_not_the_empty_text() -> None:
    assert table([("1", "a"), ("20", None), (None, "")]) == [
        "id   | name",
        "-----+-----",
        "   1 | a",
        "  20 | NULL",
        "NULL |",
    ]


def test_wide_and_combining_characters_take_their_places() -> None:
    lines = table([("1", "漢字"), ("2", "e\u0301x"), ("3", "🎉")])
    assert [across(line) for line in lines] == [9, 9, 9, 7, 7]


def test_no_value_controls_a_terminal() -> None:
    text = written("table", COLUMNS, [("1", value) for value in AWKWARD])
    assert not set(text) & {*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0))} - {"\n"}
    assert len(text.splitlines()) == len(AWKWARD) + 2


def test_a_line_keeps_within_its_width_and_says_what_is_cut() -> None:
    lines = table([("1", "x" * 100), ("2", "漢" * 100), ("3", "short")], width=30)
    assert all(across(line) <= 30 for line in lines)
    assert [line.endswith("…") for line in lines[2:]] == [True, True, False]


def test_rows_that_come_later_are_cut_too_and_without_a_width_they_are_whole() -> None:
    rows: list[Row] = [("1", "a")] * 2000 + [("2", "later and longer")]
    assert table(rows, width=30)[-1] == " 2 | lat…"
    assert table(rows)[-1] == " 2 | later and longer"


def test_what_does_not_fit_at_all_is_written_as_records() -> None:
    columns = [Column(f"column_{number}", 25) for number in range(10)]
    rows: list[Row] = [tuple("a value that is long" for _ in columns)] * 2
    lines = written("table", columns, rows, Options(width=40)).splitlines()
    assert lines[:2] == ["-[ 1 ]--", "column_0 | a value that is long"]
    assert lines[11].startswith("-[ 2 ]")
    assert len(lines) == 22
