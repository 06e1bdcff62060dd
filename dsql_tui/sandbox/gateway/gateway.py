"""The one door to all clusters: TLS, the name that chooses the cluster, the token, the session."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from dsql_tui.dsql.role import ADMIN, action_for
from dsql_tui.sandbox.failures import Unstartable
from dsql_tui.sandbox.gateway import certificates, negotiation, parameters
from dsql_tui.sandbox.gateway.admission import Admission, Admitted
from dsql_tui.sandbox.gateway.turnstile import Quotas, Turnstile
from dsql_tui.sandbox.protocol import refusals, wire
from dsql_tui.sandbox.protocol.link import Link
from dsql_tui.sandbox.session.arena import Arena
from dsql_tui.sandbox.session.relay import Clock, Relay
from dsql_tui.sandbox.store import backend
from dsql_tui.sandbox.store.stores import Stores
from dsql_tui.sandbox.world.clusters import Registry
from dsql_tui.sandbox.world.faults import Faults
from dsql_tui.sandbox.world.identities import Identity
from dsql_tui.sandbox.world.meters import Meters

HANDSHAKE = 20.0
"""Seconds from the connection to the token; a client that prompts for it connects anew."""

SESSION_LIMIT = "dsql_sandbox.session_limit"
"""A ParameterStatus of ours: the session's seconds. A cluster sends none, its hour is known."""

SESSIONS_METRIC = "ResourceCount ClusterConnectionCount"
"""How many sessions a cluster has, in CloudWatch's namespace for usage."""

_QUIET = (OSError, EOFError, asyncio.TimeoutError, wire.Malformed)
"""What a client may do to us that concerns nobody else: `ssl.SSLError` is an OSError too."""


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


