"""Where a cluster is reached, and the forms in which people name one."""

from __future__ import annotations

import re
from dataclasses import dataclass

PORT = 5432
DATABASE = "postgres"
"""A cluster has this one database.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/CHAP_quotas.html
"""

_IDENTIFIER = r"[a-z0-9]{26}"
_REGION = r"[a-z]{2}(?:-[a-z]+)+-\d+"
_HOST = re.compile(rf"({_IDENTIFIER})\.dsql[a-z0-9-]*\.({_REGION})\.on\.aws")
_ARN = re.compile(rf"arn:aws[a-z-]*:dsql:({_REGION}):\d{{12}}:cluster/({_IDENTIFIER})")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The host name that a cluster is reached at, taken apart."""

    identifier: str
    region: str
    host: str


def endpoint_of(identifier: str, region: str) -> Endpoint:
    """The public endpoint of a cluster."""
    return Endpoint(identifier, region, f"{identifier}.dsql.{region}.on.aws")


def is_region(text: str) -> bool:
    """Does this look like an AWS region? Whether it exists, AWS knows."""
    return bool(re.fullmatch(_REGION, text))


def parse_host(host: str) -> Endpoint | None:
    """Take a host name apart: a public endpoint, or one of PrivateLink with private DNS."""
    match = _HOST.fullmatch(host.strip().rstrip(".").lower())
    return Endpoint(match[1], match[2], match[0]) if match else None


def parse_target(target: str, region: str | None = None) -> Endpoint:
    """The endpoint that a target names: an endpoint, an ARN, or an identifier with its region.

    Raises:
        ValueError: with a sentence for the user.
    """
    target = target.strip()
    if endpoint := parse_host(target):
        return endpoint
    if match := _ARN.fullmatch(target):
        return endpoint_of(match[2], match[1])
    if re.fullmatch(_IDENTIFIER, target):
        if region is None:
            raise ValueError(f"Cluster {target} needs its region: add --region.")
        return endpoint_of(target, region)
    raise ValueError(
        f"“{target}” names no cluster: give its identifier (26 letters and digits), "
        "its ARN or its endpoint."
    )
