"""Running another program in the terminal while the UI is suspended."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TextIO, cast

from textual.app import App

from dsql_tui.ui.terminal.modes import RESET_AFTER_KILL
from dsql_tui.ui.terminal.signals import handle_ending_signals

_END_TIMEOUT = 1.0
"""Seconds within which the other program must end when this one is asked to."""
_POLL_INTERVAL = 0.2
"""Seconds between two checks whether a signal has come."""
_FROM_KEYS = frozenset((signal.SIGINT, signal.SIGQUIT))
"""Signals of keys, which the terminal sends to both programs: the other one handles them."""
_KILLED = 128
"""A shell adds the signal that killed its program to this exit code."""


def has_job_control() -> bool:
    """Return whether a shell can continue this process after it has been stopped.

    A shell gives each job a process group of its own. Without a shell, as in a window of tmux that
    runs only this program, the group is that of the session's leader.
    """
    return os.getpgrp() != os.getsid(0)


class CommandNotRun(Exception):
    """The program could not be started; the text is one sentence for the user."""


def run_in_terminal(
    app: App[Any],
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    show: bool = True,
) -> int:
    """Run a command with the whole terminal, and return its exit code.

    Blocks the event loop until the command has ended; sessions stay open. A signal that asks this
    program to end ends the command first.

    Args:
        app: The app, which is suspended meanwhile.
        command: The command and its arguments.
        environment: Its environment variables; by default those of this program.
        show: Whether to print the command before its output.

    Raises:
        CommandNotRun: The program does not exist or cannot be executed.
        SuspendNotSupported: The app does not run in a terminal.
    """
    with _suspend(app):
        if show:
            print(f"$ {shlex.join(command)}", file=sys.__stdout__, flush=True)
        try:
            code, number = _run(command, environment)
        except OSError as error:
            reason = f"{command[0]} could not be run: {error.strerror}."
            raise CommandNotRun(reason) from None
        if code < 0 or code > _KILLED:
            print(end=RESET_AFTER_KILL, file=sys.__stdout__, flush=True)
    if number:
        os.kill(os.getpid(), number)
    return code


@contextmanager
def _suspend(app: App[Any]) -> Iterator[None]:
    """Suspend the app, and restore the settings of the line, which a killed program leaves.

    Textual 8.2 would not resume the app after an exception.
    """
    failure: Exception | None = None
    with app.suspend():
        terminal = cast(TextIO, sys.__stdin__).fileno()
        settings = termios.tcgetattr(terminal) if os.isatty(terminal) else None
        try:
            yield
        except Exception as error:  # noqa: BLE001 - raised below
            failure = error
        with suppress(termios.error):
            if settings:
                termios.tcsetattr(terminal, termios.TCSANOW, settings)
    if failure:
        raise failure


def _run(
    command: Sequence[str], environment: Mapping[str, str] | None
) -> tuple[int, signal.Signals | None]:
    """Return the exit code, and the signal that asked this program to end, if one did."""
    received: list[signal.Signals] = []
    with handle_ending_signals(received.append):
        child = subprocess.Popen(command, env=environment)
        while _FROM_KEYS.issuperset(received):
            with suppress(subprocess.TimeoutExpired):
                return child.wait(_POLL_INTERVAL), None
        child.terminate()
        try:
            code = child.wait(_END_TIMEOUT)
        except subprocess.TimeoutExpired:
            child.kill()
            code = child.wait()
    return code, next(number for number in received if number not in _FROM_KEYS)
