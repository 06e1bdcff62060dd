"""How to get to an endpoint, where it is not simply its own name and port."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address

from dsql_tui.dsql import limits
from dsql_tui.dsql.endpoint import PORT, Endpoint

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
    ipv4: bool = False
    """Is the endpoint's IPv6 address to be left alone, where packets to it go nowhere?"""


def checked_way(endpoint: Endpoint, route: Route) -> None:
    """Can a certificate be checked as far as the route asks?

    Raises:
        ValueError: with a sentence for the user.
    """
    if endpoint.via and route.sslmode == "verify-full":
        raise ValueError(
            f"{endpoint.via} shows the certificate of another name, so it cannot be checked "
            "in full: use sslmode “require”."
        )


def checked_address(address: str) -> str:
    """`address`, if TCP can be sent there without asking for its name.

    Raises:
        ValueError: with a sentence for the user.
    """
    try:
        ip_address(address)
    except ValueError:
        raise ValueError(f"“{address}” is no IP address; a tunnel's is often 127.0.0.1.") from None
    return address


def checked_port(port: int) -> int:
    """`port`, if there can be one of that number.

    Raises:
        ValueError: with a sentence for the user.
    """
    if not 1 <= port <= 65535:
        raise ValueError(f"{port} is no port: a number from 1 to 65535 is.")
    return port
