"""The time and the memory of processes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from threading import Thread
from time import monotonic, sleep


class Measurement:
    """The time and the peak memory of a process that has ended."""

    def __init__(self, words: list[str], environment: Mapping[str, str] | None = None) -> None:
        # Python runs compiled modules, as it does for a user.
        environment = {**(environment or os.environ), "PYTHONDONTWRITEBYTECODE": ""}
        began, before = monotonic(), _read_processor()
        process = subprocess.Popen(
            words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
        )
        self.megabytes = 0.0
        # Not the kernel's `ru_maxrss`, which begins with the memory of this process.
        Thread(target=self._read_memory, args=(process.pid,), daemon=True).start()
        if process.wait():
            raise SystemExit(f"failed: {words}")
        self.seconds = monotonic() - began
        self.processor = _read_processor() - before
        """The seconds of processor time."""

    def _read_memory(self, pid: int) -> None:
        with suppress(OSError, IndexError):  # it has ended
            while True:
                self.megabytes = read_memory(pid)
                sleep(0.05)


def _read_processor() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def read_memory(pid: int, field: str = "VmHWM") -> float:
    """Return the memory of a process in megabytes: its peak, or with `VmRSS` the current one."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition(f"{field}:")[2].split()[0]) * 1024 / 1e6
