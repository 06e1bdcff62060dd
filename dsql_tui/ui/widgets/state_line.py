"""The one line that says where the user stands."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from dsql_tui.dsql.clock import countdown, elapsed, lasting
from dsql_tui.dsql.profile import ENVIRONMENTS
from dsql_tui.dsql.role import ADMIN
from dsql_tui.dsql.state import State
from dsql_tui.results.text import visible
from dsql_tui.ui.standing import Standing

_TRANSACTION = {State.FAILED: "TX failed"}

_OVER = {State.LOST: "session over", State.OUTCOME_UNKNOWN: "outcome unknown"}

_WARNED = 5 * 60
"""Seconds before the cutoff from which the countdown stands out."""


class StateLine(Horizontal):
    """Target, region, role, transaction, session time left, rows, elapsed."""

    DEFAULT_CSS = """
    StateLine { height: 1; background: $panel; }
    StateLine > Static { width: auto; padding: 0 1; }
    StateLine > #target { background: $primary; color: $text; text-style: bold; }
    StateLine > #target.-dev { background: $success; }
    StateLine > #target.-staging { background: $warning; }
    StateLine > #target.-prod { background: $error; }
    StateLine > #role.-admin { background: $warning; color: $text; }
    StateLine:ansi > #role.-admin { color: ansi_black; }
    StateLine > #transaction.-open { background: $accent; color: $text; }
    StateLine > #transaction.-near { background: $warning; text-style: bold; }
    StateLine > #transaction.-failed { background: $error; color: $text; }
    StateLine > .-soon { color: $text-warning; text-style: bold; }
    StateLine > .-over { background: $error; color: $text; }
    StateLine > #busy { width: 1fr; color: $text-accent; }
    """

    PARTS = (
        "target",
        "region",
        "role",
        "transaction",
        "session",
        "credentials",
        "busy",
        "selected",
        "rows",
        "took",
    )

    def __init__(self) -> None:
        super().__init__()
        self.parts = {part: Static(id=part, markup=False) for part in self.PARTS}

    def compose(self) -> ComposeResult:
        yield from self.parts.values()

    def show(self, standing: Standing) -> None:
        """Say it."""
        marks = [standing.environment or "", "read-only" if standing.read_only else ""]
        self._say(
            "target",
            " · ".join(part for part in (standing.target, *marks) if part),
            **{f"-{name}": standing.environment == name for name in ENVIRONMENTS},
        )
        self._say("region", standing.region)
        self._say("role", standing.role, **{"-admin": standing.role == ADMIN})
        self._say(
            "transaction",
            _TRANSACTION.get(standing.state)
            or standing.transaction
            or ("explicit" if standing.explicit else "auto"),
            **{
                "-near": standing.near,
                "-open": standing.state is State.IN_TRANSACTION,
                "-failed": standing.state is State.FAILED,
            },
        )
        over = _OVER.get(standing.state)
        self._say(
            "session",
            over or f"session {countdown(standing.left)}",
            **{"-soon": not over and standing.left <= _WARNED, "-over": bool(over)},
        )
        left = standing.credentials
        self._say(
            "credentials",
            "" if left is None else f"credentials {lasting(left)}",
            **{
                "-soon": left is not None and left <= _WARNED,
                "-over": left is not None and left <= 0,
            },
        )
        self._say("busy", standing.busy)
        self._say("selected", standing.selected)
        self._say("rows", standing.rows)
        self._say("took", "" if standing.took is None else elapsed(standing.took))

    def _say(self, part: str, text: str, **classes: bool) -> None:
        static, text = self.parts[part], visible(text)
        old = str(static.content)
        if old != text:
            # Laying the whole screen out anew, every second, is felt by whoever types.
            static.update(text, layout=cell_len(old) != cell_len(text))
        for name, on in classes.items():
            static.set_class(on, name)
