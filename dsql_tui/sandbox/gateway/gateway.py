"""The gateway to all clusters: TLS, the name that chooses the cluster, the token, the session."""

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

from dsql_tui.dsql.releases import NEWEST
from dsql_tui.dsql.role import ADMIN, get_action
from dsql_tui.sandbox.gateway import certificates, negotiation, parameters
from dsql_tui.sandbox.gateway.admission import Admission, AdmittedClient
from dsql_tui.sandbox.gateway.connection_limits import ConnectionLimits, Quotas
from dsql_tui.sandbox.memory import release_memory
from dsql_tui.sandbox.protocol import errors, wire
from dsql_tui.sandbox.protocol.link import Link
from dsql_tui.sandbox.session.lock_monitor import LockMonitor
from dsql_tui.sandbox.session.relay import Relay, TimeLimit
from dsql_tui.sandbox.start_errors import PostgresFailed
from dsql_tui.sandbox.state.clusters import Registry
from dsql_tui.sandbox.state.faults import Faults
from dsql_tui.sandbox.state.identities import Identity
from dsql_tui.sandbox.state.metrics import Metrics
from dsql_tui.sandbox.store import backend
from dsql_tui.sandbox.store.stores import Stores

HANDSHAKE_TIMEOUT = 20.0
"""Seconds from the connection to the token; a client that prompts for it reconnects."""

_RELEASE_AFTER = 100
"""Connections at once, after which freed memory is worth giving back."""

_RELEASE_DELAY = 1.0
"""Seconds until the memory of closed connections is freed."""

SESSION_LIMIT = "dsql_sandbox.session_limit"
"""A ParameterStatus of the sandbox: how many seconds the session lasts. A cluster sends none."""

SESSIONS_METRIC = "ResourceCount ClusterConnectionCount"
"""CloudWatch's metric for the number of sessions, in the namespace for usage."""

_CLIENT_ERRORS = (OSError, EOFError, asyncio.TimeoutError, wire.Malformed)
"""Errors of one client that do not concern others. `ssl.SSLError` is an OSError too."""


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


