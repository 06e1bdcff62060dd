"""By whose credentials AWS is asked: profile, account, ARN, and how long they last."""

from __future__ import annotations

from datetime import datetime, timezone

from textual.widgets import Static

from dsql_tui.results.text import visible

_SOON = 5 * 60
"""Seconds before their end from which credentials stand out."""


class IdentityLine(Static):
    """One line, at the top of the picker."""

    DEFAULT_CSS = """
    IdentityLine { height: 1; padding: 0 1; background: $panel; color: $text-muted; }
    IdentityLine.-soon { color: $text-warning; }
    """

    def __init__(self, who: str) -> None:
        super().__init__(markup=False)
        self.who = who
        """Which profile, in words."""
        self.arn: str | None = None
        self.ends: datetime | None = None
        self.show()

    def become(self, who: str) -> None:
        """It is another profile, of which AWS has not told yet."""
        self.who, self.arn, self.ends = who, None, None
        self.show()

    def show(self) -> None:
        """Bring what is said up to date with the clock."""
        parts = ["dsql-tui", self.who]
        if self.arn:
            account, name = self.arn.split(":")[4], self.arn.rpartition(":")[2]
            parts += [account, name]
        if self.ends:
            left = (self.ends - datetime.now(timezone.utc)).total_seconds()
            parts.append(f"credentials end in {_spoken(left)}" if left > 0 else "credentials over")
            self.set_class(left < _SOON, "-soon")
        self.update(visible(" · ".join(parts)))


def _spoken(seconds: float) -> str:
    hours, minutes = divmod(int(seconds // 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
