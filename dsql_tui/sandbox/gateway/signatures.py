"""The check of AWS signatures, version 4, against an identity's secret key."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from dsql_tui.sandbox.state.identities import Identity

SERVICES = frozenset({"dsql", "sts", "monitoring", "kinesis"})
"""The services that can be signed for; `monitoring` is CloudWatch."""

TOLERANCE = timedelta(minutes=5)
"""How far the signer's clock may be ahead: AWS's usual allowance. DSQL's is not known."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The credential that a signature names: who signed, and for what."""

    access_key: str
    date: str
    region: str
    service: str


def parse_scope(credential: str) -> Scope:
    """Parse `key/date/region/service/aws4_request`.

    Raises:
        ValueError: it is malformed, or for an unknown service.
    """
    access_key, date, region, service, end = credential.split("/")
    if service not in SERVICES or end != "aws4_request":
        raise ValueError(f"not a credential for this: {credential}")
    return Scope(access_key, date, region, service)


def parse_time(text: str) -> datetime:
    """Parse `X-Amz-Date`.

    Raises:
        ValueError: it is malformed.
    """
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)


def format_time(moment: datetime) -> str:
    """Format a time as `X-Amz-Date`."""
    return moment.strftime("%Y%m%dT%H%M%SZ")


def matches_query(identity: Identity, scope: Scope, url: str, time: str, signature: str) -> bool:
    """Return whether a signature belongs to a presigned URL, given without it."""
    auth = SigV4QueryAuth(_credentials(identity), scope.service, scope.region)
    return _matches(auth, AWSRequest("GET", url), time, signature)


def matches_request(
    identity: Identity,
    scope: Scope,
    request: tuple[str, str, Mapping[str, str], bytes],
    signature: str,
) -> bool:
    """Return whether a signature belongs to a request: method, URL, signed headers and body."""
    method, url, headers, body = request
    auth = SigV4Auth(_credentials(identity), scope.service, scope.region)
    signed = AWSRequest(method, url, headers=dict(headers), data=body)
    return _matches(auth, signed, headers["x-amz-date"], signature)


def _matches(auth: SigV4Auth, request: AWSRequest, time: str, signature: str) -> bool:
    request.context["timestamp"] = time
    text = auth.string_to_sign(request, auth.canonical_request(request))
    return hmac.compare_digest(auth.signature(text, request).encode(), signature.encode())


def _credentials(identity: Identity) -> Credentials:
    return Credentials(identity.access_key, identity.secret_key)
