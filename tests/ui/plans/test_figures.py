"""Figures that fit into a column."""

from __future__ import annotations

import pytest

from dsql_tui.ui.plans.figures import format_change, format_count, format_milliseconds


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0"),
        (9999, "9,999"),
        (10_000, "10k"),
        (125_000, "125k"),
        (999_900, "1,000k"),
        (6_250_000, "6.25M"),
        (1e24, "1e+24"),
    ],
)
def test_counts_are_short(amount: float, text: str) -> None:
    assert format_count(amount) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0.541, "0.541 ms"), (90.17, "90.2 ms"), (1459.7, "1,460 ms"), (12e3, "12.0 s")],
)
def test_times_have_a_unit(amount: float, text: str) -> None:
    assert format_milliseconds(amount) == text


@pytest.mark.parametrize(
    ("factor", "text"),
    [
        (None, ""),
        (0, "-100%"),
        (0.2, "÷5.0"),
        (0.8, "-20%"),
        (1.0, "same"),
        (1.05, "+5%"),
        (3.0, "×3.0"),
    ],
)
def test_changes_are_factors_or_percent(factor: float | None, text: str) -> None:
    assert format_change(factor) == text
