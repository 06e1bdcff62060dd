"""Ways into the sandbox, as the console makes them."""

from __future__ import annotations

from dataclasses import replace

from dsql_tui.aws.identity import Identity
from dsql_tui.dsql.endpoint import endpoint_of
from dsql_tui.dsql.profile import Profile
from dsql_tui.dsql.route import Route
from dsql_tui.opening import Access
from dsql_tui.sandbox.ready import Ready


def route_to(ready: Ready) -> Route:
    """How the sandbox is reached."""
    return Route(ready.hostaddr, ready.port, sslrootcert=ready.sslrootcert)


def connection_to(ready: Ready) -> Profile:
    """What the command line would say of any cluster of the sandbox."""
    return Profile(
        name="",
        target="",
        hostaddr=ready.hostaddr,
        port=ready.port,
        sslrootcert=ready.sslrootcert,
    )


def access_of(ready: Ready, cluster: int = 0) -> Access:
    """Access to a cluster of the sandbox as `admin`; the environment holds its credentials."""
    offer = ready.clusters[cluster]
    endpoint = endpoint_of(offer.identifier, offer.region)
    return Access(Identity(), endpoint, "admin", route_to(ready))


def access_to(access: Access, role: str | None = None, **changes: object) -> Access:
    """The same access with another role or route."""
    route = replace(access.route, **changes)  # type: ignore[arg-type]
    return replace(access, role=role or access.role, route=route)
