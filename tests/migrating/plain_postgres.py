"""A PostgreSQL server as others have it; run as a module, it ends with its standard input."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dsql_tui.sandbox.store.binaries import locate
from dsql_tui.sandbox.store.leave_root import leave_root
from dsql_tui.sandbox.store.postgres import Store


@contextmanager
def start_postgres() -> Iterator[str]:
    """Start a server, and yield the address of its database `postgres`."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", __name__, folder]
        with subprocess.Popen(command, stdin=-1, stdout=-1, text=True) as server:
            assert server.stdin
            assert server.stdout
            assert server.stdout.readline() == "ready\n"
            yield f"postgresql:///postgres?host={folder}/sockets&user=sandbox"
            server.stdin.close()
            assert server.wait(30) == 0


def main(folder: Path) -> None:
    """Run a server in a folder until the standard input ends."""
    leave_root([folder])
    store = Store(locate(os.environ), folder / "data", folder / "sockets", ())
    store.start("")
    print("ready", flush=True)  # noqa: T201
    sys.stdin.read()
    store.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
