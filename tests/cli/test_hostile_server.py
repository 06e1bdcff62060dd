"""`exec` with a server that misbehaves: one sentence, an exit code, and no raw bytes."""

from __future__ import annotations

import os
import pty
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL, Popen
from threading import Thread
from time import monotonic

import pytest

from tests.hostile_server import HOST, HostileServer
from tests.misbehaviours import MISBEHAVIOURS

CODES = {0, 1, 3, 4, 5, 6, 130}
"""Exit codes that say what happened; 70 is that of a crash."""
ANSWER = 5.0
"""Seconds until Ctrl+C has ended the program, on a machine that is busy with other tests."""
MEMORY = 700 * 2**20
"""Bytes: an error text of 100 MB passes through libpq four times before it is cut."""
RAW = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]")
"""Control characters, but for tabs and line ends."""


@pytest.fixture
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[HostileServer]:
    """The server with the misbehaviour of the test's parameter."""
    with HostileServer(tmp_path, request.param, (HOST,)).serve() as server:
        yield server


def peak_memory(pid: int) -> int:
    """Return the most memory that a process has used, in bytes; 0 if the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return int((re.findall(r"VmHWM:\s+(\d+) kB", status) or ["0"])[0]) * 1024


def reset_peak_memory() -> int:
    """Let the peak of this process begin at what it uses now, and return that in bytes.

    Where the system cannot reset it, the peak stays what it was before.
    """
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return peak_memory(os.getpid())


class Run:
    """A run of `exec` in a terminal."""

    def __init__(self, server: HostileServer, home: Path, *arguments: str) -> None:
        here, there = pty.openpty()
        command = [sys.executable, "-m", "dsql_tui", "exec", HOST, "-c", "select 1", "--no-pager"]
        command += ["--hostaddr", "127.0.0.1", "--port", str(server.port)]
        command += ["--sslrootcert", str(server.root), *arguments]
        environment = {
            **os.environ,
            "HOME": str(home),
            "AWS_ACCESS_KEY_ID": "AKIA0000000000000000",
            "AWS_SECRET_ACCESS_KEY": "none",
        }
        self.process = Popen(command, stdin=DEVNULL, stdout=there, stderr=there, env=environment)
        os.close(there)
        self._here = here
        self._shown: list[bytes] = []
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def finish(self, timeout: float) -> tuple[int, str, int]:
        """Wait for the end; return the exit code, what was shown, and the peak of memory."""
        end, memory = monotonic() + timeout, 0
        while monotonic() < end:
            memory = max(memory, peak_memory(self.process.pid))
            if self.process.poll() is not None:
                self._reader.join(5)
                return self.process.returncode, b"".join(self._shown).decode(), memory
            self._reader.join(0.02)
        self.process.kill()
        pytest.fail(f"still running: {b''.join(self._shown)[-500:]!r}")

    def _read(self) -> None:
        while True:
            try:
                part = os.read(self._here, 65536)
            except OSError:
                break
            if not part:
                break
            if len(self._shown) < 10_000:
                self._shown.append(part)
        os.close(self._here)


def check(code: int, shown: str, memory: int) -> None:
    """Check that the program has ended as it should."""
    assert code in CODES, shown[-2000:]
    assert "Traceback" not in shown
    assert not RAW.search(shown.replace("\r\n", "\n")), shown[-2000:]
    assert memory < MEMORY
    if code not in (0, 130):
        assert "dsql-tui: " in shown


ENDING = [one for one in MISBEHAVIOURS if not one.endless]
ENDLESS = [one for one in MISBEHAVIOURS if one.endless]


@pytest.mark.parametrize("server", ENDING, ids=lambda one: one.name, indirect=True)
def test_a_misbehaving_server_is_reported_in_one_sentence(
    server: HostileServer, tmp_path: Path
) -> None:
    check(*Run(server, tmp_path).finish(60))


@pytest.mark.parametrize("server", ENDLESS, ids=lambda one: one.name, indirect=True)
def test_ctrl_c_ends_an_endless_answer(server: HostileServer, tmp_path: Path) -> None:
    run = Run(server, tmp_path)
    assert server.begun.wait(30)
    run.process.send_signal(signal.SIGINT)
    began = monotonic()
    code, shown, memory = run.finish(30)
    check(code, shown, memory)
    assert monotonic() - began < ANSWER, shown[-2000:]


@pytest.mark.parametrize(
    "server",
    [one for one in ENDLESS if one.name.startswith("login: sends")],
    ids=lambda one: one.name,
    indirect=True,
)
def test_endless_login_is_given_up(server: HostileServer, tmp_path: Path) -> None:
    code, shown, memory = Run(server, tmp_path).finish(60)
    check(code, shown, memory)
    assert code in (3, 4)
