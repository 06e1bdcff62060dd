"""Clients of the sandbox: tokens from boto3, sessions by psycopg, bytes by hand."""

from __future__ import annotations

import socket
import ssl
from typing import Any

import boto3
import psycopg

from dsql_tui.dsql.endpoint import Endpoint, parse_host
from dsql_tui.sandbox.ready import Ready


def boto(ready: Ready, region: str = "us-east-1", **keys: str) -> Any:
    """boto3's client for the control plane."""
    return boto3.client(
        "dsql",
        region_name=region,
        endpoint_url=ready.env["AWS_ENDPOINT_URL_DSQL"],
        aws_access_key_id=keys.get("access_key", ready.env["AWS_ACCESS_KEY_ID"]),
        aws_secret_access_key=keys.get("secret_key", ready.env["AWS_SECRET_ACCESS_KEY"]),
    )


def endpoint(ready: Ready, name: str = "shop", region: str | None = None) -> Endpoint:
    """Where one of the sample clusters is."""
    host = next(
        offer.endpoint
        for offer in ready.clusters
        if offer.name == name and region in (None, offer.region)
    )
    found = parse_host(host)
    assert found is not None
    return found


def token(
    ready: Ready, at: Endpoint | None = None, role: str = "admin", expires: int = 900, **keys: str
) -> str:
    """A token as boto3 signs it."""
    at = at or endpoint(ready)
    client = boto(ready, at.region, **keys)
    sign = (
        client.generate_db_connect_admin_auth_token
        if role == "admin"
        else client.generate_db_connect_auth_token
    )
    return str(sign(at.host, ExpiresIn=expires))


def parameters(ready: Ready, at: Endpoint | None = None, **overrides: object) -> dict[str, Any]:
    """What libpq needs to know to open a session as `admin`."""
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
    given.setdefault("password", token(ready, at, str(given["user"])))
    return given


def connect(
    ready: Ready, at: Endpoint | None = None, **overrides: object
) -> psycopg.Connection[tuple[Any, ...]]:
    """A session."""
    return psycopg.connect(**parameters(ready, at, **overrides))


def refusal(ready: Ready, at: Endpoint | None = None, **overrides: object) -> str:
    """What the client says when no session is opened."""
    try:
        connect(ready, at, **overrides).close()
    except psycopg.OperationalError as error:
        return str(error)
    raise AssertionError("a session was opened")


def plain_socket(ready: Ready) -> socket.socket:
    """A connection on which nothing has been said."""
    return socket.create_connection((ready.hostaddr, ready.port), timeout=10)


def tls_socket(ready: Ready, alpn: str | None, name: str | None = None) -> ssl.SSLSocket:
    """A connection with TLS from its first byte on."""
    context = ssl.create_default_context(cafile=ready.sslrootcert)
    context.check_hostname = name is not None
    if alpn:
        context.set_alpn_protocols([alpn])
    return context.wrap_socket(plain_socket(ready), server_hostname=name)
