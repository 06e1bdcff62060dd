"""A cluster, as the control plane describes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from dsql_tui.dsql.endpoint import Endpoint

CONNECTABLE = frozenset({"ACTIVE", "IDLE", "INACTIVE", "UPDATING"})
"""Statuses in which a session can be opened; IDLE and INACTIVE clusters wake up first."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cluster in one region."""

    arn: str
    endpoint: Endpoint
    status: str
    """Empty if unknown."""
    created: datetime | None
    protected: bool | None
    """True if the cluster is protected from deletion; `None` if unknown."""
    tags: dict[str, str] = field(default_factory=dict)
    peers: tuple[str, ...] = ()
    """ARNs of the same cluster in other regions."""
    witness: str | None = None
    """The region that holds the log and has no endpoint."""
    access_error: str = ""
    """The sentence that says why only the identifier is known; usually empty."""

    @property
    def name(self) -> str:
        """The tag `Name`; empty without one."""
        return self.tags.get("Name", "")

    @property
    def title(self) -> str:
        """The name, or else the identifier."""
        return self.name or self.endpoint.identifier
