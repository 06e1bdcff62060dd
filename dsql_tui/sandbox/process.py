"""A sandbox as a child process.

The console imports this before its first frame, so nothing heavy is imported here.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO

from dsql_tui.dsql.releases import NEWEST
from dsql_tui.sandbox.ready import Ready, from_line

COMMAND = (sys.executable, "-m", "dsql_tui", "sandbox")


class SandboxFailed(Exception):
    """The sandbox did not start; the text is its own sentence about the cause."""


class SandboxProcess:
    """A sandbox that ends with this process, because its standard input is a pipe from here.

    It has a session of its own, so that Ctrl+C in the terminal reaches only the console.
    """

    ready: Ready
    """How to connect, once `wait` has returned."""

    def __init__(
        self,
        data: Path | None = None,
        session_limit: float | None = None,
        fresh: bool = False,
        release: str = NEWEST,
        command: Sequence[str] = COMMAND,
    ) -> None:
        """Prepare the command; `wait` starts it."""
        self._command = [*command, "--json", "--port", "0"]
        if data is not None:
            self._command += ["--data", str(data)]
        if session_limit is not None:
            self._command += ["--session-limit", f"{session_limit:g}"]
        if fresh:
            self._command += ["--fresh"]
        if release != NEWEST:
            self._command += ["--release", release]
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._stopped = False

    @property
    def pid(self) -> int:
        """The sandbox's process, once `wait` has begun."""
        assert self._child is not None
        return self._child.pid

    def wait(self) -> Ready:
        """Start the sandbox and block until it is ready, a second or two.

        Raises:
            SandboxFailed: it ended instead, or was stopped.
        """
        # A file, not a pipe: nobody reads it meanwhile, and a full pipe would stop the sandbox.
        with tempfile.TemporaryFile() as errors:
            child = self._start(errors)
            assert child.stdout is not None
            line = child.stdout.readline()
            try:
                self.ready = from_line(line.decode())
            except ValueError:
                self.stop()
                raise SandboxFailed(_read_last_line(errors)) from None
            return self.ready

    def stop(self) -> int:
        """End the sandbox, wait until nothing is left of it, and return its exit code.

        It is harmless when repeated. Another thread may call it while `wait` blocks, which then
        raises.
        """
        with self._lock:
            self._stopped = True
        if self._child is None:
            return 0
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.close()
        code = self._child.wait()
        self._child.stdout.close()
        return code

    def _start(self, errors: IO[bytes]) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._stopped:
                raise SandboxFailed("The sandbox was stopped before it was ready.")
            self._child = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )
            return self._child

    def __enter__(self) -> SandboxProcess:
        self.wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def _read_last_line(errors: IO[bytes]) -> str:
    """Return the last line that the sandbox wrote."""
    errors.seek(0)
    lines = errors.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "The sandbox ended before it was ready."
