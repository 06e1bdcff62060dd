"""The command line: arguments in; a screen, or text on stdout, out.

One module for each command. stdout is data, stderr is talk; the exit codes stand in `options.py`.
A command is imported only when it is called, because each needs other rooms and the first frame
waits for none of them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from dsql_tui.cli.options import INTERRUPTED, REFUSED, USAGE, Usage, say

COMMANDS = (
    "clusters",
    "demo",
    "doctor",
    "exec",
    "import",
    "keys",
    "profiles",
    "recipe",
    "sandbox",
    "token",
)
"""Each is the module of that name in this package; anything else on the command line is for the
console."""

_MODULES = {"import": "import_"}
"""Where a module cannot be called like its command, since that is a word of Python's."""


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    _open_streams()
    name, rest = "console", list(arguments)
    if rest and rest[0] in COMMANDS:
        name, rest = rest[0], rest[1:]
    try:
        for argument in rest:
            _need_text(argument)
        try:
            return int(import_module(f"dsql_tui.cli.{_MODULES.get(name, name)}").run(rest))
        finally:
            sys.stdout.flush()  # here a disk that is full is still told in a sentence
    except Usage as usage:
        return say(str(usage), USAGE)
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        # What could not be written is not to be tried again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if isinstance(error, BrokenPipeError):
            return REFUSED
        return say(f"{error.filename or 'Standard output'}: {error.strerror or error}.", REFUSED)


def _open_streams() -> None:
    """Put nothing in the place of standard streams that are closed; Python has `None` there."""
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            setattr(
                sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), "w" if descriptor else "r")
            )


def _need_text(argument: str) -> None:
    """Refuse bytes that are no text, before something is sent or written.

    Raises:
        Usage: it holds some.
    """
    try:
        argument.encode()
    except UnicodeEncodeError:
        shown = argument.encode(errors="replace").decode()
        raise Usage(f"“{shown}” is not text in UTF-8.") from None
