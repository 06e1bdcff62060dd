"""Signing of tokens in pure Python, with credentials from the environment.

boto3 could sign too, but loading it takes longer than a statement on the command line. All other
kinds of credentials are left to it.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from hmac import digest
from urllib.parse import quote

from dsql_tui.dsql.endpoint import Endpoint

_ALGORITHM = "AWS4-HMAC-SHA256"
_SERVICE = "dsql"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Credentials from environment variables."""

    access: str
    secret: str = field(repr=False)
    session: str | None = field(repr=False, default=None)
    expires_at: datetime | None = None
    """When they expire; `None` if unknown."""


def credentials_from_environment(environment: Mapping[str, str] = os.environ) -> Credentials | None:
    """Return the credentials in an environment, which boto3 prefers to all others."""
    access = environment.get("AWS_ACCESS_KEY_ID")
    secret = environment.get("AWS_SECRET_ACCESS_KEY")
    if not (access and secret):
        return None
    expires_at = _parse_time(environment.get("AWS_CREDENTIAL_EXPIRATION", ""))
    return Credentials(access, secret, environment.get("AWS_SESSION_TOKEN"), expires_at)


def presign(
    keys: Credentials, endpoint: Endpoint, action: str, lifetime: int, now: datetime
) -> str:
    """Return a presigned URL for `action`, without its scheme; `now` is in UTC."""
    time = now.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{time[:8]}/{endpoint.region}/{_SERVICE}/aws4_request"
    parameters = {
        "Action": action,
        "X-Amz-Algorithm": _ALGORITHM,
        "X-Amz-Credential": f"{keys.access}/{scope}",
        "X-Amz-Date": time,
        "X-Amz-Expires": str(lifetime),
        "X-Amz-SignedHeaders": "host",
    }
    if keys.session:
        parameters["X-Amz-Security-Token"] = keys.session
    request = "\n".join(
        (
            "GET",
            "/",
            _query(dict(sorted(parameters.items()))),
            f"host:{endpoint.host}\n",
            "host",
            sha256(b"").hexdigest(),
        )
    )
    text = "\n".join((_ALGORITHM, time, scope, sha256(request.encode()).hexdigest()))
    key = f"AWS4{keys.secret}".encode()
    for part in (*scope.split("/"), text):
        key = digest(key, part.encode(), "sha256")
    return f"{endpoint.host}/?{_query(parameters)}&X-Amz-Signature={key.hex()}"


def _parse_time(text: str) -> datetime | None:
    """Parse a time as AWS writes it; `None` without a time zone."""
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _query(parameters: Mapping[str, str]) -> str:
    return "&".join(f"{name}={quote(value, safe='-_.~')}" for name, value in parameters.items())
