"""The regions that Aurora DSQL is known to be in; any other may be typed.

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


def checked_region(region: str) -> str:
    """`region`, if it could be one; whether it is, only AWS can tell.

    Raises:
        ValueError: with a sentence for the user.
    """
    if not is_region(region):
        raise ValueError(f"“{region}” is no region; one reads like “{REGIONS[0]}”.")
    return region


def checked_regions(regions: Sequence[str]) -> Sequence[str]:
    """`regions`, if each could be one and there is at least one.

    Raises:
        ValueError: with a sentence for the user.
    """
    if not regions:
        raise ValueError("there has to be a region at least.")
    for region in regions:
        checked_region(region)
    return regions


def told_regions(regions: Sequence[str]) -> str:
    """Their names, or how many they are where that would be a long line."""
    return ", ".join(regions) if len(regions) < 4 else f"{len(regions)} regions"


SETS = (
    ("us-east-1", "us-east-2", "us-west-2"),
    ("ap-northeast-1", "ap-northeast-2", "ap-northeast-3"),
    ("eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3"),
)
"""Regions that a multi-Region cluster and its witness can be of together, as far as is known.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/what-is-aurora-dsql.html
"""


def witnesses(region: str, peer: str) -> tuple[str, ...]:
    """Regions that can be the witness of a cluster in these two; empty where none is known."""
    for together in SETS:
        if region in together and peer in together and region != peer:
            return tuple(other for other in together if other not in (region, peer))
    return ()
