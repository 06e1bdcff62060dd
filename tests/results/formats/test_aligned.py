"""Aligned tables, which never contain control characters."""

from __future__ import annotations

from dsql_tui.events import Column
from dsql_tui.results.emoji import measure_text
from dsql_tui.results.formats.format import Options, Row
from tests.results.formats.test_formats import AWKWARD, write_text

COLUMNS = [Column("id", 23), Column("name", 25)]


def table(rows: list[Row], width: int | None = None) -> list[str]:
    return write_text("table", COLUMNS, rows, Options(width=width)).splitlines()


def test_numbers_are_right_aligned_and_null_is_not_empty() -> None:
    assert table([("1", "a"), ("20", None), (None, "")]) == [
        "id   | name",
        "-----+-----",
        "   1 | a",
        "  20 | NULL",
        "NULL |",
    ]


def test_wide_and_combining_characters_are_aligned() -> None:
    lines = table([("1", "漢字"), ("2", "e\u0301x"), ("3", "🎉")])
    assert [measure_text(line) for line in lines] == [9, 9, 9, 7, 7]


def test_emoji_stay_whole_and_aligned() -> None:
    values = ["👩\u200d👩\u200d👧x", "🇩🇪x", "👍🏽x", "❤️x", "1️⃣x", "漢x"]
    columns = [Column("name", 25), Column("n", 25)]
    lines = write_text("table", columns, [(value, "1") for value in values]).splitlines()[2:]
    assert [line.split("|")[0].strip() for line in lines] == values
    assert {measure_text(line) for line in lines} == {8}
    cut = table([("1", value[:-1] * 20) for value in values], width=20)[2:]
    assert [line.removesuffix("…").split("| ")[1] for line in cut] == [
        value[:-1] * 7 for value in values
    ]


def test_no_value_controls_a_terminal() -> None:
    text = write_text("table", COLUMNS, [("1", value) for value in AWKWARD])
    assert not set(text) & {*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0))} - {"\n"}
    assert len(text.splitlines()) == len(AWKWARD) + 2


def test_long_cells_are_cut_with_an_ellipsis() -> None:
    lines = table([("1", "x" * 100), ("2", "漢" * 100), ("3", "short")], width=30)
    assert all(measure_text(line) <= 30 for line in lines)
    assert [line.endswith("…") for line in lines[2:]] == [True, True, False]


def test_later_rows_are_cut_only_with_a_width() -> None:
    rows: list[Row] = [*[("1", "a")] * 2000, ("2", "later and longer")]
    assert table(rows, width=30)[-1] == " 2 | lat…"
    assert table(rows)[-1] == " 2 | later and longer"


def test_wide_tables_become_records() -> None:
    columns = [Column(f"column_{number}", 25) for number in range(10)]
    rows: list[Row] = [tuple("a value that is long" for _ in columns)] * 2
    lines = write_text("table", columns, rows, Options(width=40)).splitlines()
    assert lines[:2] == ["-[ 1 ]--", "column_0 | a value that is long"]
    assert lines[11].startswith("-[ 2 ]")
    assert len(lines) == 22


def test_rows_without_columns_are_counted() -> None:
    for expanded in (None, True, False):
        options = Options(width=80, expanded=expanded)
        assert write_text("table", [], [(), ()], options) == "(2 rows, no columns)\n"
        assert write_text("table", [], [], options) == "(0 rows, no columns)\n"
