"""Whom the doctor looks at, and what earlier steps have learned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from dsql_tui.aws.caller import Caller
from dsql_tui.aws.identity import Identity
from dsql_tui.db.session import Session
from dsql_tui.doctor.finding import Skipped
from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.regions import REGIONS
from dsql_tui.dsql.route import Route
from dsql_tui.dsql.token import Token

Address = tuple[Any, ...]
"""Where TCP can go, as `socket.getaddrinfo` gives it: family, kind, protocol, and address."""


def _utc() -> datetime:
    return datetime.now(timezone.utc)


@dataclass
class Patient:
    """One way to one cluster; without an endpoint only this computer and its identity."""

    identity: Identity
    endpoint: Endpoint | None
    role: str
    route: Route
    startup: tuple[str, ...] = ()
    """Statements that each session begins with."""
    usual_region: str | None = None
    """The region to ask AWS in where there is no endpoint."""
    wrong_target: str = ""
    """Why the target names no cluster, where it does not."""
    now: Callable[[], datetime] = _utc
    """This computer's clock."""
    terminal: bytes | None = None
    """What the terminal said of itself, if anything; `None` where there is none."""
    caller: Caller = field(default_factory=Caller)
    """What AWS says that we are."""
    addresses: list[Address] = field(default_factory=list)
    address: Address | None = None
    """The one that answered."""
    token: Token | None = None
    """What was signed for the login."""
    session: Session | None = None

    @property
    def region(self) -> str:
        """The region to ask AWS in."""
        return self.endpoint.region if self.endpoint else self.usual_region or REGIONS[0]

    def target(self) -> Endpoint:
        """The endpoint.

        Raises:
            Skipped: there is none.
        """
        if self.endpoint is None:
            raise Skipped("no target")
        return self.endpoint
