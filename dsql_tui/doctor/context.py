"""The connection that the doctor checks, and the results of earlier steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from dsql_tui.aws.caller import Caller
from dsql_tui.aws.identity import Identity
from dsql_tui.db.session import Session
from dsql_tui.doctor.finding import StepSkipped
from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.regions import REGIONS
from dsql_tui.dsql.route import Route
from dsql_tui.dsql.token import Token

Address = tuple[Any, ...]
"""An address from `socket.getaddrinfo`: family, kind, protocol, and socket address."""


def _utc() -> datetime:
    return datetime.now(timezone.utc)


@dataclass
class Context:
    """A route to a cluster; without an endpoint, only this computer and its identity."""

    identity: Identity
    endpoint: Endpoint | None
    role: str
    route: Route
    startup: tuple[str, ...] = ()
    """Statements that each session runs first."""
    usual_region: str | None = None
    """The region for calls of AWS if there is no endpoint."""
    target_error: str = ""
    """Why the target names no cluster; empty if it does."""
    now: Callable[[], datetime] = _utc
    """Returns the time of this computer's clock."""
    terminal: bytes | None = None
    """The terminal's answers; `None` if there is no terminal."""
    caller: Caller = field(default_factory=Caller)
    """The caller identity."""
    addresses: list[Address] = field(default_factory=list)
    address: Address | None = None
    """The address that answered."""
    token: Token | None = None
    """The token for the login."""
    session: Session | None = None

    @property
    def region(self) -> str:
        """The region for calls of AWS."""
        return self.endpoint.region if self.endpoint else self.usual_region or REGIONS[0]

    def target(self) -> Endpoint:
        """Return the endpoint.

        Raises:
            StepSkipped: There is none.
        """
        if self.endpoint is None:
            raise StepSkipped("no target")
        return self.endpoint
