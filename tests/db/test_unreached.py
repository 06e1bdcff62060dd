"""Ways that lead to no cluster: each is told apart, with the cause and what to do."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from dsql_tui.db.session import OpeningRefused
from dsql_tui.dsql.endpoint import endpoint_of
from dsql_tui.dsql.refusals import Diagnosis, diagnose
from dsql_tui.dsql.route import Route
from dsql_tui.opening import Access
from dsql_tui.sandbox.ready import Ready
from tests.access import access_of, access_to
from tests.listeners import Serve, Tls, http, listening


def why(access: Access) -> tuple[str, Diagnosis]:
    """The words of the refusal, and what is known about it."""
    with pytest.raises(OpeningRefused) as refused:
        access.open()
    diagnosis = diagnose(refused.value.refusal)
    assert diagnosis is not None, refused.value.refusal
    return refused.value.refusal.message, diagnosis


def reaching(access: Access, serve: Serve, root: Path | None = None) -> tuple[str, Diagnosis]:
    """The same for what listens where the cluster should be."""
    with listening(serve) as port:
        roots = str(root) if root else access.route.sslrootcert
        return why(access_to(access, port=port, sslrootcert=roots))


def test_a_name_that_resolves_to_nothing(aws: Ready) -> None:
    access = access_of(aws)
    nowhere = endpoint_of("abcdefghijklmnopqrstuvwxyz", "xx-nowhere-1")
    _, diagnosis = why(Access(access.identity, nowhere, "admin", Route()))
    assert "not known to DNS" in diagnosis.cause


def test_a_port_at_which_nothing_listens(aws: Ready) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    message, diagnosis = why(access_to(access_of(aws), port=port))
    assert message == "Connection refused"
    assert "Nothing listens" in diagnosis.cause


def test_a_server_without_tls(aws: Ready) -> None:
    message, diagnosis = reaching(access_of(aws), http)
    assert message.startswith("SSL error")
    assert "TLS handshake failed" in diagnosis.cause


def test_a_certificate_for_another_name(aws: Ready, tmp_path: Path) -> None:
    server = Tls(tmp_path, "db.example.com")
    message, diagnosis = reaching(access_of(aws), server, server.root)
    assert message.startswith('server certificate for "db.example.com" does not match')
    assert "for another host name" in diagnosis.cause


def test_a_certificate_that_has_expired(aws: Ready, tmp_path: Path) -> None:
    access = access_of(aws)
    server = Tls(tmp_path, access.endpoint.host, days=-1)
    _, diagnosis = reaching(access, server, server.root)
    assert "not valid now" in diagnosis.cause


def test_a_web_server(aws: Ready, tmp_path: Path) -> None:
    access = access_of(aws)
    server = Tls(tmp_path, access.endpoint.host, alpn=False)
    _, diagnosis = reaching(access, server, server.root)
    assert "not for PostgreSQL" in diagnosis.cause


def test_roots_that_are_not_there_hold_none_or_are_others(aws: Ready, tmp_path: Path) -> None:
    access = access_of(aws)
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing\n")
    for file in (empty, tmp_path / "missing.pem"):
        _, diagnosis = why(access_to(access, sslrootcert=str(file)))
        assert "file of root certificates is not there, or holds none" in diagnosis.cause
    _, diagnosis = why(access_to(access, sslrootcert=str(Tls(tmp_path, "x").root)))
    assert "was not signed by a root" in diagnosis.cause
