"""The HTTP server of the control plane: AWS's services and the fault switches."""

from __future__ import annotations

import hmac
import threading
import time
from collections.abc import Mapping
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from typing import Any, Protocol

from dsql_tui.sandbox.control import authentication, cloudwatch, dsql_service, kinesis, sts
from dsql_tui.sandbox.control.calls import Caller, Reply, Request
from dsql_tui.sandbox.control.switches import PREFIX, Switches
from dsql_tui.sandbox.state.api_error import ApiError
from dsql_tui.sandbox.state.clusters import Registry
from dsql_tui.sandbox.state.faults import Faults
from dsql_tui.sandbox.state.identities import Identity
from dsql_tui.sandbox.state.metrics import Metrics

_BODY_MAX = 1024 * 1024
_IDLE_TIMEOUT = 30.0
"""Seconds that a connection may be silent."""


class Service(Protocol):
    """One of AWS's services."""

    def answer(self, request: Request, caller: Caller) -> Reply:
        """Answer a call, or raise `ApiError`."""

    def answer_error(self, error: ApiError, request: Request) -> Reply:
        """Answer a call that failed, in this service's form."""


class ControlPlane(ThreadingHTTPServer):
    """A server with threads of its own, which serves until it is closed."""

    daemon_threads = True

    def __init__(
        self,
        registry: Registry,
        identities: Mapping[str, Identity],
        switches: Switches,
        metrics: Metrics,
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.secret = f"/{token_urlsafe(16)}"
        """The path of the switches, which other users of the computer do not know."""
        self.identities = identities
        self.switches = switches
        self.services: Mapping[str, Service] = {
            dsql_service.SERVICE: dsql_service.DsqlService(registry),
            sts.SERVICE: sts.Sts(),
            cloudwatch.SERVICE: cloudwatch.CloudWatch(registry, metrics),
            kinesis.SERVICE: kinesis.Kinesis(registry.streams),
        }
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The value for `AWS_ENDPOINT_URL_DSQL` and the like."""
        return f"http://127.0.0.1:{self.server_port}{self.secret}"

    @property
    def faults(self) -> Faults:
        """The armed faults."""
        return self.switches.faults

    def close(self) -> None:
        """Stop serving."""
        self.shutdown()
        self._thread.join()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore a client that hangs up in the middle."""


class _Handler(BaseHTTPRequestHandler):
    """A connection, handled request by request."""

    server: ControlPlane
    protocol_version = "HTTP/1.1"
    timeout = _IDLE_TIMEOUT
    # Head and body are written apart; otherwise the second would wait for the first's receipt.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer a request (http.server calls this by the method's name)."""
        self._answer()

    do_POST = do_PUT = do_DELETE = do_GET

    def log_message(self, *args: Any) -> None:
        """Print nothing (http.server)."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the Date of an answer (http.server), by the clock that checks tokens."""
        now = time.time() if timestamp is None else timestamp
        return super().date_time_string(int(now + self.server.faults.token_clock))

    def _answer(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self._body()
        secret = self.server.secret
        trusted = hmac.compare_digest(self.path[: len(secret)].encode(), secret.encode())
        base = secret if trusted else ""
        request = Request(self.command, self.path, headers, body or b"", base)
        if request.path == PREFIX or request.path.startswith(f"{PREFIX}/"):
            switches = self.server.switches
            self._send(switches.answer(request) if trusted else switches.reject())
            return
        named = authentication.read_service(request)
        service = self.server.services.get(named) or self.server.services[dsql_service.SERVICE]
        try:
            if body is None:
                raise ApiError(
                    413, "ValidationException", "The request is too long", reason="other"
                )
            self._send(self._call_service(request))
        except ApiError as error:
            self._send(service.answer_error(error, request))

    def _call_service(self, request: Request) -> Reply:
        caller = authentication.verify(self.server.identities, request, datetime.now(timezone.utc))
        if error := self.server.faults.take_call_error():
            raise error
        return self.server.services[caller.service].answer(request, caller)

    def _body(self) -> bytes | None:
        """Return the body; `None` if it is too long, and then close the connection afterwards."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > _BODY_MAX:
            self.close_connection = True
            return None
        return self.rfile.read(int(length))

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)
