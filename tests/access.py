"""Access to the clusters of the sandbox, built as the console builds it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol

from dsql_tui.aws.identity import Identity
from dsql_tui.dsql.endpoint import public_endpoint
from dsql_tui.dsql.profile import Profile
from dsql_tui.dsql.route import Route
from dsql_tui.dsql.state import State
from dsql_tui.opening import Access
from dsql_tui.sandbox.ready import Ready


def build_route(ready: Ready) -> Route:
    """Return the route to the sandbox."""
    return Route(ready.hostaddr, ready.port, sslrootcert=ready.sslrootcert)


def build_profile(ready: Ready) -> Profile:
    """Return the connection options for any cluster of the sandbox, without a target."""
    return Profile(
        name="",
        target="",
        hostaddr=ready.hostaddr,
        port=ready.port,
        sslrootcert=ready.sslrootcert,
    )


def build_access(ready: Ready, cluster: int = 0) -> Access:
    """Return access to a cluster of the sandbox as `admin`, with the environment's credentials."""
    offer = ready.clusters[cluster]
    endpoint = public_endpoint(offer.identifier, offer.region)
    return Access(Identity(), endpoint, "admin", build_route(ready))


def change_access(access: Access, role: str | None = None, **changes: Any) -> Access:
    """Return the access with another role or changes to its route."""
    route = access.route._replace(**changes)
    return replace(access, role=role or access.role, route=route)


class Stateful(Protocol):
    """A session, or a console that has one."""

    @property
    def state(self) -> State: ...


def read_state(session: Stateful) -> State:
    """Return the current state.

    A type checker takes two reads of a property for the same value.
    """
    return session.state
