"""`dsql-tui [TARGET]`: open the console."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from resource import RLIM_INFINITY, RLIMIT_AS, getrlimit

from dsql_tui import __version__
from dsql_tui.cli import COMMANDS
from dsql_tui.cli.options import (
    DONE,
    NOT_CONNECTED,
    Parser,
    UsageError,
    add_access,
    resolve_profile,
    say,
)
from dsql_tui.dsql.profile import Profile
from dsql_tui.store.keymap import read_keymap
from dsql_tui.store.settings import read_settings
from dsql_tui.ui.start import Start

_DESCRIPTION = """\
The terminal console for Amazon Aurora DSQL.

  dsql-tui [TARGET]               open the console; without a target, pick one
  dsql-tui demo                   try it on a sandbox; no AWS account
  dsql-tui sandbox                run the sandbox alone; print how to connect
  dsql-tui exec TARGET            run statements; rows to stdout or a file
  dsql-tui import TARGET FILE     load a file of rows into a table
  dsql-tui ddl TARGET             print the statements that create a schema
  dsql-tui dump TARGET            write schema and rows as a script
  dsql-tui apply TARGET FILE      run migration scripts, each statement once
  dsql-tui migrate TARGET SOURCE  move a PostgreSQL dump with its rows
  dsql-tui compare TARGET OTHER   list how two schemas differ
  dsql-tui access TARGET          print who may do what
  dsql-tui limits TARGET          print quotas and their usage
  dsql-tui metrics TARGET         print the figures of CloudWatch
  dsql-tui statements TARGET      print the top statements of all clients
  dsql-tui streams TARGET         list change streams, print their records
  dsql-tui token TARGET           print a token, as PGPASSWORD of a client
  dsql-tui recipe TARGET          show how another client connects
  dsql-tui profiles               manage saved connections
  dsql-tui clusters               list the clusters of every region
  dsql-tui doctor TARGET          find connection problems, step by step
  dsql-tui keys                   show what this terminal sends for each key
  dsql-tui completion SHELL       print the script of the shell's completion
  dsql-tui help [COMMAND]         print the help of a command, or the manual page
  dsql-tui version                print the version

A target is the name of a saved profile, or a cluster's Name tag, identifier, ARN or endpoint.
`dsql-tui COMMAND --help` lists the options of each."""


MIN_MEMORY = 400 << 20
"""Bytes of address space; the console starts with 350 MB."""


def run(arguments: list[str]) -> int:
    """Open the console."""
    given = build_parser().parse_args(arguments)
    connection = _resolve_profile(given)
    require_terminal()
    settings, problems = read_settings()
    regions = (given.region,) if given.region else settings.regions
    start = Start(
        connection, regions, settings=settings, keymap=read_keymap(), problems=tuple(problems)
    )
    return show_console(start)


def build_parser() -> Parser:
    """Return the parser of the command."""
    parser = Parser(
        "dsql-tui", description=_DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"dsql-tui {__version__}")
    parser.add_argument("target", nargs="?", metavar="TARGET")
    add_access(parser)
    return parser


def _resolve_profile(given: argparse.Namespace) -> Profile:
    try:
        return resolve_profile(given)
    except UsageError as usage:
        # Imported here, because most targets are right.
        from difflib import get_close_matches

        if near := get_close_matches(given.target or "", COMMANDS, 1):
            raise UsageError(f"{usage} Did you mean the command “{near[0]}”?") from None
        raise


def require_terminal() -> None:
    """Check that there is a terminal.

    Raises:
        UsageError: Standard input or output is not a terminal, or it cannot move its cursor.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("The console needs a terminal. Use exec to run statements without one.")
    if os.environ.get("TERM") == "dumb":
        raise UsageError(
            "This terminal cannot move its cursor (TERM is “dumb”), and the console needs that. "
            "Use exec to run statements here."
        )


def require_memory() -> None:
    """Check that the console can have the memory that it needs to start.

    Without it, libraries fail in the middle of their work, and nothing on the screen says why.

    Raises:
        UsageError: The limit of this shell is too low.
    """
    limit, _ = getrlimit(RLIMIT_AS)
    if limit != RLIM_INFINITY and limit < MIN_MEMORY:
        raise UsageError(
            f"The console needs {MIN_MEMORY >> 20} MiB of memory, and this shell allows "
            f"{limit >> 20} MiB. Raise the limit: ulimit -v {MIN_MEMORY >> 10}"
        )


def show_console(start: Start) -> int:
    """Show the console until it ends, and print why if the user did not quit.

    Raises:
        UsageError: The console cannot have the memory that it needs.
    """
    require_memory()
    # Imported here, because the check for a terminal does without it.
    from dsql_tui.ui.app import DsqlTui
    from dsql_tui.ui.terminal.signals import handle_ending_signals

    app = DsqlTui(start)
    try:
        with handle_ending_signals(app.end):
            app.run()
    except OSError:
        if app.ended_by is None:
            raise
        # The terminal is gone and cannot be restored.
    if app.failure:
        return say(app.failure, app.return_code or NOT_CONNECTED)
    if app.ended_by:
        return say(f"Ended by {app.ended_by.name}; sessions were closed.", 128 + app.ended_by)
    if app.next_command:
        return int(import_module(f"dsql_tui.cli.{app.next_command}").run([]))
    return app.return_code or DONE
