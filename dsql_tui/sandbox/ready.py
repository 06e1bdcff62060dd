"""What a sandbox tells whoever started it, once it can be used: one line of JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class Offer:
    """A cluster that the sandbox has, as another client needs to know it."""

    identifier: str
    endpoint: str
    region: str
    status: str
    name: str


@dataclass(frozen=True, slots=True)
class Ready:
    """How to reach the sandbox."""

    hostaddr: str
    port: int
    sslrootcert: str
    """The private CA's certificate, a file."""
    session_limit: float
    """Seconds that a session lasts."""
    env: dict[str, str]
    """The environment that leads an AWS client to the control plane, with keys it accepts."""
    clusters: tuple[Offer, ...]
    """The first is active and holds the sample data."""
    identities: dict[str, dict[str, str]] = field(default_factory=dict)
    """The same as `env` for each of the other identities, by its name."""


def to_line(ready: Ready) -> str:
    """One line of JSON, without its newline."""
    return json.dumps(asdict(ready))


def from_line(line: str) -> Ready:
    """Read such a line.

    Raises:
        ValueError: it is not one.
    """
    try:
        fields = json.loads(line)
        clusters = tuple(Offer(**cluster) for cluster in fields.pop("clusters"))
        return Ready(**fields, clusters=clusters)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not a ready line: {line!r}") from error
