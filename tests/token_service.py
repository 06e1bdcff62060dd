"""A replacement for AWS STS that rejects keys, roles and web identities by their names.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from dsql_tui.sandbox.control import query_protocol
from dsql_tui.sandbox.control.sts import WRONG_CODE

EXPIRED_KEY, UNKNOWN_KEY = "ASIAEXPIRED000000000", "AKIAUNKNOWN000000000"
EXPIRED_TOKEN = "an-old-web-identity-token"
_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"


@contextmanager
def run_token_service(keys: Mapping[str, str], seconds: float = 3600) -> Iterator[str]:
    """Run the service for a block, and yield its address.

    Args:
        keys: The environment variables with the credentials of each role that can be assumed.
        seconds: The time until they expire.
    """

    class Handler(_Handler):
        pass

    Handler.keys, Handler.seconds = keys, seconds
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    keys: Mapping[str, str]
    seconds: float

    def do_POST(self) -> None:
        """Answer AssumeRole and AssumeRoleWithWebIdentity, or reject the call."""
        asked = query_protocol.parse_form(self.rfile.read(int(self.headers["Content-Length"])))
        status, answer = self._answer(asked)
        self.send_response(status)
        self.send_header("Content-Type", query_protocol.CONTENT_TYPE)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def _answer(self, asked: Mapping[str, str]) -> tuple[int, bytes]:
        caller, role = self.headers.get("Authorization", ""), asked.get("RoleArn", "")
        if EXPIRED_KEY in caller:
            return _reject("ExpiredToken", "The security token included in the request is expired")
        if UNKNOWN_KEY in caller:
            words = "The security token included in the request is invalid."
            return _reject("InvalidClientTokenId", words)
        if asked.get("WebIdentityToken") == EXPIRED_TOKEN:
            words = "Token expired: current date/time 1780330000 must be before 1780320000"
            return _reject("ExpiredTokenException", words)
        if asked.get("TokenCode") == WRONG_CODE:
            words = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
            return _reject("AccessDenied", words)
        if role.endswith("/denied"):
            words = f"User: arn:aws:iam::111122223333:user/me is not authorized to assume {role}"
            return _reject("AccessDenied", words)
        credentials = {
            "AccessKeyId": self.keys["AWS_ACCESS_KEY_ID"],
            "SecretAccessKey": self.keys["AWS_SECRET_ACCESS_KEY"],
            "SessionToken": self.keys.get("AWS_SESSION_TOKEN", ""),
            "Expiration": datetime.now(timezone.utc) + timedelta(seconds=self.seconds),
        }
        user = {"AssumedRoleId": "A", "Arn": "arn:aws:sts::111122223333:assumed-role/app/me"}
        result = {"Credentials": credentials, "AssumedRoleUser": user}
        return 200, query_protocol.build_answer(asked["Action"], _NAMESPACE, result)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


def _reject(code: str, words: str) -> tuple[int, bytes]:
    return 403, query_protocol.build_error(code, words, _NAMESPACE)
