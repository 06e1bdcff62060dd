"""`dsql-tui version`: print the version."""

from __future__ import annotations

from dsql_tui import __version__
from dsql_tui.cli.options import DONE, Parser


def run(arguments: list[str]) -> int:
    """Print the version, as `--version` does."""
    build_parser().parse_args(arguments)
    print(f"dsql-tui {__version__}")  # noqa: T201
    return DONE


def build_parser() -> Parser:
    """Return the parser of the command."""
    return Parser("dsql-tui version", description="Print the version.")
