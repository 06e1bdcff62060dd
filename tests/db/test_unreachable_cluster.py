"""Connections that reach no cluster, each with its cause and remedy."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from dsql_tui.db.session import ConnectError
from dsql_tui.dsql.endpoint import public_endpoint
from dsql_tui.dsql.route import Route
from dsql_tui.dsql.server_errors import Diagnosis, diagnose
from dsql_tui.opening import Access
from dsql_tui.sandbox.ready import Ready
from tests.access import build_access, change_access
from tests.listeners import Serve, Tls, answer_http, listen


def why(access: Access) -> tuple[str, Diagnosis]:
    """Return the message of the error and its diagnosis."""
    with pytest.raises(ConnectError) as refused:
        access.open()
    diagnosis = diagnose(refused.value.error)
    assert diagnosis is not None, refused.value.error
    return refused.value.error.message, diagnosis


def reaching(access: Access, serve: Serve, root: Path | None = None) -> tuple[str, Diagnosis]:
    """Do the same with a server in place of the cluster."""
    with listen(serve) as port:
        roots = str(root) if root else access.route.sslrootcert
        return why(change_access(access, port=port, sslrootcert=roots))


def test_name_without_an_address(aws: Ready) -> None:
    access = build_access(aws)
    nowhere = public_endpoint("abcdefghijklmnopqrstuvwxyz", "xx-nowhere-1")
    _, diagnosis = why(Access(access.identity, nowhere, "admin", Route()))
    assert "DNS does not know" in diagnosis.cause


def test_port_without_a_listener(aws: Ready) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    message, diagnosis = why(change_access(build_access(aws), port=port))
    assert message == "Connection refused"
    assert "Nothing listens" in diagnosis.cause


def test_every_address_of_a_name_is_tried_and_named(
    aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    stream = (socket.SOCK_STREAM, 0, "")
    found = [
        (socket.AF_INET, *stream, ("127.0.0.2", port)),
        (socket.AF_INET6, *stream, ("::1", port, 0, 0)),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: found)
    with pytest.raises(ConnectError) as failure:
        change_access(build_access(aws), hostaddr=None, port=port).open()
    rows = failure.value.error.facts
    assert [(name, fact.partition(": ")[0]) for name, fact in rows] == [
        ("tried", f"127.0.0.2 port {port}"),
        ("tried", f"::1 port {port}"),
    ]
    assert all(fact.endswith(("refused", "unreachable", "requested address")) for _, fact in rows)


def test_server_without_tls(aws: Ready) -> None:
    message, diagnosis = reaching(build_access(aws), answer_http)
    assert message.startswith("SSL error")
    assert "TLS handshake failed" in diagnosis.cause


def test_certificate_for_another_name(aws: Ready, tmp_path: Path) -> None:
    server = Tls(tmp_path, "db.example.com")
    message, diagnosis = reaching(build_access(aws), server, server.root)
    assert message.startswith('server certificate for "db.example.com" does not match')
    assert "for another host name" in diagnosis.cause


def test_expired_certificate(aws: Ready, tmp_path: Path) -> None:
    access = build_access(aws)
    server = Tls(tmp_path, access.endpoint.host, days=-1)
    _, diagnosis = reaching(access, server, server.root)
    assert "not valid now" in diagnosis.cause


def test_web_server(aws: Ready, tmp_path: Path) -> None:
    access = build_access(aws)
    server = Tls(tmp_path, access.endpoint.host, alpn=False)
    _, diagnosis = reaching(access, server, server.root)
    assert "not PostgreSQL" in diagnosis.cause


def test_missing_empty_and_other_roots(aws: Ready, tmp_path: Path) -> None:
    access = build_access(aws)
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing\n")
    for file in (empty, tmp_path / "missing.pem"):
        _, diagnosis = why(change_access(access, sslrootcert=str(file)))
        assert "file of root certificates does not exist" in diagnosis.cause
    _, diagnosis = why(change_access(access, sslrootcert=str(Tls(tmp_path, "x").root)))
    assert "is not signed by a root" in diagnosis.cause
