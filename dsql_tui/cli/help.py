"""`dsql-tui help [COMMAND]`: print the help of a command, or the manual page."""

from __future__ import annotations

import sys
from difflib import get_close_matches

from dsql_tui.cli import COMMANDS
from dsql_tui.cli.options import DONE, Parser, UsageError


def run(arguments: list[str]) -> int:
    """Print what is asked for."""
    given = build_parser().parse_args(arguments)
    # Imported here, because they import other commands.
    from dsql_tui.cli.command_specs import load_parser

    if given.man:
        from dsql_tui.cli.man_page import build_man_page

        sys.stdout.write(build_man_page())
        return DONE
    command, *actions = given.command_name or [""]
    if command and command not in COMMANDS:
        near = get_close_matches(command, COMMANDS, 1)
        hint = f" Did you mean “{near[0]}”?" if near else " Try: dsql-tui help"
        raise UsageError(f"There is no command “{command}”.{hint}")
    load_parser(command or "console").parse_args([*actions, "--help"])
    return DONE


def build_parser() -> Parser:
    """Return the parser of the command."""
    parser = Parser(
        "dsql-tui help", description="Print the help of a command; without one, of all."
    )
    parser.add_argument(
        "command_name", nargs="*", metavar="COMMAND", help="such as exec, or profiles add"
    )
    parser.add_argument(
        "--man", action="store_true", help="print the manual page: dsql-tui help --man | man -l -"
    )
    return parser
