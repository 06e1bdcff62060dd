"""The command that measures the lines of docs/speed.md, and the tables that it writes."""

from __future__ import annotations

from math import inf
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.figures import Figure, write_goal, write_spread, write_value
from benchmarks.growth import fit_exponent
from benchmarks.lines import LINES, choose_lines
from benchmarks.table import replace_tables

PAGE = "before\n<!-- speed -->\nold\n<!-- /speed -->\nafter\n"


def test_the_table_of_a_line_replaces_the_one_in_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    assert main(["--quick", "--only", "splitting", "--write", str(page)]) == 0
    text = page.read_text()
    assert text.startswith("before\n<!-- speed -->\n")
    assert text.endswith("\n<!-- /speed -->\nafter\n")
    assert "old" not in text
    assert "| splitting | sqlparse |" in text
    assert "`python -m benchmarks --only splitting --quick`" in text


def test_a_page_without_a_place_is_an_error(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing")
    with pytest.raises(SystemExit, match="no place"):
        replace_tables(page, {"speed": "table"})


def test_a_ratio_is_the_median_of_pairs() -> None:
    figure = Figure("line", [1, 4, 3], [1, 2, 2], "peer", limit=1.5)
    assert figure.value == 1.5
    assert write_spread(figure) == "1.50 (1.00–2.00)"
    assert figure.is_within(1.5)
    assert not figure.is_within(1.4)


def test_more_megabytes_in_a_second_are_better() -> None:
    figure = Figure("line", [30], [1], "peer", "MB/s")
    assert figure.is_within(30)
    assert not figure.is_within(31)
    assert figure.is_within(inf)


@pytest.mark.parametrize(
    ("figure", "bound", "text"),
    [
        (Figure("line", [1]), 0.15, "0.15 s"),
        (Figure("line", [1], unit="MB"), 388.4, "388 MB"),
        (Figure("line", [1], unit="ms"), 8_000, "8000 ms"),
        (Figure("line", [1], [1]), 1.12, "1.12"),
        (Figure("line", [1], [1]), inf, "–"),
    ],
)
def test_a_goal_is_a_ratio_or_has_a_unit(figure: Figure, bound: float, text: str) -> None:
    assert write_goal(figure, bound) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (12.345, "s", "12.35 s"),
        (0.5, "s", "500 ms"),
        (0.000_038, "s", "38 µs"),
        (-21, "ms", "-21.0 ms"),
        (0, "ms", "0.0 ms"),
        (363.5, "MB", "364 MB"),
    ],
)
def test_a_value_has_a_readable_unit(value: float, unit: str, text: str) -> None:
    assert write_value(value, unit) == text


def test_long_lines_are_measured_only_on_request() -> None:
    assert len({line.name for line in LINES}) == len(LINES)
    names = {line.name for line in choose_lines([], rivals=False, long=True)}
    assert names == {line.name for line in LINES} - {"rivals"}
    with pytest.raises(SystemExit, match="No line is named x"):
        choose_lines(["x"], rivals=False, long=False)


@pytest.mark.parametrize("power", [0, 1, 2])
def test_the_exponent_is_that_of_the_growth(power: int) -> None:
    sizes = [1, 10, 100, 1_600]
    assert fit_exponent(sizes, [3 * size**power for size in sizes]) == pytest.approx(power)
