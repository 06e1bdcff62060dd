"""The status bar of the workbench."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from dsql_tui.dsql.clock import format_countdown, format_duration, format_remaining
from dsql_tui.dsql.profile import ENVIRONMENTS
from dsql_tui.dsql.role import ADMIN
from dsql_tui.dsql.state import State
from dsql_tui.results.text import make_visible
from dsql_tui.ui.workbench.status import ConsoleStatus

_ENDED = {
    State.LOST: "session ended",
    State.OUTCOME_UNKNOWN: "outcome unknown",
    State.TRANSACTION_LOST: "transaction lost",
}

_WARNING_TIME = 5 * 60
"""Seconds before the end of a session or its credentials at which the text changes colour."""


class StatusBar(Horizontal):
    """The target, role, transaction, session, rows and times of the console that is shown."""

    DEFAULT_CSS = """
    StatusBar { height: 1; background: $panel; }
    StatusBar > Static { width: auto; padding: 0 1; }
    StatusBar > #target { background: $primary; color: $text; text-style: bold; }
    StatusBar > #target.-dev { background: $success; }
    StatusBar > #target.-staging { background: $warning; }
    StatusBar > #target.-prod { background: $error; }
    StatusBar > #role.-admin { background: $warning; color: $text; }
    StatusBar:ansi > #role.-admin { color: ansi_black; }
    StatusBar > #transaction.-open { background: $primary; color: $text; }
    StatusBar > #transaction.-near { background: $warning; text-style: bold; }
    StatusBar > #transaction.-failed { background: $error; color: $text; }
    StatusBar > #vim.-off { display: none; }
    StatusBar > #vim { background: $secondary; color: $text; }
    StatusBar > .-soon { color: $text-warning; text-style: bold; }
    StatusBar > .-ended { background: $error; color: $text; }
    StatusBar > #busy { width: 1fr; color: $text-primary; }
    StatusBar > #busy { text-wrap: nowrap; text-overflow: ellipsis; }
    StatusBar.-cancelling > #region, StatusBar.-cancelling > #role,
    StatusBar.-cancelling > #session, StatusBar.-cancelling > #credentials,
    StatusBar.-cancelling > #selected, StatusBar.-cancelling > #rows,
    StatusBar.-cancelling > #dpu { display: none; }
    """

    PARTS = (
        "target",
        "vim",
        "region",
        "role",
        "transaction",
        "session",
        "credentials",
        "busy",
        "selected",
        "rows",
        "dpu",
        "duration",
    )

    def __init__(self) -> None:
        super().__init__()
        self.parts = {part: Static(id=part, markup=False) for part in self.PARTS}

    def compose(self) -> ComposeResult:
        """Create the parts."""
        yield from self.parts.values()

    def show(self, status: ConsoleStatus) -> None:
        """Show a status; after a request to cancel the run, leave room for its description."""
        self.set_class(status.cancelling, "-cancelling")
        marks = [status.environment or "", "read-only" if status.read_only else ""]
        self._update(
            "target",
            " · ".join(part for part in (status.target, *marks) if part),
            **{f"-{name}": status.environment == name for name in ENVIRONMENTS},
        )
        self._update("vim", status.vim, **{"-off": not status.vim})
        self._update("region", status.region)
        self._update("role", status.role, **{"-admin": status.role == ADMIN})
        failed = "TX failed" if status.state is State.FAILED else ""
        self._update(
            "transaction",
            failed or status.transaction or status.mode,
            **{
                "-near": status.near_limit,
                "-open": status.state is State.IN_TRANSACTION,
                "-failed": bool(failed),
            },
        )
        self.set_class(bool(status.transaction), "-transaction")
        self.set_class(bool(status.dpu), "-measured")
        ended = _ENDED.get(status.state)
        self._update(
            "session",
            ended or f"session {format_countdown(status.seconds_left)}",
            **{"-soon": not ended and status.seconds_left <= _WARNING_TIME, "-ended": bool(ended)},
        )
        self._show_credentials(status.credentials)
        for part in ("busy", "selected", "rows", "dpu"):
            self._update(part, getattr(status, part))
        duration = "" if status.duration is None else format_duration(status.duration)
        # Pad to a constant width during a run, because a new width lays out the whole screen again.
        self._update("duration", f"{duration:>7}" if status.busy and duration else duration)

    def _show_credentials(self, left: float | None) -> None:
        """Show the seconds until the AWS credentials expire."""
        self._update(
            "credentials",
            "" if left is None else f"credentials {format_remaining(left)}",
            **{
                "-soon": left is not None and left <= _WARNING_TIME,
                "-ended": left is not None and left <= 0,
            },
        )

    def _update(self, part: str, text: str, **classes: bool) -> None:
        static, text = self.parts[part], make_visible(text)
        old = str(static.content)
        if old != text:
            # A layout of the whole screen every second would slow down typing. What runs has the
            # width that is left.
            static.update(text, layout=part != "busy" and cell_len(old) != cell_len(text))
        for name, on in classes.items():
            static.set_class(on, name)
