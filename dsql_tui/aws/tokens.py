"""Signing of tokens, which needs credentials and no network."""

from __future__ import annotations

from datetime import datetime, timezone

from dsql_tui.aws.errors import AwsError, MfaExpired, translate_errors
from dsql_tui.aws.identity import Identity
from dsql_tui.aws.rejected_credentials import describe_expired_environment
from dsql_tui.aws.signing import credentials_from_environment, presign
from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.limits import TOKEN_SECONDS
from dsql_tui.dsql.role import ADMIN, get_action
from dsql_tui.dsql.token import Token, check_lifetime


def sign(
    identity: Identity, endpoint: Endpoint, role: str, expires_in: int = TOKEN_SECONDS
) -> Token:
    """Sign a new token for a database role of the cluster at `endpoint`.

    Credentials that took an MFA code and have expired are asked for again, once. After an error
    the configuration is read again, because the user may have corrected it meanwhile.

    Raises:
        AwsError: There are no credentials to sign with.
        ValueError: `expires_in` is not a lifetime that the server accepts.
    """
    lifetime = check_lifetime(expires_in)
    if identity.profile is None and (credentials := credentials_from_environment()):
        identity.expires_at = credentials.expires_at
        now = datetime.now(timezone.utc)
        if credentials.expires_at and credentials.expires_at <= now:
            raise AwsError(describe_expired_environment(credentials.expires_at))
        text = presign(credentials, endpoint, get_action(role), lifetime, now)
        return Token(text, lifetime)
    if identity.has_failed:
        identity.forget_session()
    try:
        return _sign(identity, endpoint, role, lifetime)
    except MfaExpired:
        identity.reload_credentials()
        return _sign(identity, endpoint, role, lifetime)
    except AwsError:
        identity.has_failed = True
        raise


def _sign(identity: Identity, endpoint: Endpoint, role: str, lifetime: int) -> Token:
    """Sign a token with boto3."""
    client = identity.client(endpoint.region)
    generate = (
        client.generate_db_connect_admin_auth_token
        if role == ADMIN
        else client.generate_db_connect_auth_token
    )
    with identity.lock, translate_errors(identity):
        text = generate(Hostname=endpoint.host, Region=endpoint.region, ExpiresIn=lifetime)
        identity.record_expiry()
    return Token(text, lifetime)
