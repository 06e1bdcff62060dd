"""Endpoints of clusters, and the forms in which a target names one."""

from __future__ import annotations

import re
from typing import NamedTuple

PORT = 5432
DATABASE = "postgres"
"""The only database of a cluster.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/CHAP_quotas.html
"""

_IDENTIFIER = r"[a-z0-9]{26}"
_REGION = r"[a-z]{2}(?:-[a-z]+)+-[0-9]{1,2}"
_HOST = re.compile(rf"({_IDENTIFIER})\.dsql[a-z0-9-]*\.({_REGION})\.on\.aws")
_SHARED = re.compile(rf"vpce-[a-z0-9-]+\.dsql-[a-z0-9]+\.({_REGION})\.vpce\.amazonaws\.com")
_ARN = re.compile(rf"arn:aws[a-z-]*:dsql:({_REGION}):[0-9]{{12}}:cluster/({_IDENTIFIER})")
_NEARLY = re.compile(r"[a-z0-9]{20,40}", re.IGNORECASE)


class Endpoint(NamedTuple):
    """The host name that a cluster is reached at, and its parts."""

    identifier: str
    region: str
    host: str
    """The name in the certificate, which tokens are signed for."""
    via: str | None = None
    """The PrivateLink name to connect to instead, where there is no private DNS.

    All clusters share it, so the startup packet names the cluster. The certificate has another
    name.
    https://docs.aws.amazon.com/aurora-dsql/latest/userguide/privatelink-managing-clusters.html
    """


def public_endpoint(identifier: str, region: str) -> Endpoint:
    """Return the public endpoint of a cluster."""
    return Endpoint(identifier, region, f"{identifier}.dsql.{region}.on.aws")


def is_region(text: str) -> bool:
    """Return true if `text` has the form of an AWS region."""
    return bool(re.fullmatch(_REGION, text))


def is_identifier(text: str) -> bool:
    """Return true if `text` has the form of a cluster's identifier."""
    return bool(re.fullmatch(_IDENTIFIER, text))


def parse_host(host: str) -> Endpoint | None:
    """Parse a host name: a public endpoint, or one of PrivateLink with private DNS."""
    match = _HOST.fullmatch(host.strip().rstrip(".").lower())
    return Endpoint(match[1], match[2], match[0]) if match else None


def parse_target(target: str, region: str | None = None, default: str | None = None) -> Endpoint:
    """Return the endpoint that a target names.

    Args:
        target: An endpoint, with or without `:5432`, an ARN, an identifier, or `IDENTIFIER@NAME`
            with a PrivateLink name without private DNS.
        region: The region that the target must be in.
        default: The region of a target that does not name one.

    Raises:
        ValueError: The message is a sentence for the user.
    """
    target = target.strip()
    if not target.isprintable():
        raise ValueError("A target cannot have control characters.")
    endpoint = _match_target(target.removesuffix(f":{PORT}"), region or default)
    if region is not None and endpoint.region != region:
        raise ValueError(f"“{target}” is in {endpoint.region}, not in {region}.")
    return endpoint


def _match_target(target: str, region: str | None) -> Endpoint:
    if endpoint := parse_host(target):
        return endpoint
    if match := _ARN.fullmatch(target):
        return public_endpoint(match[2], match[1])
    identifier, _, via = target.partition("@")
    if re.fullmatch(_IDENTIFIER, identifier) and (shared := _SHARED.fullmatch(via.lower())):
        return public_endpoint(identifier, shared[1])._replace(via=shared[0])
    if is_identifier(target):
        if region is None:
            raise ValueError(
                f"Cluster {target} needs its region (--region, or “region” in a profile)."
            )
        return public_endpoint(target, region)
    raise ValueError(_explain_rejection(target))


def _explain_rejection(target: str) -> str:
    """Return why the target names no cluster, judged by its form."""
    if target.startswith("arn:"):
        return (
            f"“{target}” is not the ARN of a cluster. "
            "It must have the form arn:aws:dsql:REGION:ACCOUNT:cluster/IDENTIFIER."
        )
    if _SHARED.fullmatch(target.lower()):
        return (
            f"“{target}” is shared by all clusters of its region. "
            "Put a cluster's identifier and @ before it."
        )
    if "." in target:
        return (
            f"“{target}” is not an endpoint of Aurora DSQL. "
            "It must have the form IDENTIFIER.dsql.REGION.on.aws, with 26 letters and digits."
        )
    if _NEARLY.fullmatch(target):
        if len(target) == 26:
            return f"“{target}” is not an identifier: use lowercase letters and digits only."
        return f"“{target}” has {len(target)} letters and digits; a cluster's identifier has 26."
    return (
        f"“{target}” is not a cluster. Use an identifier (26 letters and digits), "
        "an ARN or an endpoint."
    )
