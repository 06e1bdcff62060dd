"""PostgreSQL inside a WebSocket, as AWS's connector for Postgres.js sends it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from dsql_tui.sandbox.protocol import extended, wire
from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import arm, endpoint, tls_socket, token

STARTUP = wire.startup_packet({"user": "admin", "database": "postgres"})


@pytest.fixture
def client(ready: Ready) -> Iterator[ClientConnection]:
    """A WebSocket to the sample cluster; nothing is sent yet."""
    at = endpoint(ready)
    context = ssl.create_default_context(cafile=ready.sslrootcert)
    link = socket.create_connection((ready.hostaddr, ready.websocket_port), timeout=10)
    with connect(f"wss://{at.host}/", sock=link, ssl=context) as opened:
        yield opened


def open_session(client: ClientConnection, ready: Ready) -> None:
    client.send(STARTUP)
    assert client.recv(10) == wire.PASSWORD_REQUEST
    client.send(wire.message(b"p", token(ready).encode() + b"\0"))
    assert receive(client)[-1] == b"Z"


def receive(client: ClientConnection) -> list[bytes]:
    """Return the kinds of the messages up to ReadyForQuery; each comes in a message of its own."""
    kinds: list[bytes] = []
    while not kinds or kinds[-1] != b"Z":
        message = client.recv(10)
        assert isinstance(message, bytes)
        assert len(message) == 1 + int.from_bytes(message[1:5], "big")
        kinds.append(message[:1])
    return kinds


def query(sql: str) -> bytes:
    return wire.message(b"Q", sql.encode() + b"\0")


def test_a_session_opens_and_answers(client: ClientConnection, ready: Ready) -> None:
    open_session(client, ready)
    client.send(query("SELECT generate_series(1, 3)"))
    assert receive(client) == [b"T", b"D", b"D", b"D", b"C", b"Z"]
    client.send(extended.build_simple_query(b"SELECT 1") + extended.SYNC)
    assert receive(client) == [b"1", b"2", b"T", b"D", b"C", b"Z"]


def test_messages_may_be_cut_anywhere(client: ClientConnection, ready: Ready) -> None:
    open_session(client, ready)
    client.send([bytes((byte,)) for byte in query("SELECT 1")])
    assert receive(client) == [b"T", b"D", b"C", b"Z"]
    for byte in query("SELECT 1"):
        client.send(bytes((byte,)))
    assert receive(client) == [b"T", b"D", b"C", b"Z"]


def test_a_long_answer_arrives_whole(client: ClientConnection, ready: Ready) -> None:
    open_session(client, ready)
    client.send(query("SELECT repeat('x', 900000) FROM generate_series(1, 20)"))
    assert receive(client) == [b"T", *[b"D"] * 20, b"C", b"Z"]


def test_a_wrong_token_is_refused_in_the_same_words(client: ClientConnection, ready: Ready) -> None:
    client.send(STARTUP)
    client.recv(10)
    client.send(wire.message(b"p", b"secret\0"))
    message = client.recv(10)
    assert isinstance(message, bytes)
    assert wire.error_fields(message)["M"] == "unable to accept connection, access denied"
    with pytest.raises(ConnectionClosed):
        client.recv(10)


def test_the_goodbye_of_the_client_ends_the_session(client: ClientConnection, ready: Ready) -> None:
    open_session(client, ready)
    client.send(wire.message(b"X", b""))
    with pytest.raises(ConnectionClosed) as caught:
        client.recv(10)
    assert caught.value.rcvd is not None
    assert caught.value.rcvd.code == 1000


def test_a_fault_drops_it_too(client: ClientConnection, ready: Ready) -> None:
    open_session(client, ready)
    arm(ready, drop="all")
    with pytest.raises(ConnectionClosed):
        client.recv(10)


@pytest.mark.parametrize("head", ["", "Upgrade: websocket\r\n", "Sec-WebSocket-Version: 8\r\n"])
def test_another_http_request_gets_an_http_error(ready: Ready, head: str) -> None:
    at_web = replace(ready, port=ready.websocket_port)
    with tls_socket(at_web, None, endpoint(ready).host) as client:
        client.sendall(f"GET / HTTP/1.1\r\nHost: x\r\n{head}\r\n".encode())
        answer = b""
        while piece := client.recv(65536):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 4")