class Gateway:
    """A server for connections, each independent of the others' errors."""

    def __init__(
        self,
        registry: Registry,
        stores: Stores,
        identities: Mapping[str, Identity],
        time_limit: TimeLimit,
        now: Callable[[], datetime] = _utc_now,
        faults: Faults | None = None,
        metrics: Metrics | None = None,
        limits: ConnectionLimits | None = None,
        release: str = NEWEST,
    ) -> None:
        self._release = release
        self._stores = stores
        self._time_limit = time_limit
        self._faults = faults or Faults()
        self._metrics = metrics or Metrics()
        self._limits = limits or ConnectionLimits(Quotas())
        self._admission = Admission(registry, identities, self._faults, self._limits, now)
        self._names: WeakKeyDictionary[ssl.SSLObject, str] = WeakKeyDictionary()
        self._keys: dict[bytes, Path] = {}
        """The store of each cancel key."""
        self._monitors: dict[Path, LockMonitor] = {}
        """The lock monitor of each store."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._peak = 0
        """The most connections since memory was last released."""

    def note_name(self, tls: ssl.SSLObject, name: str | None) -> None:
        """Note the host that a TLS hello names, or none."""
        if name is not None:
            self._names[tls] = name.lower().rstrip(".")

    async def serve(
        self, listener: socket.socket, context: ssl.SSLContext, web: bool = False
    ) -> None:
        """Accept connections, or WebSockets, until cancelled; then end all sessions."""
        loop = asyncio.get_running_loop()
        listener.setblocking(False)
        try:
            while True:
                try:
                    client, _ = await loop.sock_accept(listener)
                except OSError:
                    # No descriptor is left, or the client has already gone: go on serving others.
                    await asyncio.sleep(0.1)
                    continue
                self._spawn(self._handle_connection(client, context, web))
        finally:
            await self._end_sessions()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        self._peak = max(self._peak, len(self._tasks))
        task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if self._peak >= _RELEASE_AFTER and len(self._tasks) <= self._peak // 4:
            # asyncio has a buffer of 256 KiB for each TLS connection, and frees it a bit later.
            self._peak = len(self._tasks)
            task.get_loop().call_later(_RELEASE_DELAY, release_memory)

    async def _end_sessions(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _handle_connection(
        self, client: socket.socket, context: ssl.SSLContext, web: bool
    ) -> None:
        """Handle one connection from its first byte to its last."""
        client.setblocking(False)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        negotiated = await self._negotiate(client)
        if negotiated is None:
            client.close()
            return
        # asyncio owns the socket from here on, and closes it if the handshake fails.
        with suppress(*_CLIENT_ERRORS):
            _, link = await asyncio.get_running_loop().connect_accepted_socket(
                Link, client, ssl=context, ssl_handshake_timeout=HANDSHAKE_TIMEOUT
            )
            await self._handle_tls(link, negotiated, web)

    async def _negotiate(self, client: socket.socket) -> negotiation.TlsRequested | None:
        """Answer the bytes before TLS; return `None` if no TLS follows."""
        try:
            answer = await asyncio.wait_for(negotiation.negotiate(client), HANDSHAKE_TIMEOUT)
            if isinstance(answer, negotiation.TlsRequested):
                return answer
            await self._cancel(answer.key)
        except errors.ServerError as error:
            with suppress(*_CLIENT_ERRORS):
                await asyncio.get_running_loop().sock_sendall(client, error.packet())
        except _CLIENT_ERRORS:
            pass
        return None

    async def _handle_tls(
        self, link: Link, negotiated: negotiation.TlsRequested, web: bool
    ) -> None:
        """Handle the conversation inside TLS, then the session."""
        outer = link
        try:
            if web:
                link = await asyncio.wait_for(_open_web_socket(link), HANDSHAKE_TIMEOUT)
            elif negotiated.direct and not _names_protocol(link):
                raise errors.missing_alpn_error()
            opened = await asyncio.wait_for(self._admit(link), HANDSHAKE_TIMEOUT)
            if opened is not None:
                await self._run_session(link, *opened)
        except errors.ServerError as error:
            link.close(error.packet())
        except PostgresFailed as problem:
            link.close(errors.unavailable_error(str(problem)).packet())
        except wire.Malformed:
            link.close(errors.malformed_packet().packet())
        finally:
            link.close()
            outer.close()

    async def _admit(self, link: Link) -> tuple[AdmittedClient, dict[str, str]] | None:
        """Return who enters, with the startup parameters; `None` for a cancel request."""
        body = await link.packet(wire.STARTUP_MAX)
        if wire.packet_code(body) == wire.CANCEL_REQUEST:
            await self._cancel(body[4:])
            return None
        startup = wire.parse_startup(body)
        host = self._names.get(_ssl_object(link))
        if host is None:
            raise errors.missing_sni_error()
        if startup.version >> 16 != wire.VERSION >> 16:
            raise wire.Malformed("another protocol")
        options = parameters.protocol_options(startup.parameters)
        if options or startup.version != wire.VERSION:
            link.transport.write(wire.build_version_answer(options))
        token = await _ask_for_token(link)
        return self._admission.check(host, startup.parameters, token), startup.parameters

    async def _run_session(
        self, link: Link, admitted: AdmittedClient, asked: dict[str, str]
    ) -> None:
        """Open the session and run it."""
        settings = parameters.build_postgres_parameters(asked)
        # In a thread: starting a store takes a second.
        store = await asyncio.to_thread(self._stores.open, admitted.record.store)
        if admitted.role != ADMIN:
            mapped = await backend.find_mapping(store, admitted.role, admitted.identity.principal)
            admitted.check_mapping(mapped)
        self._limits.add(admitted.host)
        try:
            self._note_opening(admitted)
            await self._run_relay(link, admitted, store, settings)
        finally:
            self._limits.remove(admitted.host)

    async def _run_relay(
        self, link: Link, admitted: AdmittedClient, store: Path, settings: dict[str, str]
    ) -> None:
        session = await backend.open_backend(store, settings)
        time_limit = self._time_limit
        if self._faults.session_limit is not None:
            time_limit = replace(time_limit, session=self._faults.session_limit)
        limit = wire.parameter_status(SESSION_LIMIT, f"{time_limit.session:g}")
        first, *others = session.greeting
        self._keys[session.key] = store
        monitor = self._monitors.setdefault(store, LockMonitor(store, self._faults))
        peered = bool(admitted.record.cluster.peers)
        count = self._metrics.bind_cluster(admitted.host, peered)
        relay = Relay(link, session, time_limit, monitor, self._faults, count, self._release)
        self._faults.sessions.add(relay)
        try:
            # Not before the session can be cancelled and dropped: its client may ask for that now.
            link.transport.write(b"".join((first, limit, *others)))
            await relay.run()
        finally:
            self._faults.sessions.remove(relay)
            self._keys.pop(session.key, None)

    def _note_opening(self, admitted: AdmittedClient) -> None:
        self._metrics.add(admitted.host, f"CallCount {get_action(admitted.role)}")
        self._metrics.add(
            admitted.host, SESSIONS_METRIC, float(self._limits.count_open(admitted.host))
        )

    async def _cancel(self, key: bytes) -> None:
        """Cancel what a session does. Like PostgreSQL, do not answer, even to an unknown key."""
        if self._faults.ignore_cancel:
            return
        if store := self._keys.get(key):
            await backend.cancel(store, key)


async def _open_web_socket(link: Link) -> Link:
    # The library takes 40 ms to import, and most sandboxes never need it.
    from dsql_tui.sandbox.gateway import web_socket

    return await web_socket.accept(link)


async def _ask_for_token(link: Link) -> str:
    link.transport.write(wire.PASSWORD_REQUEST)
    message = await link.message(wire.PASSWORD_MAX)
    if message[:1] != b"p":
        raise wire.Malformed("no password")
    return message[5:].rstrip(b"\0").decode(errors="replace")


def _names_protocol(link: Link) -> bool:
    return _ssl_object(link).selected_alpn_protocol() == certificates.ALPN


def _ssl_object(link: Link) -> ssl.SSLObject:
    tls = link.transport.get_extra_info("ssl_object")
    assert isinstance(tls, ssl.SSLObject)
    return tls
