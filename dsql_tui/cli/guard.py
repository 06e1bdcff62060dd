"""What is asked before a change where that matters: in prod, and where nothing may change."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from dsql_tui.cli.options import Parser, Usage
from dsql_tui.dsql.profile import Profile
from dsql_tui.results.text import visible
from dsql_tui.sql.changes import changing, summary
from dsql_tui.sql.scan import Statement

Permit = Callable[[Sequence[Statement]], object]
"""Lets statements through that are to run, or raises `Usage`."""


def add_yes(parser: Parser) -> None:
    """The option that answers beforehand."""
    parser.add_argument("--yes", action="store_true", help="change what is prod without asking")


def permit_of(profile: Profile, yes: bool) -> Permit:
    """What lets statements through on a connection."""

    def permit(statements: Sequence[Statement]) -> None:
        if found := changing(statements):
            permit_change(profile, summary(found), yes)

    return permit


def permit_change(profile: Profile, change: str, yes: bool) -> None:
    """Let a change through where the profile lets it, or whoever sits there agrees.

    Raises:
        Usage: it may not be made, and has not been sent.
    """
    if profile.read_only:
        raise Usage(f"{profile.name} is read-only by its profile: {visible(change)} was not sent.")
    if profile.environment != "prod" or yes:
        return
    changed = f"{profile.name} is prod, and this changes it: {visible(change)}."
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Usage(f"{changed} It was not sent: with --yes it is.")
    print(f"{changed} Run it? [y/N] ", end="", file=sys.stderr, flush=True)  # noqa: T201
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise Usage("It was not sent.")
