"""Consoles that type into a journal until they are killed: `python -m tests.ui.typists DIR N`.

Forks them from one process, so that Textual is imported once. Prints a JSON line for each: its
folder, when it typed each key, and when it was killed, all in seconds of one clock.
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

from dsql_tui.store.journal import Draft, Shelf
from dsql_tui.ui.recorder import Recorder
from dsql_tui.ui.widgets.editor import SqlEditor

AT_ONCE = 10
LONGEST = 2.0
"""Seconds that one may type."""


def key(number: int) -> str:
    """What is typed as the key of this number: letters, and a line break now and then."""
    return "\n" if number % 9 == 8 else chr(ord("a") + number % 26)


class Typist(App[None]):
    """An editor and its journal, and nothing else."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.editor = SqlEditor()
        self.recorder = Recorder(Shelf(folder), self.draft, lambda sentence: None)

    def compose(self) -> ComposeResult:
        yield self.editor

    def on_mount(self) -> None:
        self.run_worker(self.recorder.keep())

    def draft(self) -> Draft:
        """What the editor holds."""
        return Draft(tuple(self.editor.document.lines), self.editor.cursor_location)


async def type_on(folder: Path, typed: int) -> None:
    """Type until the end of days; tell the time of each key to a pipe."""
    app = Typist(folder)
    async with app.run_test():
        for number in range(10_000):
            app.editor.insert(key(number))
            os.write(typed, struct.pack("d", time.monotonic()))
            await asyncio.sleep(random.uniform(0.005, 0.08))


def start(folder: Path) -> tuple[int, int]:
    """Fork one; its process, and the pipe that it tells of its keys."""
    reading, typed = os.pipe()
    if (pid := os.fork()) == 0:
        os.close(reading)
        asyncio.run(type_on(folder, typed))
    os.close(typed)
    return pid, reading


def kill(pid: int, reading: int) -> tuple[list[float], float]:
    """Kill one that has typed already; when it typed each key, and when it was killed."""
    data = os.read(reading, 8)
    time.sleep(random.uniform(0, 2 * LONGEST / AT_ONCE))
    killed = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    while more := os.read(reading, 65536):
        data += more
    os.close(reading)
    return [at for (at,) in struct.iter_unpack("d", data)], killed


def main(folder: Path, number: int) -> None:
    """Run so many, some at a time, each for another while."""
    for first in range(0, number, AT_ONCE):
        folders = [folder / str(each) for each in range(first, min(first + AT_ONCE, number))]
        running = [start(folder) for folder in folders]
        for place, (pid, reading) in zip(folders, running, strict=True):
            keys, killed = kill(pid, reading)
            sys.stdout.write(json.dumps([str(place), keys, killed]) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
