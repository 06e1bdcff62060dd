"""Estimates of the price of DPU."""

from __future__ import annotations

import pytest

from dsql_tui.dsql.pricing import estimate_read_dpu, find_price, format_dpu, format_money


def test_the_users_price_comes_first_and_an_unknown_region_has_none() -> None:
    assert find_price("us-east-1", {}) == 8.0
    assert find_price("us-east-1", {"us-east-1": 1.0}) == 1.0
    assert find_price("eu-west-1", {}) is None
    assert find_price("eu-west-1", {"eu-west-1": 0.0}) == 0.0


@pytest.mark.parametrize(
    ("dpu", "price", "text"),
    [
        (0.00283, 8.0, "≈ $0.000000023"),
        (100_000, 8.0, "≈ $0.80"),
        (1_000_000_000, 8.0, "≈ $8,000.00"),
        (1000, 8.0, "≈ $0.008"),
        (0, 8.0, "≈ $0"),
        (1, None, ""),
    ],
)
def test_money_is_readable_and_marked_as_an_estimate(
    dpu: float, price: float | None, text: str
) -> None:
    assert format_money(dpu, price) == text


def test_dpu_are_short() -> None:
    amounts = [format_dpu(amount) for amount in (0.00283, 246.123, 123456.7)]
    assert amounts == ["0.00283 DPU", "246.12 DPU", "123,457 DPU"]


def test_reading_costs_what_was_measured() -> None:
    assert estimate_read_dpu(134_217_728) == pytest.approx(246, rel=0.01)
    assert estimate_read_dpu(1) == 0.00375
