"""How to get to an endpoint, where it is not simply its own name and port."""

from __future__ import annotations

from dataclasses import dataclass

from dsql_tui.dsql import limits
from dsql_tui.dsql.endpoint import PORT

SSLMODES = ("require", "verify-full")


@dataclass(frozen=True, slots=True)
class Route:
    """Where TCP goes, and how far TLS is believed.

    With `hostaddr` (a tunnel, the sandbox) TCP goes there, while SNI, the certificate's name
    and the token keep the endpoint.
    """

    hostaddr: str | None = None
    port: int = PORT
    sslmode: str = "verify-full"
    sslrootcert: str | None = None
    """A file of root certificates; `None` looks for the system's."""
    expires_in: int = limits.TOKEN
    """Seconds that a token is signed for."""
