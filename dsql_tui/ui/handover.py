"""Handing the terminal over to another program, and taking it back."""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from textual.app import App


class NotHandedOver(Exception):
    """The other program could not be run; the text is one sentence for the user."""


def handed_over(
    app: App[Any], command: Sequence[str], environment: Mapping[str, str] | None = None
) -> int:
    """Run a command with the whole screen for itself; its exit code. Blocks until it has ended.

    The command is shown before it runs. Nothing else happens meanwhile; sessions stay open.

    Raises:
        NotHandedOver: there is no such program.
        SuspendNotSupported: the screen is no terminal.
    """
    with app.suspend(), unheard():
        print(f"$ {shlex.join(command)}", file=sys.__stdout__, flush=True)
        try:
            return subprocess.run(command, env=environment, check=False).returncode
        except OSError as error:
            raise NotHandedOver(f"{command[0]} could not be run: {error.strerror}.") from None


@contextmanager
def unheard() -> Iterator[None]:
    """Let Ctrl+C reach the other program alone: asyncio would end this one by it."""
    told = signal.set_wakeup_fd(-1)
    try:
        yield
    finally:
        signal.set_wakeup_fd(told, warn_on_full_buffer=False)
