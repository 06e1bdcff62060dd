"""Is this signature the one that the identity's secret key makes? AWS's Signature Version 4."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from dsql_tui.sandbox.world.identities import Identity

SERVICES = frozenset({"dsql", "sts", "monitoring"})
"""What can be signed for here; `monitoring` is CloudWatch's name in signatures."""

TOLERANCE = timedelta(minutes=5)
"""How far the signer's clock may be ahead; AWS's usual allowance, DSQL's own is not known."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Who signed, and for what: the credential that a signature names."""

    access_key: str
    date: str
    region: str
    service: str


def parse_scope(credential: str) -> Scope:
    """Take `key/date/region/service/aws4_request` apart.

    Raises:
        ValueError: it is not that, or for a service that is not here.
    """
    access_key, date, region, service, end = credential.split("/")
    if service not in SERVICES or end != "aws4_request":
        raise ValueError(f"not a credential for this: {credential}")
    return Scope(access_key, date, region, service)


def parse_time(text: str) -> datetime:
    """Read `X-Amz-Date`.

    Raises:
        ValueError: it is no such time.
    """
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)


def amz_time(moment: datetime) -> str:
    """The same the other way round."""
    return moment.strftime("%Y%m%dT%H%M%SZ")


def signs_query(identity: Identity, scope: Scope, url: str, time: str, signature: str) -> bool:
    """Does the signature belong to this presigned URL, given without it?"""
    auth = SigV4QueryAuth(_credentials(identity), scope.service, scope.region)
    return _signs(auth, AWSRequest("GET", url), time, signature)


def signs_request(
    identity: Identity,
    scope: Scope,
    request: tuple[str, str, Mapping[str, str], bytes],
    signature: str,
) -> bool:
    """Does the signature belong to this request: method, URL, the headers signed, and body?"""
    method, url, headers, body = request
    auth = SigV4Auth(_credentials(identity), scope.service, scope.region)
    signed = AWSRequest(method, url, headers=dict(headers), data=body)
    return _signs(auth, signed, headers["x-amz-date"], signature)


def _signs(auth: SigV4Auth, request: AWSRequest, time: str, signature: str) -> bool:
    request.context["timestamp"] = time
    text = auth.string_to_sign(request, auth.canonical_request(request))
    return hmac.compare_digest(auth.signature(text, request).encode(), signature.encode())


def _credentials(identity: Identity) -> Credentials:
    return Credentials(identity.access_key, identity.secret_key)
