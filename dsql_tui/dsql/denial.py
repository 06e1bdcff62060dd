"""Access denied: the facts to compare, and clock skew."""

from __future__ import annotations

from typing import NamedTuple

from dsql_tui.dsql.clock import format_countdown
from dsql_tui.dsql.role import get_action
from dsql_tui.events import ServerError

MAX_SKEW = 60
"""Seconds. Less may be the network, and a signature is valid for minutes."""

_DENIED = ("access denied", "IAM authentication failed", "is not authorized")


class Denial(NamedTuple):
    """The identity, role and cluster of a session that was denied; `None` if unknown."""

    role: str
    endpoint: str
    region: str
    arn: str | None
    account: str | None
    seconds_ahead: float | None
    """Seconds that this computer's clock is ahead of AWS's."""
    reason: str = "AWS did not answer"
    """Why the identity is unknown."""

    def rows(self) -> tuple[tuple[str, str], ...]:
        """Return a name and a value for each fact."""
        return (
            ("database role", self.role),
            ("needs", f"dsql:{get_action(self.role)}"),
            ("identity", self.arn or f"unknown: {self.reason}"),
            ("account", self.account or f"unknown: {self.reason}"),
            ("region", self.region),
            ("endpoint", self.endpoint),
            ("clock", describe_skew(self.seconds_ahead)),
        )


def is_denied(error: ServerError) -> bool:
    """Return true if a session was refused because of its identity."""
    return any(words in f"{error.message} {error.hint}" for words in _DENIED)


def is_expired(error: ServerError) -> bool:
    """Return true if a session was refused because its token seemed too old."""
    return "Signature expired" in f"{error.message} {error.hint}"


def describe_skew(ahead: float | None) -> str:
    """Describe how far this computer's clock is off, and what to do if that matters."""
    if ahead is None:
        return "not compared with AWS's"
    if abs(ahead) < MAX_SKEW:
        return "correct"
    side = "ahead of" if ahead > 0 else "behind"
    return f"{format_countdown(abs(ahead))} {side} AWS's: set it, or every token is refused"
