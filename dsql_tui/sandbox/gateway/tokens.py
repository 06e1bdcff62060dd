"""Does this token open a session on this cluster, for this database role, at this moment?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from dsql_tui.dsql import limits
from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.role import action_for
from dsql_tui.sandbox.gateway import signatures
from dsql_tui.sandbox.protocol.refusals import Denied
from dsql_tui.sandbox.world.identities import Identity

_SIGNATURE = re.compile("&X-Amz-Signature=([0-9a-f]*)")


@dataclass(frozen=True, slots=True)
class Token:
    """A token taken apart; nothing of it is proven."""

    host: str
    action: str
    scope: signatures.Scope
    signed: datetime
    lifetime: timedelta
    session: str
    """The session token of temporary credentials."""
    signature: str
    url: str
    """What was signed."""

    @property
    def expires(self) -> datetime:
        """The last moment that it is good for."""
        return self.signed + self.lifetime


def parse_token(text: str) -> Token:
    """Take a token apart.

    Raises:
        ValueError: it has not the form of one, or lasts longer than any may.
    """
    # Python's signer puts the signature last, JavaScript's where the alphabet has it.
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
            lifetime=timedelta(seconds=int(query["X-Amz-Expires"])),
            session=query.get("X-Amz-Security-Token", ""),
            signature=signature,
            url=url,
        )
    except (KeyError, OverflowError) as problem:
        raise ValueError(f"not a token: {problem}") from problem
    if token.scope.service != "dsql":
        raise ValueError("a token is signed for dsql")
    if not 0 <= token.lifetime.total_seconds() <= limits.TOKEN_MAX:
        raise ValueError("a token lasts a week at most")
    return token


def verify(
    text: str,
    endpoint: Endpoint,
    role: str,
    identities: Mapping[str, Identity],
    now: datetime,
) -> Identity:
    """Who opens the session.

    A forged token learns nothing: the causes that DSQL tells are told for genuine ones only.

    Raises:
        Denied: with DSQL's hint, where it gives one.
    """
    try:
        token = parse_token(text)
    except ValueError:
        raise Denied from None
    identity = identities.get(token.scope.access_key)
    if identity is None or not _genuine(token, identity):
        raise Denied
    if (token.host, token.scope.region) != (endpoint.host, endpoint.region):
        raise Denied
    _check_times(token, now)
    if token.action != action_for(role):
        raise Denied(f"Wrong user to action mapping. user: {role}, action: {token.action}")
    return identity


def _genuine(token: Token, identity: Identity) -> bool:
    time = signatures.amz_time(token.signed)
    return (token.scope.date, token.session) == (time[:8], identity.session_token) and (
        signatures.signs_query(identity, token.scope, token.url, time, token.signature)
    )


def _check_times(token: Token, now: datetime) -> None:
    if token.signed - signatures.TOLERANCE > now:
        raise Denied
    if now > token.expires:
        raise Denied(
            f"Signature expired: {signatures.amz_time(token.expires)} "
            f"is now earlier than {signatures.amz_time(now)}"
        )
