"""The regions that Aurora DSQL is known to be in; any other can be typed.

botocore has no list for this service (`get_available_regions("dsql")` is empty).
https://docs.aws.amazon.com/general/latest/gr/aurora-dsql.html
"""

from __future__ import annotations

from collections.abc import Sequence

from dsql_tui.dsql.endpoint import is_region

REGIONS = (
    "us-east-1",
    "us-east-2",
    "us-west-2",
    "eu-central-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-southeast-2",
)


def check_region(region: str) -> str:
    """Return `region` if it has the form of a region; only AWS knows whether it exists.

    Raises:
        ValueError: The message is a sentence for the user.
    """
    if not is_region(region):
        raise ValueError(f"“{region}” is not a region; {REGIONS[0]} is one.")
    return region


def check_regions(regions: Sequence[str]) -> Sequence[str]:
    """Return `regions` if there is at least one and each has the form of a region.

    Raises:
        ValueError: The message is a sentence for the user.
    """
    if not regions:
        raise ValueError("there must be at least one region.")
    for region in regions:
        check_region(region)
    return regions


def format_regions(regions: Sequence[str]) -> str:
    """Return the names of a few regions, or the number of many."""
    return ", ".join(regions) if len(regions) < 4 else f"{len(regions)} regions"


REGION_SETS = (
    ("us-east-1", "us-east-2", "us-west-2"),
    ("ap-northeast-1", "ap-northeast-2", "ap-northeast-3"),
    ("eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3"),
)
"""Regions that a multi-Region cluster and its witness can be in together.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/what-is-aurora-dsql.html
"""


def find_witnesses(region: str, peer: str) -> tuple[str, ...]:
    """Return the regions that can be the witness of a cluster in these two; empty if unknown."""
    for together in REGION_SETS:
        if region in together and peer in together and region != peer:
            return tuple(other for other in together if other not in (region, peer))
    return ()
