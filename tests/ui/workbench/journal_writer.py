"""Consoles that write a journal until they are killed.

`python -m tests.ui.workbench.journal_writer FOLDER NUMBER` forks them from one process, so that
Textual is imported once. It prints a JSON line for each: its folder, when it typed each key, and
when it was killed, in seconds of one clock.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import struct
import sys
import time
from pathlib import Path

from textual.app import App, ComposeResult

from dsql_tui.execution.autosave import Autosave
from dsql_tui.store.draft import Draft
from dsql_tui.store.journal import JournalFolder
from dsql_tui.ui.editor.editor import SqlEditor

MAX_PROCESSES = 10
MAX_SECONDS = 2.0
"""The longest time that a console types."""


def key(number: int) -> str:
    """Return the key with this number: a letter, and at times a line break."""
    return "\n" if number % 9 == 8 else chr(ord("a") + number % 26)


class JournalWriter(App[None]):
    """An editor and its journal."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.editor = SqlEditor()
        self.autosave = Autosave(JournalFolder(folder), self.draft, lambda sentence: None)

    def compose(self) -> ComposeResult:
        yield self.editor

    def on_mount(self) -> None:
        self.run_worker(self.autosave.run())

    def draft(self) -> Draft:
        """Return the content of the editor."""
        return Draft(tuple(self.editor.document.lines), self.editor.cursor_location)


async def type_keys(folder: Path, times: int) -> None:
    """Type until killed, and write the time of each key to the pipe `times`."""
    app = JournalWriter(folder)
    async with app.run_test():
        for number in range(10_000):
            app.editor.insert(key(number))
            os.write(times, struct.pack("d", time.monotonic()))
            await asyncio.sleep(random.uniform(0.005, 0.08))


def start(folder: Path) -> tuple[int, int]:
    """Fork a console; return its process ID and the pipe with the times of its keys."""
    reading, writing = os.pipe()
    if (pid := os.fork()) == 0:
        os.close(reading)
        asyncio.run(type_keys(folder, writing))
    os.close(writing)
    return pid, reading


def kill(pid: int, reading: int) -> tuple[list[float], float]:
    """Kill a console once it has typed; return the times of its keys and of the kill."""
    data = os.read(reading, 8)
    time.sleep(random.uniform(0, 2 * MAX_SECONDS / MAX_PROCESSES))
    killed = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    while more := os.read(reading, 65536):
        data += more
    os.close(reading)
    return [at for (at,) in struct.iter_unpack("d", data)], killed


def main(folder: Path, number: int) -> None:
    """Run consoles in groups, and kill each after a random time."""
    for first in range(0, number, MAX_PROCESSES):
        last = min(first + MAX_PROCESSES, number)
        folders = [folder / str(each) for each in range(first, last)]
        running = [start(folder) for folder in folders]
        for place, (pid, reading) in zip(folders, running, strict=True):
            keys, killed = kill(pid, reading)
            sys.stdout.write(json.dumps([str(place), keys, killed]) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
