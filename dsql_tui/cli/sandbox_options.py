"""The options of commands that start a sandbox."""

from __future__ import annotations

import argparse

from dsql_tui.cli.options import parse_seconds
from dsql_tui.dsql import limits, releases


def add_session_limit(parser: argparse.ArgumentParser) -> None:
    """Add the option for the time limit of sessions in a sandbox."""
    parser.add_argument(
        "--session-limit",
        type=parse_seconds,
        default=limits.SESSION_SECONDS,
        metavar="S",
        help=f"seconds that a session lasts; default: {limits.SESSION_SECONDS}, as in Aurora DSQL",
    )


def add_release(parser: argparse.ArgumentParser) -> None:
    """Add the option for the release of a sandbox."""
    parser.add_argument(
        "--release",
        type=_parse_release,
        default=releases.NEWEST,
        metavar="YYYY-MM",
        help="refuse what Aurora DSQL has added since that month (or day); default: the newest",
    )


def _parse_release(text: str) -> str:
    try:
        return releases.parse_release(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
