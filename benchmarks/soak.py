"""A soak test of the sandbox: many sessions at once, in turn and half-open, and much data.

`python -m benchmarks.soak` prints each trial, and the files and memory of the sandbox's process
before and after. It exits with 1 if they grew beyond what a warm process keeps.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import connect, parameters, token

AT_ONCE, IN_TURN, HALF_OPEN, GIGABYTE = 200, 10_000, 1_000, 1_000_000_000
WIDTH = 1_000
ROW = f"select repeat('x', {WIDTH}) from generate_series(1, {GIGABYTE // WIDTH})"
GROWTH = 60
"""Megabytes by which the process may grow."""


def measure(pid: int) -> tuple[int, int]:
    """Return the open files of a process, and its memory in megabytes."""
    files = len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208
    status = Path(f"/proc/{pid}/status").read_text()
    kilobytes = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return files, int(kilobytes.split()[1]) // 1024


def open_at_once(ready: Ready) -> None:
    """Open many sessions, and let each of them answer."""
    sessions = [connect(ready) for _ in range(AT_ONCE)]
    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(lambda s: s.execute("select 1").fetchone() == (1,), sessions))
    for session in sessions:
        session.close()


def open_in_turn(ready: Ready) -> None:
    """Open and close sessions, eight at a time."""
    given = parameters(ready, password=token(ready))

    def one(_: int) -> None:
        connect(ready, **given).close()

    with ThreadPoolExecutor(8) as pool:
        for _ in pool.map(one, range(IN_TURN)):
            pass


def leave_half_open(ready: Ready) -> None:
    """Begin handshakes without continuing them, while a session is served."""
    sockets = [socket.create_connection((ready.hostaddr, ready.port)) for _ in range(HALF_OPEN)]
    for each in sockets:
        each.sendall(b"\x00\x00\x00\x08")
    with connect(ready) as session:
        assert session.execute("select 1").fetchone() == (1,)
    for each in sockets:
        each.close()


def stream(ready: Ready) -> None:
    """Read a gigabyte of rows."""
    with connect(ready) as session:
        rows = sum(1 for _ in session.cursor().stream(ROW, size=1000))
    assert rows == GIGABYTE // WIDTH


TRIALS: tuple[tuple[str, Callable[[Ready], None]], ...] = (
    (f"{AT_ONCE} sessions at once", open_at_once),
    (f"{IN_TURN:,} sessions opened and closed", open_in_turn),
    (f"{HALF_OPEN:,} half-open handshakes", leave_half_open),
    ("1 GB of rows streamed", stream),
)


def main() -> int:
    """Run all trials in one sandbox."""
    with SandboxProcess() as sandbox:
        ready = sandbox.ready
        open_at_once(ready)
        files, memory = measure(sandbox.pid)
        print(f"warm: {files} files, {memory} MB")
        for name, trial in TRIALS:
            began = monotonic()
            trial(ready)
            print(f"{name}: {monotonic() - began:.0f} s")
        files_after, memory_after = measure(sandbox.pid)
        print(f"after: {files_after} files, {memory_after} MB")
    return int(files_after > files + 20 or memory_after > memory + GROWTH)


if __name__ == "__main__":
    sys.exit(main())
