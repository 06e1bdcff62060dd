"""The route to an endpoint that is not reached by its own name and port."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import NamedTuple

from dsql_tui.dsql import limits
from dsql_tui.dsql.endpoint import PORT, Endpoint

SSLMODES = ("require", "verify-full")


class Route(NamedTuple):
    """The address to connect to, and how strictly TLS is verified.

    With `hostaddr` (a tunnel, the sandbox) TCP goes to that address, while SNI, the
    certificate's name and the token keep the endpoint.
    """

    hostaddr: str | None = None
    port: int = PORT
    sslmode: str = "verify-full"
    sslrootcert: str | None = None
    """A file of root certificates; `None` finds the system's."""
    expires_in: int = limits.TOKEN_SECONDS
    """The lifetime of a token, in seconds."""
    ipv4: bool = False
    """True to use IPv4 only, on networks that drop packets to IPv6 addresses."""


def check_route(endpoint: Endpoint, route: Route) -> None:
    """Check that the endpoint's certificate can be verified as the route asks.

    Raises:
        ValueError: The message is a sentence for the user.
    """
    if endpoint.via and route.sslmode == "verify-full":
        raise ValueError(
            f"{endpoint.via} has a certificate for another name, which verify-full rejects. "
            "Use --sslmode require."
        )


def check_address(address: str) -> str:
    """Return `address` if it is an IP address.

    Raises:
        ValueError: The message is a sentence for the user.
    """
    try:
        ip_address(address)
    except ValueError:
        raise ValueError(
            f"“{address}” is not an IP address; a tunnel's is often 127.0.0.1."
        ) from None
    return address


def check_port(port: int | str, lowest: int = 1) -> int:
    """Return `port` if it is a TCP port.

    Raises:
        ValueError: The message is a sentence for the user.
    """
    text = str(port)
    if not re.fullmatch("[0-9]{1,5}", text) or not lowest <= int(text) <= 65535:
        raise ValueError(f"“{text}” is not a port: it must be a number from {lowest} to 65535.")
    return int(text)
