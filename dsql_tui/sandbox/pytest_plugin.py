"""Fixtures for the tests of other projects: a sandbox, and a fresh cluster in it.

pytest finds this plugin by its entry point. `docs/testing.md` has examples.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from dsql_tui.sandbox.process import SandboxFailed, SandboxProcess
from dsql_tui.sandbox.ready import Ready

_STATUS_DELAY = 0.05
"""Seconds that creating and deleting a cluster takes."""

_WAITER = {"Delay": 0.05, "MaxAttempts": 600}


class Sandbox:
    """A running sandbox."""

    def __init__(self, ready: Ready) -> None:
        self.ready = ready
        """Addresses, ports, certificate, and the environments of the identities."""
        self.arm(status_delay=_STATUS_DELAY)

    @property
    def env(self) -> dict[str, str]:
        """The environment in which AWS clients use the sandbox."""
        return dict(self.ready.env)

    def arm(self, **faults: Any) -> None:
        """Arm faults, such as `arm(conflict="OC000")`; see “Making something fail”.

        Raises:
            ValueError: there is no such fault, or its value is invalid.
        """
        self._send("POST", json.dumps(faults).encode())

    def disarm(self) -> None:
        """Disarm all faults."""
        self._send("DELETE")

    def build_client(self, region: str) -> Any:
        """Return boto3's client of the service `dsql`."""
        # Other projects may use no fixture of this plugin: then nothing heavy is imported.
        import boto3

        env = self.ready.env
        return boto3.client(
            "dsql",
            region_name=region,
            endpoint_url=env["AWS_ENDPOINT_URL_DSQL"],
            aws_access_key_id=env["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=env["AWS_SECRET_ACCESS_KEY"],
        )

    @contextmanager
    def create_cluster(self, region: str = "us-east-1") -> Iterator[Cluster]:
        """Create an empty cluster, and delete it at the end."""
        client = self.build_client(region)
        identifier = client.create_cluster(deletionProtectionEnabled=False)["identifier"]
        client.get_waiter("cluster_active").wait(identifier=identifier, WaiterConfig=_WAITER)
        endpoint = client.get_cluster(identifier=identifier)["endpoint"]
        try:
            yield Cluster(self, identifier, endpoint, region)
        finally:
            client.delete_cluster(identifier=identifier)

    def _send(self, method: str, body: bytes | None = None) -> None:
        url = f"{self.ready.env['AWS_ENDPOINT_URL_DSQL']}/sandbox"
        request = urllib.request.Request(url, body, method=method)
        try:
            with urllib.request.urlopen(request):
                pass
        except urllib.error.HTTPError as problem:
            with problem:
                raise ValueError(json.load(problem)["error"]) from None


@dataclass(frozen=True)
class Cluster:
    """A cluster in a sandbox."""

    sandbox: Sandbox
    identifier: str
    endpoint: str
    """The host name, for the certificate and the token; `hostaddr` is where it listens."""
    region: str

    @property
    def hostaddr(self) -> str:
        """The address that the endpoint must lead to."""
        return self.sandbox.ready.hostaddr

    @property
    def port(self) -> int:
        """The port."""
        return self.sandbox.ready.port

    @property
    def ca(self) -> str:
        """The file with the certificate that clients must trust."""
        return self.sandbox.ready.sslrootcert

    @property
    def env(self) -> dict[str, str]:
        """The environment in which AWS clients use the sandbox."""
        return {**self.sandbox.env, "AWS_REGION": self.region, "AWS_DEFAULT_REGION": self.region}

    def sign_token(self, role: str = "admin", seconds: int = 900) -> str:
        """Return a token, which replaces the password of a database role."""
        client = self.sandbox.build_client(self.region)
        admin = role == "admin"
        sign = (
            client.generate_db_connect_admin_auth_token
            if admin
            else client.generate_db_connect_auth_token
        )
        token: str = sign(self.endpoint, self.region, seconds)
        return token

    def connection_parameters(self, role: str = "admin") -> dict[str, Any]:
        """Return the parameters of psycopg, and of other clients with libpq."""
        return {
            "host": self.endpoint,
            "hostaddr": self.hostaddr,
            "port": self.port,
            "user": role,
            "password": self.sign_token(role),
            "dbname": "postgres",
            "sslmode": "verify-full",
            "sslrootcert": self.ca,
        }

    def arm(self, **faults: Any) -> None:
        """Arm faults of the sandbox, such as `arm(conflict="OC000")`."""
        self.sandbox.arm(**faults)

    def disarm(self) -> None:
        """Disarm all faults of the sandbox."""
        self.sandbox.disarm()


@pytest.fixture(scope="session")
def dsql_sandbox() -> Iterator[Sandbox]:
    """A sandbox for all tests."""
    process = SandboxProcess()
    try:
        yield Sandbox(process.wait())
    except SandboxFailed as problem:
        pytest.fail(str(problem), pytrace=False)
    finally:
        process.stop()


@pytest.fixture
def dsql_cluster(dsql_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """An empty cluster; while the test runs, AWS clients use the sandbox."""
    with dsql_sandbox.create_cluster() as cluster:
        for name, value in cluster.env.items():
            monkeypatch.setenv(name, value)
        yield cluster
        dsql_sandbox.disarm()
