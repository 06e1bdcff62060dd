"""`dsql-tui [TARGET]`: the console itself."""

from __future__ import annotations

import argparse
import sys
from difflib import get_close_matches
from importlib import import_module

from dsql_tui import __version__
from dsql_tui.cli import COMMANDS
from dsql_tui.cli.options import (
    DONE,
    UNREACHED,
    Parser,
    Usage,
    add_access,
    chosen,
    say,
)
from dsql_tui.dsql.profile import Profile
from dsql_tui.store.settings import read_settings
from dsql_tui.ui.start import Start

_DESCRIPTION = """\
The terminal console for Amazon Aurora DSQL.

  dsql-tui [TARGET]      open the console; without a target, pick a cluster
  dsql-tui demo          a sandbox with sample data, and the console in it; no AWS account
  dsql-tui sandbox       run the sandbox by itself; prints how to connect
  dsql-tui exec TARGET   run statements without a screen; rows to stdout or a file
  dsql-tui import TARGET bring a file of rows into a table
  dsql-tui token TARGET  print a token, as PGPASSWORD for another client
  dsql-tui recipe TARGET how any other client connects
  dsql-tui profiles      saved connections: list, add, edit, copy, remove, import
  dsql-tui clusters      list the clusters of every region
  dsql-tui doctor TARGET what is wrong, from Python to the first SELECT, step by step
  dsql-tui keys          what this terminal sends for each key

A target is the name of a saved profile, or a cluster's identifier, its ARN or its endpoint.
`dsql-tui COMMAND --help` lists the options of each."""


def run(arguments: list[str]) -> int:
    """Open the console."""
    parser = Parser(
        "dsql-tui", description=_DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"dsql-tui {__version__}")
    parser.add_argument("target", nargs="?", metavar="TARGET")
    add_access(parser)
    given = parser.parse_args(arguments)
    connection = _chosen(given)
    need_terminal()
    settings, problems = read_settings()
    regions = (given.region,) if given.region else settings.regions
    return show(Start(connection, regions, settings=settings, problems=tuple(problems)))


def _chosen(given: argparse.Namespace) -> Profile:
    try:
        return chosen(given)
    except Usage as usage:
        if near := get_close_matches(given.target or "", COMMANDS, 1):
            raise Usage(f"{usage} Or is the command “{near[0]}” meant?") from None
        raise


def need_terminal() -> None:
    """Refuse to draw a screen where there is none.

    Raises:
        Usage: standard input or output is no terminal.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Usage("The console needs a terminal, and this is none.")


def show(start: Start) -> int:
    """Show the console until it is left; say on stderr why, where that was not the user's wish."""
    # Lazily, because whoever has no terminal is told so without it.
    from dsql_tui.ui.app import DsqlTui

    app = DsqlTui(start)
    try:
        app.run()
    except OSError:
        if app.ended_by is None:
            raise
        # The terminal is gone, and cannot be put back as it was.
    if app.failed:
        return say(app.failed, app.return_code or UNREACHED)
    if app.ended_by:
        return say(f"Ended by {app.ended_by.name}; sessions were closed.", 128 + app.ended_by)
    if app.goes_on:
        return int(import_module(f"dsql_tui.cli.{app.goes_on}").run([]))
    return app.return_code or DONE
