"""A cluster, as the control plane describes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from dsql_tui.dsql.endpoint import Endpoint

CONNECTABLE = frozenset({"ACTIVE", "IDLE", "INACTIVE", "UPDATING"})
"""Statuses in which opening a session can succeed; IDLE and INACTIVE clusters wake up first."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cluster in one region."""

    arn: str
    endpoint: Endpoint
    status: str
    """Empty where AWS does not tell."""
    created: datetime | None
    protected: bool | None
    """Is it protected from being deleted? `None` where AWS does not tell."""
    tags: dict[str, str] = field(default_factory=dict)
    peers: tuple[str, ...] = ()
    """ARNs of the same cluster in other regions."""
    witness: str | None = None
    """The region that holds the log and no endpoint."""
    untold: str = ""
    """Why no more is known of it than that it is there: a sentence."""

    @property
    def name(self) -> str:
        """What people call it: the tag `Name`; empty without one."""
        return self.tags.get("Name", "")

    @property
    def title(self) -> str:
        """What it is called: its name, else its identifier."""
        return self.name or self.endpoint.identifier