class Gateway:
    """Accepts connections, and keeps each one's mishaps to itself."""

    def __init__(
        self,
        registry: Registry,
        stores: Stores,
        identities: Mapping[str, Identity],
        clock: Clock,
        now: Callable[[], datetime] = _utc_now,
        faults: Faults | None = None,
        meters: Meters | None = None,
        turnstile: Turnstile | None = None,
    ) -> None:
        self._stores = stores
        self._clock = clock
        self._faults = faults or Faults()
        self._meters = meters or Meters()
        self._turnstile = turnstile or Turnstile(Quotas())
        self._admission = Admission(registry, identities, self._faults, self._turnstile, now)
        self._names: WeakKeyDictionary[ssl.SSLObject, str] = WeakKeyDictionary()
        self._keys: dict[bytes, Path] = {}
        """Which store a cancel key belongs to."""
        self._arenas: dict[Path, Arena] = {}
        """What the sessions of each store have to do with one another."""
        self._tasks: set[asyncio.Task[None]] = set()

    def note_name(self, tls: ssl.SSLObject, name: str | None) -> None:
        """A TLS hello names this host, or none."""
        if name is not None:
            self._names[tls] = name.lower().rstrip(".")

    async def serve(self, listener: socket.socket, context: ssl.SSLContext) -> None:
        """Accept connections until cancelled, then end all sessions."""
        loop = asyncio.get_running_loop()
        listener.setblocking(False)
        try:
            while True:
                try:
                    client, _ = await loop.sock_accept(listener)
                except OSError:
                    # No descriptor is left, or the client has gone again: others are served.
                    await asyncio.sleep(0.1)
                    continue
                self._spawn(self._attend(client, context))
        finally:
            await self._end_sessions()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _end_sessions(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _attend(self, client: socket.socket, context: ssl.SSLContext) -> None:
        """One connection, from its first byte to its last."""
        client.setblocking(False)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        secured = await self._negotiate(client)
        if secured is None:
            client.close()
            return
        # From here on the socket is asyncio's, which closes it when the handshake fails.
        with suppress(*_QUIET):
            _, link = await asyncio.get_running_loop().connect_accepted_socket(
                Link, client, ssl=context, ssl_handshake_timeout=HANDSHAKE
            )
            await self._host(link, secured)

    async def _negotiate(self, client: socket.socket) -> negotiation.Secured | None:
        """The bytes in the clear, answered; `None` where no TLS is to follow."""
        try:
            answer = await asyncio.wait_for(negotiation.negotiate(client), HANDSHAKE)
            if isinstance(answer, negotiation.Secured):
                return answer
            await self._cancel(answer.key)
        except refusals.Refusal as refusal:
            with suppress(*_QUIET):
                await asyncio.get_running_loop().sock_sendall(client, refusal.packet())
        except _QUIET:
            pass
        return None

    async def _host(self, link: Link, secured: negotiation.Secured) -> None:
        """The conversation inside TLS, then the session."""
        try:
            if secured.direct and _tls(link).selected_alpn_protocol() != certificates.ALPN:
                raise refusals.alpn_missing()
            opened = await asyncio.wait_for(self._admit(link), HANDSHAKE)
            if opened is not None:
                await self._open(link, *opened)
        except refusals.Refusal as refusal:
            link.close(refusal.packet())
        except Unstartable as problem:
            link.close(refusals.unavailable(str(problem)).packet())
        except wire.Malformed:
            link.close(refusals.malformed().packet())
        finally:
            link.close()

    async def _admit(self, link: Link) -> tuple[Admitted, dict[str, str]] | None:
        """Who comes in, and where to; `None` where the client only wanted to cancel."""
        body = await link.packet(wire.STARTUP_MAX)
        if wire.packet_code(body) == wire.CANCEL_REQUEST:
            await self._cancel(body[4:])
            return None
        startup = wire.parse_startup(body)
        host = self._names.get(_tls(link))
        if host is None:
            raise refusals.sni_missing()
        if startup.version >> 16 != wire.VERSION >> 16:
            raise wire.Malformed("another protocol")
        options = parameters.protocol_options(startup.parameters)
        if options or startup.version != wire.VERSION:
            link.transport.write(wire.version_answer(options))
        token = await _ask_for_token(link)
        return self._admission.check(host, startup.parameters, token), startup.parameters

    async def _open(self, link: Link, admitted: Admitted, asked: dict[str, str]) -> None:
        """The session itself."""
        told = parameters.for_postgres(asked)
        # In a thread: a store that is asleep takes a second to wake up.
        store = await asyncio.to_thread(self._stores.open, admitted.place.store)
        if admitted.role != ADMIN:
            mapped = await backend.mapped(store, admitted.role, admitted.identity.principal)
            admitted.check_mapping(mapped)
        self._turnstile.enter(admitted.host)
        try:
            self._note_opening(admitted)
            await self._relay(link, admitted, store, told)
        finally:
            self._turnstile.leave(admitted.host)

    async def _relay(
        self, link: Link, admitted: Admitted, store: Path, told: dict[str, str]
    ) -> None:
        session = await backend.open_backend(store, told)
        shortened = self._faults.session_limit
        clock = self._clock if shortened is None else replace(self._clock, session=shortened)
        limit = wire.parameter_status(SESSION_LIMIT, f"{clock.session:g}")
        first, *others = session.greeting
        self._keys[session.key] = store
        arena = self._arenas.setdefault(store, Arena(store))
        peered = bool(admitted.place.cluster.peers)
        count = self._meters.counting(admitted.host, peered)
        relay = Relay(link, session, clock, arena, self._faults, count)
        self._faults.sessions.add(relay)
        try:
            # Not before the session can be cancelled and dropped: its client may ask for that now.
            link.transport.write(b"".join((first, limit, *others)))
            await relay.run()
        finally:
            self._faults.sessions.remove(relay)
            self._keys.pop(session.key, None)

    def _note_opening(self, admitted: Admitted) -> None:
        self._meters.add(admitted.host, f"CallCount {action_for(admitted.role)}")
        self._meters.add(admitted.host, SESSIONS_METRIC, float(self._turnstile.open(admitted.host)))

    async def _cancel(self, key: bytes) -> None:
        """An unknown key is nobody's business: PostgreSQL does not answer either."""
        if self._faults.ignore_cancel:
            return
        if store := self._keys.get(key):
            await backend.cancel(store, key)


async def _ask_for_token(link: Link) -> str:
    link.transport.write(wire.PASSWORD_REQUEST)
    message = await link.message(wire.PASSWORD_MAX)
    if message[:1] != b"p":
        raise wire.Malformed("no password")
    return message[5:].rstrip(b"\0").decode(errors="replace")


def _tls(link: Link) -> ssl.SSLObject:
    tls = link.transport.get_extra_info("ssl_object")
    assert isinstance(tls, ssl.SSLObject)
    return tls
