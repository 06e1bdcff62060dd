"""Where a cluster is reached, and the forms in which people name one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

PORT = 5432
DATABASE = "postgres"
"""A cluster has this one database.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/CHAP_quotas.html
"""

_IDENTIFIER = r"[a-z0-9]{26}"
_REGION = r"[a-z]{2}(?:-[a-z]+)+-[0-9]{1,2}"
_HOST = re.compile(rf"({_IDENTIFIER})\.dsql[a-z0-9-]*\.({_REGION})\.on\.aws")
_SHARED = re.compile(rf"vpce-[a-z0-9-]+\.dsql-[a-z0-9]+\.({_REGION})\.vpce\.amazonaws\.com")
_ARN = re.compile(rf"arn:aws[a-z-]*:dsql:({_REGION}):[0-9]{{12}}:cluster/({_IDENTIFIER})")
_NEARLY = re.compile(r"[a-z0-9]{20,40}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The host name that a cluster is reached at, taken apart."""

    identifier: str
    region: str
    host: str
    """The name that a token is signed for, and that the certificate bears."""
    via: str | None = None
    """The name to connect to instead: PrivateLink's without private DNS, one for all clusters.

    The cluster is then named in the startup packet, and the certificate is for another name.
    https://docs.aws.amazon.com/aurora-dsql/latest/userguide/privatelink-managing-clusters.html
    """


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


def parse_target(target: str, region: str | None = None, default: str | None = None) -> Endpoint:
    """The endpoint that a target names.

    It is an endpoint, an ARN, an identifier, or `IDENTIFIER@NAME` with a name of PrivateLink
    without private DNS. `region` is the one that is meant, `default` the one for a target that
    tells none.

    Raises:
        ValueError: with a sentence for the user.
    """
    target = target.strip()
    if not target.isprintable():
        raise ValueError("A target holds no control characters.")
    endpoint = _named(target, region or default)
    if region is not None and endpoint.region != region:
        raise ValueError(f"“{target}” is in {endpoint.region}, and the region given is {region}.")
    return endpoint


def _named(target: str, region: str | None) -> Endpoint:
    if endpoint := parse_host(target):
        return endpoint
    if match := _ARN.fullmatch(target):
        return endpoint_of(match[2], match[1])
    identifier, _, via = target.partition("@")
    if re.fullmatch(_IDENTIFIER, identifier) and (shared := _SHARED.fullmatch(via.lower())):
        return replace(endpoint_of(identifier, shared[1]), via=shared[0])
    if re.fullmatch(_IDENTIFIER, target):
        if region is None:
            raise ValueError(
                f"Cluster {target} needs its region (--region, or “region” in a profile)."
            )
        return endpoint_of(target, region)
    raise ValueError(_reproach(target))


def _reproach(target: str) -> str:
    """Why the target names no cluster, as far as its form tells."""
    if target.startswith("arn:"):
        return (
            f"“{target}” is no cluster's ARN: "
            "one reads arn:aws:dsql:REGION:ACCOUNT:cluster/IDENTIFIER."
        )
    if _SHARED.fullmatch(target.lower()):
        return (
            f"“{target}” leads to every cluster of its region: "
            "write IDENTIFIER@ before it, with the identifier of one."
        )
    if "." in target:
        return (
            f"“{target}” is no endpoint of Aurora DSQL: "
            "one reads IDENTIFIER.dsql.REGION.on.aws, with 26 letters and digits."
        )
    if _NEARLY.fullmatch(target):
        if len(target) == 26:
            return f"“{target}” is no identifier: one has small letters and digits only."
        return f"“{target}” has {len(target)} letters and digits; a cluster's identifier has 26."
    return (
        f"“{target}” names no cluster: give its identifier (26 letters and digits), "
        "its ARN or its endpoint."
    )
