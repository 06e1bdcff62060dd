"""Asking before a change where that matters: in prod, and where nothing may change."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from dsql_tui.cli.options import Parser, UsageError
from dsql_tui.db.dropped_objects import count_dropped_objects
from dsql_tui.db.session import Session
from dsql_tui.dsql.profile import Profile
from dsql_tui.execution.review import Blocked, Confirmation, Protection, read_code
from dsql_tui.sql.statements import Statement

Permit = Callable[[Sequence[Statement], Session], object]
"""Returns if the statements may run in the session.

Raises:
    UsageError: They may not, and were not sent.
"""


def add_yes(parser: Parser) -> None:
    """Add the option that answers beforehand."""
    parser.add_argument("--yes", action="store_true", help="make risky changes without asking")


def make_permit(profile: Profile, yes: bool) -> Permit:
    """Return what lets statements through on a connection."""
    protection = get_protection(profile)

    def permit(statements: Sequence[Statement], session: Session) -> None:
        review = protection.review_risks(statements, read_code(protection, session))
        if isinstance(review, Confirmation) and not yes:
            dropped = count_dropped_objects(session, [each.text for each in statements])
            review = review._replace(changes=[*review.changes, *dropped])
        _confirm(review, yes)

    return permit


def confirm_change(profile: Profile, change: str, yes: bool) -> None:
    """Let a change through if the profile allows it, or the user agrees.

    Raises:
        UsageError: It may not be made, and was not sent.
    """
    _confirm(get_protection(profile).review_changes([change]), yes)


def get_protection(profile: Profile) -> Protection:
    """Return how a profile guards its changes."""
    title = profile.name or profile.target
    return Protection(title, profile.environment, profile.read_only)


def _confirm(review: Blocked | Confirmation | None, yes: bool) -> None:
    if isinstance(review, Blocked):
        raise UsageError(review.sentence)
    if review is None or yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(f"{review.words}\nNothing was run. Add --yes to run it.")
    print(f"{review.words}\nRun it? [y/N] ", end="", file=sys.stderr, flush=True)  # noqa: T201
    answer = sys.stdin.readline()
    if not answer.endswith("\n"):  # Ctrl+D leaves the cursor behind the question
        print(file=sys.stderr)  # noqa: T201
    if answer.strip().lower() not in ("y", "yes"):
        raise UsageError("Nothing was run.")
