"""Signing tokens, which needs credentials and no network."""

from __future__ import annotations

from datetime import datetime, timezone

from dsql_tui.aws.identity import Identity, explained
from dsql_tui.aws.signing import keys_of, signed
from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.limits import TOKEN
from dsql_tui.dsql.role import ADMIN
from dsql_tui.dsql.token import Token, checked_lifetime


def sign(identity: Identity, endpoint: Endpoint, role: str, expires_in: int = TOKEN) -> Token:
    """Sign a new token for a database role of the cluster at `endpoint`.

    Raises:
        AwsError: there are no credentials to sign with.
        ValueError: `expires_in` is not a lifetime that the server would accept.
    """
    lifetime = checked_lifetime(expires_in)
    if identity.profile is None and (keys := keys_of()):
        identity.ends = keys.ends
        action = "DbConnectAdmin" if role == ADMIN else "DbConnect"
        return Token(signed(keys, endpoint, action, lifetime, datetime.now(timezone.utc)), lifetime)
    client = identity.client(endpoint.region)
    generate = (
        client.generate_db_connect_admin_auth_token
        if role == ADMIN
        else client.generate_db_connect_auth_token
    )
    with identity.lock, explained(identity):
        text = generate(Hostname=endpoint.host, Region=endpoint.region, ExpiresIn=lifetime)
        identity.note_end()
    return Token(text, lifetime)
