"""A session with PostgreSQL, opened on behalf of a client who has been admitted."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import psycopg

from dsql_tui.sandbox.protocol import refusals, wire
from dsql_tui.sandbox.protocol.link import Link
from dsql_tui.sandbox.store.postgres import PORT, SUPERUSER

_PATIENCE = 30.0
"""Seconds in which PostgreSQL must open a session."""

_VERSION = wire.parameter_status("server_version", "16.15")
"""What a cluster reports; PostgreSQL's own minor version is nobody's business."""

_MAPPED = """
    SELECT EXISTS (SELECT FROM pg_sandbox.trust WHERE role = pg_roles.oid AND arn = %s)
    FROM pg_roles WHERE rolname = %s AND rolcanlogin
"""


@dataclass(frozen=True, slots=True)
class Backend:
    """An open session with a store."""

    link: Link
    greeting: list[bytes]
    """What PostgreSQL said of the session, from AuthenticationOk up to ReadyForQuery."""
    key: bytes
    """What a CancelRequest has to show: process and secret, eight bytes."""


async def open_backend(socket: Path, parameters: dict[str, str]) -> Backend:
    """Open a session with a store.

    Raises:
        Refusal: PostgreSQL refuses it.
    """
    loop = asyncio.get_running_loop()
    _, link = await loop.create_unix_connection(Link, str(socket))
    link.transport.write(wire.startup_packet(parameters))
    try:
        return await asyncio.wait_for(_greeted(link), _PATIENCE)
    except (EOFError, asyncio.TimeoutError):
        link.close()
        raise refusals.Denied from None
    except (refusals.Refusal, asyncio.CancelledError):
        link.close()
        raise


async def cancel(socket: Path, key: bytes) -> None:
    """Ask a store to cancel what the session with this key is doing; it does not answer."""
    reader, writer = await asyncio.open_unix_connection(str(socket))
    code = wire.CANCEL_REQUEST.to_bytes(4, "big")
    writer.write((8 + len(key)).to_bytes(4, "big") + code + key)
    await asyncio.wait_for(reader.read(), _PATIENCE)
    writer.close()


async def mapped(socket: Path, role: str, arn: str) -> bool | None:
    """Has this IAM role or user been granted the database role? `None`: there is no such one.

    Raises:
        Refusal: the store is gone, or full.
    """
    try:
        session = await psycopg.AsyncConnection.connect(
            host=str(socket.parent), port=PORT, user=SUPERUSER, dbname="postgres", autocommit=True
        )
        async with session:
            answer = await (await session.execute(_MAPPED, (arn, role))).fetchone()
    except psycopg.OperationalError as problem:
        raise refusals.unavailable(str(problem)) from problem
    return bool(answer[0]) if answer else None


async def _greeted(link: Link) -> Backend:
    greeting: list[bytes] = []
    key = b""
    while not greeting or greeting[-1][:1] != b"Z":
        message = await link.message()
        if message[:1] == b"E":
            raise _in_our_words(wire.error_fields(message))
        if message[:1] == b"K":
            key = message[5:]
        greeting.append(_VERSION if message[5:20] == b"server_version\0" else message)
    return Backend(link, greeting, key)


def _in_our_words(error: dict[str, str]) -> refusals.Refusal:
    """PostgreSQL's refusal as a cluster would say it, where that is known."""
    sqlstate = error.get("C", "")
    if sqlstate.startswith("28"):
        # A role that does not exist, or may not log in: refused without saying so.
        return refusals.Denied()
    if sqlstate == "53300":
        return refusals.too_many()
    return refusals.Refusal(sqlstate, error.get("M", ""), error.get("H"))
