"""Run a command with a sandbox in a network of its own, on the ports that clusters have.

    unshare --net --mount python -m tests.clients.with_sandbox COMMAND…

There the endpoint of the sample cluster leads to the sandbox, on port 5432 and 443. So suites of
other projects run unchanged, as against a cluster.
"""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

from dsql_tui.sandbox.ready import Ready, from_line
from dsql_tui.sandbox.state.identities import DEVELOPER
from tests.sandbox.clients import connect

ROLE = "testuser"
_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 1
"""`SIOCGIFFLAGS`, `SIOCSIFFLAGS` and `IFF_UP` of Linux."""

_SANDBOX = ["sandbox", "--json", "--port", "5432", "--websocket-port", "443"]


def main(command: list[str]) -> int:
    """Run the command and return its exit code."""
    enable_loopback()
    sandbox = subprocess.Popen(
        [sys.executable, "-m", "dsql_tui", *_SANDBOX],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert sandbox.stdout is not None
        ready = from_line(sandbox.stdout.readline())
        mount_hosts(ready)
        create_role(ready)
        return subprocess.call(command, env=build_environment(ready))
    finally:
        assert sandbox.stdin is not None
        sandbox.stdin.close()
        sandbox.wait()


def enable_loopback() -> None:
    """Switch on the loopback device, which a new network has switched off."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
        request = struct.pack("16sh", b"lo", 0)
        name, flags = struct.unpack("16sh", fcntl.ioctl(device, _GET_FLAGS, request)[:18])
        fcntl.ioctl(device, _SET_FLAGS, struct.pack("16sh", name, flags | _UP))


def mount_hosts(ready: Ready) -> None:
    """Let the endpoints lead to the sandbox, for this process and its children."""
    names = " ".join(cluster.endpoint for cluster in ready.clusters)
    with tempfile.NamedTemporaryFile("w", suffix=".hosts") as hosts:
        hosts.write(f"127.0.0.1 localhost\n{ready.hostaddr} {names}\n")
        hosts.flush()
        subprocess.run(["mount", "--bind", hosts.name, "/etc/hosts"], check=True)


def create_role(ready: Ready) -> None:
    """Create the custom role that the suites of AWS's connectors expect."""
    with connect(ready) as session:
        session.execute(f"CREATE ROLE {ROLE} WITH LOGIN")
        session.execute(f"AWS IAM GRANT {ROLE} TO '{DEVELOPER.arn}'".encode())


def build_environment(ready: Ready) -> dict[str, str]:
    """Return the environment that AWS's suites read."""
    cluster = ready.clusters[0]
    return {
        **os.environ,
        **ready.env,
        "CLUSTER_ENDPOINT": cluster.endpoint,
        "CLUSTER_USER": "admin",
        "REGION": cluster.region,
        "SSL_CERT_FILE": ready.sslrootcert,
        "SSL_CERT_PATH": ready.sslrootcert,
        "NODE_EXTRA_CA_CERTS": ready.sslrootcert,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "PGPASSFILE": os.devnull,
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
