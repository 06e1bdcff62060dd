"""The check of tokens: for a cluster, a database role and a moment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from dsql_tui.dsql import limits
from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.role import get_action
from dsql_tui.sandbox.gateway import signatures
from dsql_tui.sandbox.protocol.errors import Denied
from dsql_tui.sandbox.state.identities import Identity

_SIGNATURE = re.compile("&X-Amz-Signature=([0-9a-f]*)")


@dataclass(frozen=True, slots=True)
class Token:
    """The parts of a token, not verified."""

    host: str
    action: str
    scope: signatures.Scope
    signed: datetime
    lifetime: timedelta
    session: str
    """The session token of temporary credentials."""
    signature: str
    url: str
    """The URL that was signed."""

    @property
    def expires(self) -> datetime:
        """The last moment at which the token is valid."""
        return self.signed + self.lifetime


def parse_token(text: str) -> Token:
    """Parse a token.

    Raises:
        ValueError: it is malformed.
        Denied: its lifetime is too long.
    """
    # Python's signer puts the signature last, JavaScript's in alphabetical order.
    pieces = _SIGNATURE.split(f"https://{text}")
    if len(pieces) != 3:
        raise ValueError("not a token: it has no signature, or several")
    before, signature, after = pieces
    url = before + after
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, strict_parsing=True))
    try:
        token = Token(
            host=parts.netloc,
            action=query["Action"],
            scope=signatures.parse_scope(query["X-Amz-Credential"]),
            signed=signatures.parse_time(query["X-Amz-Date"]),
            lifetime=_read_lifetime(query["X-Amz-Expires"]),
            session=query.get("X-Amz-Security-Token", ""),
            signature=signature,
            url=url,
        )
    except (KeyError, OverflowError) as problem:
        raise ValueError(f"not a token: {problem}") from problem
    if token.scope.service != "dsql":
        raise ValueError("a token is signed for dsql")
    return token


def verify(
    text: str,
    endpoint: Endpoint,
    role: str,
    identities: Mapping[str, Identity],
    now: datetime,
) -> Identity:
    """Return the identity that a token belongs to.

    Like DSQL, the gateway gives a reason only to genuine tokens, and for a lifetime that is too
    long.

    Raises:
        Denied: the token is not valid; with DSQL's hint if it gives one.
    """
    try:
        token = parse_token(text)
    except ValueError:
        raise Denied from None
    identity = identities.get(token.scope.access_key)
    if identity is None or not _is_genuine(token, identity):
        raise Denied
    if (token.host, token.scope.region) != (endpoint.host, endpoint.region):
        raise Denied
    _check_times(token, now)
    if token.action != get_action(role):
        raise Denied(f"Wrong user to action mapping. user: {role}, action: {token.action}")
    return identity


def _read_lifetime(text: str) -> timedelta:
    seconds = int(text)
    if seconds > limits.TOKEN_MAX_SECONDS:
        raise Denied("X-Amz-Expires must be less than a week (in seconds)")
    if seconds < 0:
        raise ValueError("a token that lasts less than no time")
    return timedelta(seconds=seconds)


def _is_genuine(token: Token, identity: Identity) -> bool:
    time = signatures.format_time(token.signed)
    return (token.scope.date, token.session) == (time[:8], identity.session_token) and (
        signatures.matches_query(identity, token.scope, token.url, time, token.signature)
    )


def _check_times(token: Token, now: datetime) -> None:
    if token.signed - signatures.TOLERANCE > now:
        raise Denied
    if now > token.expires:
        raise Denied(
            f"Signature expired: {signatures.format_time(token.expires)} "
            f"is now earlier than {signatures.format_time(now)}"
        )
