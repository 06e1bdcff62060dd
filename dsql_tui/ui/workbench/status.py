"""The status of a console, as the status bar shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dsql_tui.dsql.state import State

if TYPE_CHECKING:
    from dsql_tui.ui.workbench.console import Console


@dataclass(frozen=True, slots=True)
class ConsoleStatus:
    """The status of a console at one moment."""

    target: str
    region: str
    role: str
    state: State
    seconds_left: float
    """Seconds to the cutoff."""
    environment: str | None = None
    """`dev`, `staging` or `prod`, if the profile sets it."""
    read_only: bool = False
    transaction: str = ""
    """The part of its limits that the open transaction has used."""
    near_limit: bool = False
    """True if the transaction is close to a limit."""
    mode: str = "autocommit"
    """The run options: autocommit or manual commit, and continue on error."""
    credentials: float | None = None
    """Seconds until the AWS credentials expire; `None` if unknown."""
    rows: str = ""
    """The number of rows of the current result, and their rate while they arrive."""
    selected: str = ""
    """The aggregates of the selected cells."""
    dpu: str = ""
    """The DPU of the last statement and of the console, as far as the server reported them."""
    duration: float | None = None
    """The duration of the current or last run, in seconds."""
    vim: str = ""
    """The vim mode of the editor and its pending keys; empty while it is off."""
    busy: str = ""
    """A description of the current run; empty while nothing runs."""
    cancelling: bool = False
    """True from the request to cancel the run until its end."""

    @classmethod
    def from_console(cls, console: Console, now: float) -> ConsoleStatus:
        """Return the status of a console at a time of the session clock."""
        access, runner, meter = (
            console.workspace.access,
            console.runner,
            console.runner.sender.meter,
        )
        activity = runner.activity
        is_open = runner.state.open
        return cls(
            target=console.workspace.title,
            region=access.endpoint.region,
            role=access.role,
            environment=access.environment,
            read_only=access.read_only or runner.options.read_only,
            state=runner.state,
            seconds_left=console.session.clock.seconds_until_cutoff(now),
            transaction=meter.text(now) if is_open else "",
            mode=runner.options.summary,
            credentials=console.session_manager.get_credentials_lifetime(),
            near_limit=is_open and meter.is_near_limit(now),
            rows=" · ".join(
                filter(None, (console.results.current.summary, console.result.rows.mode_label))
            ),
            selected=console.result.rows.summary,
            dpu=console.workspace.usage.summarize(console.line.number, runner.statements.latest),
            duration=runner.statements.elapsed if activity.began is None else now - activity.began,
            vim=console.editor.vim_status,
            busy=activity.words,
            cancelling=activity.cancel_requested,
        )
