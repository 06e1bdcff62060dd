"""What a process holds: memory, threads, open files and child processes."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple


class Holdings(NamedTuple):
    """What a process holds at one time."""

    memory: int
    """The resident memory in megabytes."""
    threads: int
    files: int
    children: int

    def __str__(self) -> str:
        return (
            f"{self.memory} MB, {self.threads} threads, {self.files} files, "
            f"{self.children} children"
        )


NOTHING = Holdings(0, 0, 0, 0)


def measure(pid: int) -> Holdings:
    """Return what a process holds now."""
    folder = Path(f"/proc/{pid}")
    status = dict(re.findall(r"(\w+):\s+(\d+)", (folder / "status").read_text()))
    tasks = [each.name for each in (folder / "task").iterdir()]
    children = [(folder / "task" / task / "children").read_text().split() for task in tasks]
    return Holdings(
        memory=int(status["VmRSS"]) // 1024,
        threads=int(status["Threads"]),
        files=len(os.listdir(folder / "fd")),  # noqa: PTH208
        children=sum(map(len, children)),
    )


def find_growth(before: Holdings, after: Holdings, megabytes: int) -> list[str]:
    """Return what a process has kept that it should have released.

    Args:
        before: What it held when it was warm.
        after: What it held at the end.
        megabytes: The memory by which it may have grown. A session that is being renewed or
            listed has a few threads and files.
    """
    allowed = Holdings(
        before.memory + megabytes, before.threads + 2, before.files + 3, before.children
    )
    names = Holdings._fields
    return [
        f"{name}: {was} before, {now} after"
        for name, was, most, now in zip(names, before, allowed, after, strict=True)
        if now > most
    ]
