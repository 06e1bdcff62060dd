"""The control plane's HTTP: signed requests to AWS's services, and the switches for faults."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol

from dsql_tui.sandbox.control import callers, cloudwatch, control, sts
from dsql_tui.sandbox.control.calls import Caller, Reply, Request
from dsql_tui.sandbox.control.switches import PREFIX, Switches
from dsql_tui.sandbox.world.clusters import Registry
from dsql_tui.sandbox.world.fault import Fault
from dsql_tui.sandbox.world.faults import Faults
from dsql_tui.sandbox.world.identities import Identity
from dsql_tui.sandbox.world.meters import Meters

_BODY_MAX = 1024 * 1024
_PATIENCE = 30.0
"""Seconds that a connection may be silent."""


class Service(Protocol):
    """One of AWS's services."""

    def answer(self, request: Request, caller: Caller) -> Reply:
        """Do what is asked, or raise `Fault`."""

    def refuse(self, fault: Fault, request: Request) -> Reply:
        """How this service words it that a call has failed."""


class ControlPlane(ThreadingHTTPServer):
    """Serves from threads of its own until closed."""

    daemon_threads = True

    def __init__(
        self,
        registry: Registry,
        identities: Mapping[str, Identity],
        switches: Switches,
        meters: Meters,
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.identities = identities
        self.switches = switches
        self.services: Mapping[str, Service] = {
            control.SERVICE: control.Control(registry),
            sts.SERVICE: sts.Sts(),
            cloudwatch.SERVICE: cloudwatch.CloudWatch(registry, meters),
        }
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """What `AWS_ENDPOINT_URL_DSQL` and its like have to be."""
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def faults(self) -> Faults:
        """What is armed."""
        return self.switches.faults

    def close(self) -> None:
        """Serve no more."""
        self.shutdown()
        self._thread.join()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up in the middle is its own affair."""


class _Handler(BaseHTTPRequestHandler):
    """One connection, request after request."""

    server: ControlPlane
    protocol_version = "HTTP/1.1"
    timeout = _PATIENCE
    # Head and body are written apart; without this the second would wait for the first's receipt.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """http.server: a request with this method."""
        self._answer()

    do_POST = do_PUT = do_DELETE = do_GET

    def log_message(self, *args: Any) -> None:
        """http.server: what it would print."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """http.server: the Date of an answer, by the clock that tokens are checked by."""
        now = time.time() if timestamp is None else timestamp
        return super().date_time_string(int(now + self.server.faults.token_clock))

    def _answer(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self._body()
        request = Request(self.command, self.path, headers, body or b"")
        if request.path == PREFIX or request.path.startswith(f"{PREFIX}/"):
            self._send(self.server.switches.answer(request))
            return
        named = callers.service_of(request)
        service = self.server.services.get(named) or self.server.services[control.SERVICE]
        try:
            if body is None:
                raise Fault(413, "ValidationException", "The request is too long", reason="other")
            self._send(self._served(request))
        except Fault as fault:
            self._send(service.refuse(fault, request))

    def _served(self, request: Request) -> Reply:
        caller = callers.verify(self.server.identities, request, datetime.now(timezone.utc))
        if fault := self.server.faults.call():
            raise fault
        return self.server.services[caller.service].answer(request, caller)

    def _body(self) -> bytes | None:
        """`None` where it is too long to be taken; then this is the connection's last request."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > _BODY_MAX:
            self.close_connection = True
            return None
        return self.rfile.read(int(length))

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)
