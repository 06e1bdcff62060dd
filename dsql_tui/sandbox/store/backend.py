"""A session with PostgreSQL, opened for a client that has been admitted."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import psycopg

from dsql_tui.sandbox.protocol import errors, wire
from dsql_tui.sandbox.protocol.link import Link
from dsql_tui.sandbox.store import superuser

_TIMEOUT = 30.0
"""Seconds in which PostgreSQL must open a session."""

_VERSION = wire.parameter_status("server_version", "16.15")
"""The version that a cluster reports; PostgreSQL's minor version may differ."""

_MAPPED = """
    SELECT EXISTS (SELECT FROM pg_catalog.pg_dsql_trust WHERE role = pg_roles.oid AND arn = %s)
    FROM pg_catalog.pg_roles WHERE rolname = %s AND rolcanlogin
"""


@dataclass(frozen=True, slots=True)
class Backend:
    """An open session with a store."""

    link: Link
    greeting: list[bytes]
    """PostgreSQL's messages from AuthenticationOk up to ReadyForQuery."""
    key: bytes
    """The eight bytes for a CancelRequest: process and secret."""


async def open_backend(socket: Path, parameters: dict[str, str]) -> Backend:
    """Open a session with a store.

    Raises:
        ServerError: PostgreSQL rejects it.
    """
    loop = asyncio.get_running_loop()
    _, link = await loop.create_unix_connection(Link, str(socket))
    link.transport.write(wire.startup_packet(parameters))
    try:
        return await asyncio.wait_for(_read_greeting(link), _TIMEOUT)
    except (EOFError, asyncio.TimeoutError):
        link.close()
        raise errors.Denied from None
    except (errors.ServerError, asyncio.CancelledError):
        link.close()
        raise


async def cancel(socket: Path, key: bytes) -> None:
    """Ask a store to cancel what the session with this key does; it does not answer."""
    reader, writer = await asyncio.open_unix_connection(str(socket))
    code = wire.CANCEL_REQUEST.to_bytes(4, "big")
    writer.write((8 + len(key)).to_bytes(4, "big") + code + key)
    await asyncio.wait_for(reader.read(), _TIMEOUT)
    writer.close()


async def find_mapping(socket: Path, role: str, arn: str) -> bool | None:
    """Return whether an IAM identity may be a database role; `None` if there is no such role.

    Raises:
        ServerError: the store is gone, or full.
    """
    try:
        session = await psycopg.AsyncConnection.connect(**superuser.parameters(socket))
        async with session:
            answer = await (await session.execute(_MAPPED, (arn, role))).fetchone()
    except psycopg.OperationalError as problem:
        raise errors.unavailable_error(str(problem)) from problem
    return bool(answer[0]) if answer else None


async def _read_greeting(link: Link) -> Backend:
    greeting: list[bytes] = []
    key = b""
    while not greeting or greeting[-1][:1] != b"Z":
        message = await link.message()
        if message[:1] == b"E":
            raise _translate_error(wire.error_fields(message))
        if message[:1] == b"K":
            key = message[5:]
        greeting.append(_VERSION if message[5:20] == b"server_version\0" else message)
    return Backend(link, greeting, key)


def _translate_error(error: dict[str, str]) -> errors.ServerError:
    """Return PostgreSQL's error in a cluster's words, where they are known."""
    sqlstate = error.get("C", "")
    if sqlstate.startswith("28"):
        # The role does not exist or cannot log in; a cluster does not tell which.
        return errors.Denied()
    if sqlstate == "53300":
        return errors.too_many_sessions_error()
    return errors.ServerError(sqlstate, error.get("M", ""), error.get("H"))
