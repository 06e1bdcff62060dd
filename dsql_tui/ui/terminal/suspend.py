"""Running another program in the terminal while the UI is suspended."""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from textual.app import App


class CommandNotRun(Exception):
    """The program could not be started; the text is one sentence for the user."""


def run_in_terminal(
    app: App[Any], command: Sequence[str], environment: Mapping[str, str] | None = None
) -> int:
    """Print and run a command with the whole terminal, and return its exit code.

    Blocks the event loop until the command has ended; sessions stay open.

    Raises:
        CommandNotRun: The program does not exist or cannot be executed.
        SuspendNotSupported: The app does not run in a terminal.
    """
    with app.suspend(), ignore_interrupts():
        print(f"$ {shlex.join(command)}", file=sys.__stdout__, flush=True)
        try:
            return subprocess.run(command, env=environment, check=False).returncode
        except OSError as error:
            raise CommandNotRun(f"{command[0]} could not be run: {error.strerror}.") from None


@contextmanager
def ignore_interrupts() -> Iterator[None]:
    """Leave Ctrl+C to the other program; asyncio would end this one."""
    wakeup = signal.set_wakeup_fd(-1)
    try:
        yield
    finally:
        signal.set_wakeup_fd(wakeup, warn_on_full_buffer=False)
