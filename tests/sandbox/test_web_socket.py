"""PostgreSQL inside a WebSocket, as AWS's connector for Postgres.js sends it."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from dsql_tui.sandbox.protocol import extended, wire
from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import arm, endpoint, tls_socket, token

STARTUP = wire.startup_packet({"user": "admin", "database": "postgres"})


@pytest.fixture
async def client(ready: Ready) -> AsyncIterator[ClientConnection]:
    """A WebSocket to the sample cluster; nothing is sent yet.

    The client with threads loses messages now and then: Python's TLS is not safe in two threads.
    https://github.com/python/cpython/issues/151508
    """
    at = endpoint(ready)
    context = ssl.create_default_context(cafile=ready.sslrootcert)
    link = socket.create_connection((ready.hostaddr, ready.websocket_port), timeout=10)
    link.setblocking(False)
    async with connect(f"wss://{at.host}/", sock=link, ssl=context, max_size=None) as opened:
        yield opened


async def open_session(client: ClientConnection, ready: Ready) -> None:
    await client.send(STARTUP)
    assert await receive_one(client) == wire.PASSWORD_REQUEST
    await client.send(wire.message(b"p", token(ready).encode() + b"\0"))
    assert (await receive(client))[-1] == b"Z"


async def receive_one(client: ClientConnection) -> bytes:
    message = await asyncio.wait_for(client.recv(), 10)
    assert isinstance(message, bytes)
    return message


async def receive(client: ClientConnection) -> list[bytes]:
    """Return the kinds of the messages up to ReadyForQuery; each comes in a message of its own."""
    kinds: list[bytes] = []
    while not kinds or kinds[-1] != b"Z":
        message = await receive_one(client)
        assert len(message) == 1 + int.from_bytes(message[1:5], "big")
        kinds.append(message[:1])
    return kinds


def query(sql: str) -> bytes:
    return wire.message(b"Q", sql.encode() + b"\0")


async def test_a_session_opens_and_answers(client: ClientConnection, ready: Ready) -> None:
    await open_session(client, ready)
    await client.send(query("SELECT generate_series(1, 3)"))
    assert await receive(client) == [b"T", b"D", b"D", b"D", b"C", b"Z"]
    await client.send(extended.build_simple_query(b"SELECT 1") + extended.SYNC)
    assert await receive(client) == [b"1", b"2", b"T", b"D", b"C", b"Z"]


async def test_messages_may_be_cut_anywhere(client: ClientConnection, ready: Ready) -> None:
    await open_session(client, ready)
    await client.send([bytes((byte,)) for byte in query("SELECT 1")])
    assert await receive(client) == [b"T", b"D", b"C", b"Z"]
    for byte in query("SELECT 1"):
        await client.send(bytes((byte,)))
    assert await receive(client) == [b"T", b"D", b"C", b"Z"]


async def test_a_long_answer_arrives_whole(client: ClientConnection, ready: Ready) -> None:
    await open_session(client, ready)
    await client.send(query("SELECT repeat('x', 900000) FROM generate_series(1, 20)"))
    assert await receive(client) == [b"T", *[b"D"] * 20, b"C", b"Z"]


async def test_a_wrong_token_is_refused_in_the_same_words(
    client: ClientConnection, ready: Ready
) -> None:
    await client.send(STARTUP)
    await receive_one(client)
    await client.send(wire.message(b"p", b"secret\0"))
    message = await receive_one(client)
    assert wire.error_fields(message)["M"] == "unable to accept connection, access denied"
    with pytest.raises(ConnectionClosed):
        await receive_one(client)


async def test_the_goodbye_of_the_client_ends_the_session(
    client: ClientConnection, ready: Ready
) -> None:
    await open_session(client, ready)
    await client.send(wire.message(b"X", b""))
    with pytest.raises(ConnectionClosed) as caught:
        await receive_one(client)
    assert caught.value.rcvd is not None
    assert caught.value.rcvd.code == 1000


async def test_a_fault_drops_it_too(client: ClientConnection, ready: Ready) -> None:
    await open_session(client, ready)
    arm(ready, drop="all")
    with pytest.raises(ConnectionClosed):
        await receive_one(client)


@pytest.mark.parametrize("head", ["", "Upgrade: websocket\r\n", "Sec-WebSocket-Version: 8\r\n"])
def test_another_http_request_gets_an_http_error(ready: Ready, head: str) -> None:
    at_web = replace(ready, port=ready.websocket_port)
    with tls_socket(at_web, None, endpoint(ready).host) as client:
        client.sendall(f"GET / HTTP/1.1\r\nHost: x\r\n{head}\r\n".encode())
        answer = b""
        while piece := client.recv(65536):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 4")
