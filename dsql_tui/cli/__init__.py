"""The command line, with one module for each command.

Data goes to standard output, messages to standard error; `options.py` has the exit codes. A command
is imported only when it is called, so that none waits for the imports of another.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module

from dsql_tui import __version__
from dsql_tui.cli.interrupts import interrupt
from dsql_tui.cli.options import DONE, FAILED, INTERRUPTED, USAGE, UsageError, say
from dsql_tui.cli.terminal_guard import guard_streams
from dsql_tui.log import VARIABLE, log_problem, silence_libraries, start_log

logger = logging.getLogger(__name__)

COMMANDS = (
    "access",
    "apply",
    "clusters",
    "compare",
    "completion",
    "ddl",
    "demo",
    "doctor",
    "dump",
    "exec",
    "help",
    "import",
    "keys",
    "limits",
    "metrics",
    "migrate",
    "profiles",
    "recipe",
    "sandbox",
    "statements",
    "streams",
    "token",
    "version",
)
"""Commands, each in the module with its name; everything else is for the console."""

_SCREENS = ("console", "demo", "keys")
"""Commands that control the terminal."""

_MODULES = {"import": "import_"}
"""Commands whose name is a keyword of Python, with their modules."""


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    _open_streams()
    name, rest = "console", list(arguments)
    if rest and rest[0] in COMMANDS:
        name, rest = rest[0], rest[1:]
    guard_streams(stdout=name not in _SCREENS)
    silence_libraries()
    code = _run(name, rest)
    logger.info("%s ended with exit code %d", name, code)
    return say(problem, code) if (problem := log_problem()) else code


def find_module(name: str) -> str:
    """Return the module of a command in this package."""
    return _MODULES.get(name, name)


def _run(name: str, rest: Sequence[str]) -> int:
    """Run a command, and turn its errors into messages."""
    try:
        if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:  # set by `dsql_tui.__main__`
            signal.signal(signal.SIGINT, interrupt)
        _start_log(name)
        for argument in rest:
            _require_text(argument)
        try:
            return int(import_module(f"dsql_tui.cli.{find_module(name)}").run(rest))
        finally:
            sys.stdout.flush()  # A full disk is reported here, not when Python ends.
    except UsageError as usage:
        return say(str(usage), USAGE)
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        # Python would try to write the rest again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if isinstance(error, BrokenPipeError):
            return FAILED
        return say(f"{error.filename or 'Standard output'}: {error.strerror or error}.", FAILED)


def _start_log(name: str) -> None:
    """Start the log that the environment names."""
    if path := os.environ.get(VARIABLE):
        try:
            start_log(path)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            say(f"The log file {path} ({VARIABLE}) cannot be written: {reason}.", DONE)
    logger.info("dsql-tui %s: %s, Python %s on %s", __version__, name, *_describe_platform())


def _describe_platform() -> tuple[str, str]:
    return sys.version.split()[0], sys.platform


def _open_streams() -> None:
    """Replace closed standard streams, which are `None` in Python, by the null device."""
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            setattr(
                sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), "w" if descriptor else "r")
            )


def _require_text(argument: str) -> None:
    """Check that an argument is text.

    Raises:
        UsageError: It has bytes that are not UTF-8, or a NUL character.
    """
    if "\0" in argument:
        raise UsageError("An argument cannot have a NUL character.")
    try:
        argument.encode()
    except UnicodeEncodeError:
        shown = argument.encode(errors="replace").decode()
        raise UsageError(f"“{shown}” is not text in UTF-8.") from None
