"""The signatures of requests to AWS's API."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from dsql_tui.sandbox.control.calls import Caller, Request
from dsql_tui.sandbox.gateway import signatures
from dsql_tui.sandbox.state.api_error import ApiError
from dsql_tui.sandbox.state.identities import Identity

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})"
)


def read_service(request: Request) -> str:
    """Return the service that a request claims to be signed for, not verified."""
    match = _AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    parts = match[1].split("/") if match else []
    return parts[-2] if len(parts) == 5 else ""


def verify(identities: Mapping[str, Identity], request: Request, now: datetime) -> Caller:
    """Return who signed a request, and for which Region.

    Raises:
        ApiError: the signature is not valid.
    """
    authorization = _AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    if authorization is None:
        raise ApiError(403, "MissingAuthenticationTokenException", "Missing Authentication Token")
    credential, names, signature = authorization.groups()
    signed = {name: request.headers.get(name, "") for name in names.split(";")}
    try:
        scope = signatures.parse_scope(credential)
        time = signatures.parse_time(signed.get("x-amz-date", ""))
    except ValueError:
        raise ApiError(403, "IncompleteSignatureException", "The signature is incomplete") from None
    identity = identities.get(scope.access_key)
    if identity is None or not _same_session(identity, request):
        raise ApiError(
            403,
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        )
    url = f"http://{request.headers.get('host', '')}{request.target}"
    asked = (request.method, url, signed, request.body)
    genuine = signatures.matches_request(identity, scope, asked, signature)
    if not genuine or abs(now - time) > signatures.TOLERANCE:
        raise ApiError(
            403,
            "InvalidSignatureException",
            "The request signature we calculated does not match the signature you provided. "
            "Check your AWS Secret Access Key and signing method.",
        )
    return Caller(identity, scope.region, scope.service)


def _same_session(identity: Identity, request: Request) -> bool:
    return request.headers.get("x-amz-security-token", "") == identity.session_token
