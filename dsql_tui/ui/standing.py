"""How a console stands: what the state line says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dsql_tui.dsql.state import State

if TYPE_CHECKING:
    from dsql_tui.ui.widgets.console import Console


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is to say, at one moment."""

    target: str
    region: str
    role: str
    state: State
    left: float
    """Seconds to the cutoff."""
    environment: str | None = None
    """`dev`, `staging` or `prod`, where the profile says so."""
    read_only: bool = False
    transaction: str = ""
    """What the open transaction has used of its limits."""
    near: bool = False
    """Is it close to one of them?"""
    explicit: bool = False
    """Does a transaction begin by itself?"""
    credentials: float | None = None
    """Seconds until the AWS credentials end; `None` where that is not known."""
    rows: str = ""
    """How many rows the result in sight has, and how fast they come."""
    selected: str = ""
    """What the cells that are selected come to."""
    took: float | None = None
    """Seconds that the last run took, or that this one has taken."""
    busy: str = ""
    """What is going on, where something is."""

    @classmethod
    def of(cls, console: Console, now: float) -> Standing:
        """How a console stands at `now`."""
        access, crank, meter = console.shared.access, console.crank, console.crank.sender.meter
        is_open = crank.state.open
        return cls(
            target=console.shared.title,
            region=access.endpoint.region,
            role=access.role,
            environment=access.environment,
            read_only=access.read_only,
            state=crank.state,
            left=console.session.clock.left(now),
            transaction=meter.text(now) if is_open else "",
            explicit=crank.modes.explicit,
            credentials=console.keeper.credentials(),
            near=is_open and meter.near(now),
            rows=" · ".join(
                filter(None, (console.results.current.counted, console.result.rows.told_mode))
            ),
            selected=console.result.rows.summary,
            took=crank.took if crank.began is None else now - crank.began,
            busy=crank.doing,
        )
