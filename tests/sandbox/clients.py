"""Clients of the sandbox: tokens from boto3, sessions by psycopg, bytes by hand."""

from __future__ import annotations

import json
import socket
import ssl
import urllib.request
from typing import Any

import boto3
import psycopg
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from dsql_tui.dsql.endpoint import Endpoint, parse_host
from dsql_tui.sandbox.ready import Ready


def boto(
    ready: Ready,
    region: str = "us-east-1",
    service: str = "dsql",
    identity: str | None = None,
    **keys: str,
) -> Any:
    """Create boto3's client of a service, as the developer or another identity."""
    env = ready.identities[identity] if identity else ready.env
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=env[f"AWS_ENDPOINT_URL_{service.upper()}"],
        aws_access_key_id=keys.get("access_key", env["AWS_ACCESS_KEY_ID"]),
        aws_secret_access_key=keys.get("secret_key", env["AWS_SECRET_ACCESS_KEY"]),
        aws_session_token=keys.get("session_token", env.get("AWS_SESSION_TOKEN")),
        config=Config(retries={"total_max_attempts": 1}),
    )


def arm(ready: Ready, **faults: Any) -> None:
    """Arm faults of the sandbox."""
    url = f"{ready.env['AWS_ENDPOINT_URL_DSQL']}/sandbox"
    with urllib.request.urlopen(url, data=json.dumps(faults).encode()):
        pass


def fault(call: object, **arguments: object) -> tuple[int, str]:
    """Return the HTTP status and the code of the error that a boto3 call ends with."""
    with pytest.raises(ClientError) as caught:
        call(**arguments)  # type: ignore[operator]
    response = caught.value.response
    return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]


def endpoint(ready: Ready, name: str = "shop", region: str | None = None) -> Endpoint:
    """Return the endpoint of a sample cluster."""
    host = next(
        offer.endpoint
        for offer in ready.clusters
        if offer.name == name and region in (None, offer.region)
    )
    found = parse_host(host)
    assert found is not None
    return found


def token(
    ready: Ready,
    at: Endpoint | None = None,
    role: str = "admin",
    expires: int = 900,
    identity: str | None = None,
    **keys: str,
) -> str:
    """Sign a token with boto3."""
    at = at or endpoint(ready)
    client = boto(ready, at.region, identity=identity, **keys)
    sign = (
        client.generate_db_connect_admin_auth_token
        if role == "admin"
        else client.generate_db_connect_auth_token
    )
    return str(sign(at.host, ExpiresIn=expires))


def alter_last_letter(token: str) -> str:
    """Return a token with another last letter."""
    return token[:-1] + ("0" if token[-1] != "0" else "1")


def parameters(
    ready: Ready, at: Endpoint | None = None, identity: str | None = None, **overrides: object
) -> dict[str, Any]:
    """Return libpq's parameters for a session as `admin`."""
    at = at or endpoint(ready)
    plain = {
        "host": at.host,
        "hostaddr": ready.hostaddr,
        "port": ready.port,
        "user": "admin",
        "dbname": "postgres",
        "sslmode": "verify-full",
        "sslrootcert": ready.sslrootcert,
        "autocommit": True,
    }
    given = {**plain, **overrides}
    given.setdefault("password", token(ready, at, str(given["user"]), identity=identity))
    return given


def connect(
    ready: Ready, at: Endpoint | None = None, identity: str | None = None, **overrides: object
) -> psycopg.Connection[tuple[Any, ...]]:
    """Open a session."""
    return psycopg.connect(**parameters(ready, at, identity, **overrides))


def grant_role(session: psycopg.Connection[tuple[Any, ...]], role: str, arn: str) -> None:
    """Let an IAM identity connect as a database role."""
    session.execute(f"AWS IAM GRANT {role} TO '{arn}'")


def get_error(
    ready: Ready, at: Endpoint | None = None, identity: str | None = None, **overrides: object
) -> str:
    """Return the client's error when no session opens."""
    try:
        connect(ready, at, identity, **overrides).close()
    except psycopg.OperationalError as error:
        return str(error)
    raise AssertionError("a session was opened")


def plain_socket(ready: Ready) -> socket.socket:
    """Open a connection, and send nothing."""
    return socket.create_connection((ready.hostaddr, ready.port), timeout=10)


def tls_socket(ready: Ready, alpn: str | None, name: str | None = None) -> ssl.SSLSocket:
    """Open a connection with TLS from its first byte."""
    context = ssl.create_default_context(cafile=ready.sslrootcert)
    context.check_hostname = name is not None
    if alpn:
        context.set_alpn_protocols([alpn])
    return context.wrap_socket(plain_socket(ready), server_hostname=name)
