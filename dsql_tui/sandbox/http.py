"""The control plane's HTTP: signed requests in, JSON out as AWS's protocol rest-json has it."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from dsql_tui.sandbox import control, signatures
from dsql_tui.sandbox.clusters import Registry
from dsql_tui.sandbox.control import Call, Fault
from dsql_tui.sandbox.identities import Identity

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})"
)
_BODY_MAX = 1024 * 1024
_PATIENCE = 30.0
"""Seconds that a connection may be silent."""


class ControlPlane(ThreadingHTTPServer):
    """Serves from threads of its own until closed."""

    daemon_threads = True

    def __init__(self, registry: Registry, identities: Mapping[str, Identity]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.registry = registry
        self.identities = identities
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """What `AWS_ENDPOINT_URL_DSQL` has to be."""
        return f"http://127.0.0.1:{self.server_port}"

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

    def _answer(self) -> None:
        try:
            body = self._body()
            operation, path, query = control.route(self.command, self.path)
            identity, region = verify(
                self.server.identities, self._request(body), datetime.now(timezone.utc)
            )
            call = Call(identity, region, query, path)
            self._send(200, operation(self.server.registry, call))
        except Fault as fault:
            answer = {"message": str(fault), **fault.details}
            self._send(fault.status, answer, fault.name)

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > _BODY_MAX:
            self.close_connection = True
            raise Fault(413, "ValidationException", "The request is too long", reason="other")
        return self.rfile.read(int(length))

    def _request(self, body: bytes) -> tuple[str, str, dict[str, str], bytes]:
        headers = {name.lower(): value for name, value in self.headers.items()}
        return self.command, f"http://{headers.get('host', '')}{self.path}", headers, body

    def _send(self, status: int, answer: dict[str, Any], error: str | None = None) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if error:
            self.send_header("x-amzn-ErrorType", error)
        self.end_headers()
        self.wfile.write(body)


def verify(
    identities: Mapping[str, Identity],
    request: tuple[str, str, dict[str, str], bytes],
    now: datetime,
) -> tuple[Identity, str]:
    """Who signed the request, and for which region.

    Raises:
        Fault: nobody we know, in the words of AWS's services.
    """
    method, url, headers, body = request
    authorization = _AUTHORIZATION.fullmatch(headers.get("authorization", ""))
    if authorization is None:
        raise Fault(403, "MissingAuthenticationTokenException", "Missing Authentication Token")
    credential, names, signature = authorization.groups()
    signed = {name: headers.get(name, "") for name in names.split(";")}
    try:
        scope = signatures.parse_scope(credential)
        time = signatures.parse_time(signed.get("x-amz-date", ""))
    except ValueError:
        raise Fault(403, "IncompleteSignatureException", "The signature is incomplete") from None
    identity = identities.get(scope.access_key)
    if identity is None:
        raise Fault(
            403,
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        )
    genuine = signatures.signs_request(
        identity, scope.region, (method, url, signed, body), signature
    )
    if not genuine or abs(now - time) > signatures.TOLERANCE:
        raise Fault(
            403,
            "InvalidSignatureException",
            "The request signature we calculated does not match the signature you provided. "
            "Check your AWS Secret Access Key and signing method.",
        )
    return identity, scope.region
