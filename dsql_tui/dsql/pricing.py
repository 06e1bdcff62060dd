"""Prices of Aurora DSQL in US dollars, and the free tier.

https://aws.amazon.com/rds/aurora/dsql/pricing/ shows the current ones, one Region at a time, and
only in a browser. Prices change and differ by Region, so the user can set them; a Region for which
no published price was found has none here.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

DPU_PRICES: Mapping[str, float] = {
    "us-east-1": 8.0,
    "ap-northeast-1": 10.0,
    "ap-northeast-2": 10.0,
}
"""Dollars for a million DPU, by Region.

us-east-1, in October 2025 and April 2026:
https://blog.faridnsh.ninja/unraveling-aurora-dsql-pricing
ap-northeast-1, on 28 May 2025:
https://dev.classmethod.jp/articles/amazon-aurora-dsql-ga-pricing-analysis
ap-northeast-2: collected in November 2026, without a page that can be cited. For the other Regions,
a search in December 2026 found no price.
"""

FREE_DPU = 100_000
"""DPU of the free tier, for each account and month."""

FREE_STORAGE = 10**9
"""Bytes of the free tier, for each account and month."""

_READ_DPU_PER_BYTE = 1.83105e-6
_MIN_READ_BYTES = 2048
_MIN_ROW_BYTES = 128
_MIN_READ_DPU = 0.00375
"""The least that reading costs in a transaction."""


def estimate_read_dpu(size: int) -> float:
    """Return about how many DPU it costs to read some bytes in a transaction of its own.

    https://docs.aws.amazon.com/aurora-dsql/latest/userguide/billing-metering.html, and measured:
    134 MB cost 246 DPU.
    """
    return max(max(size, _MIN_READ_BYTES) * _READ_DPU_PER_BYTE, _MIN_READ_DPU)


def estimate_scan_dpu(rows: int, width: int) -> tuple[float, float]:
    """Return between how many DPU it costs to read rows.

    In some recorded plans a short row counts as 128 bytes, as for writing, and in others less.

    Args:
        rows: The number of rows.
        width: The bytes of a row.
    """
    most = estimate_read_dpu(rows * max(width, _MIN_ROW_BYTES))
    return estimate_read_dpu(rows * width), most


def find_price(region: str, own: Mapping[str, float]) -> float | None:
    """Return the dollars for a million DPU in a Region; `None` if unknown.

    Args:
        region: The Region.
        own: The prices that the user has set.
    """
    return own.get(region, DPU_PRICES.get(region))


def format_dpu(amount: float) -> str:
    """Return an amount of DPU: `0.00283 DPU`, `246.12 DPU`, `12,345 DPU`."""
    places = 5 if amount < 10 else 2 if amount < 1000 else 0
    return f"{amount:,.{places}f} DPU"


def format_money(dpu: float, price: float | None) -> str:
    """Return the estimated price of DPU: `≈ $0.000000023`, `≈ $1.25`; empty if unknown."""
    if price is None:
        return ""
    dollars = dpu * price / 1e6
    if dollars >= 0.1:
        return f"≈ ${dollars:,.2f}"
    return f"≈ ${Decimal(f'{dollars:.2g}'):f}" if dollars else "≈ $0"


def format_cost(dpu: float, price: float | None) -> str:
    """Return an amount of DPU with its estimated price, if that is known."""
    return " ".join(filter(None, (format_dpu(dpu), format_money(dpu, price))))
