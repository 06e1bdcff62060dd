"""A replacement for IAM Identity Center that gives out the sandbox's credentials.

botocore reads the token that `aws sso login` wrote into its cache, and trades it here for the
credentials of a role.
https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html
https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

SESSION = "work"
"""The name of the session in the configuration."""
REFRESHED = "refreshed"
"""The token that a refresh token is traded for."""


class Portal(ThreadingHTTPServer):
    """A server that trades tokens for the credentials of roles."""

    def __init__(self, keys: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.keys = keys
        """The environment variables with the credentials of each role."""
        self.tokens: set[str] = set()
        """The valid tokens."""
        self.seconds = 3600.0
        """The time that credentials are valid."""

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that lead botocore to this server."""
        url = f"http://127.0.0.1:{self.server_port}"
        return {"AWS_ENDPOINT_URL_SSO": url, "AWS_ENDPOINT_URL_SSO_OIDC": url}

    def config(self, profile: str, role: str) -> str:
        """Return a profile that signs in here, as `aws configure sso` writes it."""
        return (
            f"[profile {profile}]\nsso_session = {SESSION}\nsso_account_id = 111122223333\n"
            f"sso_role_name = {role}\nregion = us-east-1\n"
            f"[sso-session {SESSION}]\nsso_region = us-east-1\n"
            "sso_start_url = https://example.awsapps.com/start\n"
        )


def format_cached_token(token: str, seconds: float = 3600, **more: str) -> str:
    """Return a token as `aws sso login` writes it into its cache."""
    ends = datetime.now(timezone.utc) + timedelta(seconds=seconds)
    return json.dumps({"accessToken": token, "expiresAt": f"{ends:%Y-%m-%dT%H:%M:%SZ}", **more})


def cache_path(folder: Path) -> Path:
    """Return the path of the cached token."""
    return folder / f"{sha1(SESSION.encode()).hexdigest()}.json"


@contextmanager
def run_portal(keys: Mapping[str, Mapping[str, str]]) -> Iterator[Portal]:
    """Run a portal for a block."""
    with Portal(keys) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: Portal

    def do_GET(self) -> None:
        """Answer GetRoleCredentials."""
        role = parse_qs(urlsplit(self.path).query)["role_name"][0]
        if self.headers["x-amz-sso_bearer_token"] not in self.server.tokens:
            self._answer(401, {"message": "Session token not found or invalid"}, "Unauthorized")
            return
        if role not in self.server.keys:
            self._answer(403, {"message": "No access"}, "Forbidden")
            return
        keys = self.server.keys[role]
        self._answer(
            200,
            {
                "roleCredentials": {
                    "accessKeyId": keys["AWS_ACCESS_KEY_ID"],
                    "secretAccessKey": keys["AWS_SECRET_ACCESS_KEY"],
                    "sessionToken": keys.get("AWS_SESSION_TOKEN", ""),
                    "expiration": int((time() + self.server.seconds) * 1000),
                }
            },
        )

    def do_POST(self) -> None:
        """Answer CreateToken for a refresh token."""
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if request.get("refreshToken") != "good":
            self._answer(400, {"error": "invalid_grant"}, "InvalidGrant")
            return
        self.server.tokens.add(REFRESHED)
        self._answer(200, {"accessToken": REFRESHED, "expiresIn": 3600, "tokenType": "Bearer"})

    def _answer(self, status: int, answer: dict[str, Any], error: str = "") -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        if error:
            self.send_header("x-amzn-ErrorType", f"{error}Exception")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing."""
