"""The line of JSON that a sandbox prints when it is ready."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class ClusterInfo:
    """A cluster of the sandbox, as other clients need to know it."""

    identifier: str
    endpoint: str
    region: str
    status: str
    name: str


@dataclass(frozen=True, slots=True)
class Ready:
    """How to connect to the sandbox."""

    hostaddr: str
    port: int
    sslrootcert: str
    """The file with the certificate of its authority."""
    session_limit: float
    """Seconds that a session lasts."""
    env: dict[str, str]
    """The environment in which AWS clients use the control plane, with valid keys."""
    clusters: tuple[ClusterInfo, ...]
    """The clusters; the first is active and has the sample data."""
    identities: dict[str, dict[str, str]] = field(default_factory=dict)
    """The environments of the other identities, by their names."""
    websocket_port: int = 0
    """The port for WebSockets."""


def to_line(ready: Ready) -> str:
    """Return the line of JSON, without its newline."""
    return json.dumps(asdict(ready))


def from_line(line: str) -> Ready:
    """Parse such a line.

    Raises:
        ValueError: it is not one.
    """
    try:
        fields = json.loads(line)
        clusters = tuple(ClusterInfo(**cluster) for cluster in fields.pop("clusters"))
        return Ready(**fields, clusters=clusters)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not a ready line: {line!r}") from error
