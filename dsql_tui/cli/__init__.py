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
    name, rest = "console", list(arguments)
    if rest and rest[0] in COMMANDS:
        name, rest = rest[0], rest[1:]
    try:
        return int(import_module(f"dsql_tui.cli.{_MODULES.get(name, name)}").run(rest))
    except Usage as usage:
        return say(str(usage), USAGE)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
