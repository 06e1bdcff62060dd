"""Access denied: what there is to compare, and whether a clock is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from dsql_tui.dsql.clock import countdown
from dsql_tui.dsql.role import action_for
from dsql_tui.events import Refusal

SKEW = 60
"""Seconds. What is less may be the network; a signature is good for some minutes at least."""

_DENIED = ("access denied", "IAM authentication failed", "is not authorized")


@dataclass(frozen=True, slots=True)
class Denial:
    """Who asked for what, and where; what is not known is `None`."""

    role: str
    endpoint: str
    region: str
    arn: str | None
    account: str | None
    ahead: float | None
    """Seconds that this computer's clock is ahead of AWS's."""

    def rows(self) -> tuple[tuple[str, str], ...]:
        """Side by side, a name and a value each."""
        return (
            ("database role", self.role),
            ("needs", f"dsql:{action_for(self.role)}"),
            ("identity", self.arn or "AWS does not say"),
            ("account", self.account or "AWS does not say"),
            ("region", self.region),
            ("endpoint", self.endpoint),
            ("clock", skew(self.ahead)),
        )


def denied(refusal: Refusal) -> bool:
    """Was a session refused because of who asked?"""
    return any(words in f"{refusal.message} {refusal.hint}" for words in _DENIED)


def expired(refusal: Refusal) -> bool:
    """Was it refused because the token seemed too old?"""
    return "Signature expired" in f"{refusal.message} {refusal.hint}"


def skew(ahead: float | None) -> str:
    """By how much this computer's clock is wrong, and what to do where that matters."""
    if ahead is None:
        return "not compared with AWS's"
    if abs(ahead) < SKEW:
        return "right"
    side = "ahead of" if ahead > 0 else "behind"
    return f"{countdown(abs(ahead))} {side} AWS's: set it, or no token is good"
