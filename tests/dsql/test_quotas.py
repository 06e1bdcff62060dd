"""The quotas, their order, and how amounts are written."""

from __future__ import annotations

import pytest

from dsql_tui.dsql.quotas import (
    CONNECTIONS,
    MEASURED,
    OTHERS,
    SCHEMAS,
    STORAGE,
    TABLES,
    QuotaUse,
    Unit,
    combine_uses,
    find_page,
    format_amount,
)


def test_the_fullest_quota_is_first_and_unknown_ones_follow() -> None:
    known = {
        TABLES: QuotaUse(TABLES, 10.0),
        SCHEMAS: QuotaUse(SCHEMAS, 9.0),
        STORAGE: QuotaUse(STORAGE, None),
    }
    uses = combine_uses(known)
    assert [use.quota for use in uses[:2]] == [SCHEMAS, TABLES]
    assert all(use.used is None for use in uses[2:])
    assert len(uses) == len(MEASURED) + len(OTHERS)


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [
        (None, "count", "–"),
        (1000, "count", "1,000"),
        (300, "seconds", "5 min"),
        (1000, "bytes", "1,000 B"),
        (10 * 2**20, "bytes", "10 MiB"),
        (10 * 2**40, "bytes", "10 TiB"),
        (3e8, "bytes", "286 MiB"),
    ],
)
def test_amounts_have_a_unit(amount: float | None, unit: Unit, text: str) -> None:
    assert format_amount(amount, unit) == text


def test_each_quota_that_can_be_raised_has_a_page() -> None:
    for quota in (*MEASURED, *OTHERS):
        page = find_page(quota, "eu-west-1")
        assert bool(page) == bool(quota.raised_by)
    assert find_page(OTHERS[0], "eu-west-1").startswith("https://eu-west-1.console.aws.amazon.com/")
    assert "support" in find_page(CONNECTIONS, "eu-west-1")
