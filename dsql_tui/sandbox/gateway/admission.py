"""Who is let in, to which cluster, as which database role."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from dsql_tui.dsql.cluster import CONNECTABLE
from dsql_tui.dsql.endpoint import Endpoint, endpoint_of, parse_host
from dsql_tui.dsql.role import ADMIN, action_for
from dsql_tui.sandbox.gateway import tokens
from dsql_tui.sandbox.gateway.certificates import PRIVATE
from dsql_tui.sandbox.gateway.parameters import cluster_named
from dsql_tui.sandbox.gateway.turnstile import Turnstile
from dsql_tui.sandbox.protocol import refusals
from dsql_tui.sandbox.store.postgres import SUPERUSER
from dsql_tui.sandbox.world import policies
from dsql_tui.sandbox.world.clusters import Place, Registry
from dsql_tui.sandbox.world.faults import Faults
from dsql_tui.sandbox.world.identities import Identity

_SHARED = re.compile(rf"vpce-[a-z0-9-]+\.{PRIVATE}\.([a-z0-9-]+)\.vpce\.amazonaws\.com")
"""A PrivateLink name that leads to all clusters of a region."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody who may come in, as far as the store need not be asked."""

    place: Place
    role: str
    identity: Identity

    @property
    def host(self) -> str:
        """The endpoint."""
        return self.place.cluster.endpoint.host

    def check_mapping(self, mapped: bool | None) -> None:
        """A custom role is for those only whom `AWS IAM GRANT` gave it to.

        Raises:
            Denied: it was not given, or there is no such role (`None`); a cluster tells neither.
        """
        if self.role != ADMIN and not mapped:
            raise refusals.Denied


class Admission:
    """Checks everything about an opening that can be checked without the cluster's store."""

    def __init__(
        self,
        registry: Registry,
        identities: Mapping[str, Identity],
        faults: Faults,
        turnstile: Turnstile,
        now: Callable[[], datetime],
    ) -> None:
        self._registry = registry
        self._identities = identities
        self._faults = faults
        self._turnstile = turnstile
        self._now = now

    def check(self, name: str, asked: dict[str, str], token: str) -> Admitted:
        """Let them in who gave this name in the TLS hello, and `asked` in the startup packet.

        Raises:
            Refusal: in the words of a cluster.
        """
        role = asked.get("user", "")
        signed_for, way = _endpoint(name, asked)
        public = endpoint_of(signed_for.identifier, signed_for.region).host
        place = self._registry.at(public)
        if place is None or role == SUPERUSER:
            raise refusals.Denied
        self._turnstile.attempt(public)
        if armed := self._faults.opening():
            raise armed
        identity = tokens.verify(token, signed_for, role, self._identities, self._token_time())
        _check_permission(identity, place, role, way)
        if place.cluster.status not in CONNECTABLE:
            raise refusals.not_ready(place.cluster.status)
        if not self._registry.knock(public):
            raise refusals.waking()
        return Admitted(place, role, identity)

    def _token_time(self) -> datetime:
        return self._now() + timedelta(seconds=self._faults.token_clock)


def _endpoint(name: str, asked: dict[str, str]) -> tuple[Endpoint, policies.Way]:
    """The endpoint that the token has to be signed for, and the way that leads there.

    PrivateLink has names of its own for each cluster, or one for all of them: then the client
    says which it wants.
    https://docs.aws.amazon.com/aurora-dsql/latest/userguide/privatelink-managing-clusters.html
    """
    if (named := parse_host(name)) and f".{PRIVATE}." in name:
        return named, policies.PRIVATE
    if named and ".dsql." in name:
        return named, policies.PUBLIC
    shared, identifier = _SHARED.fullmatch(name), cluster_named(asked)
    if shared and identifier:
        return endpoint_of(identifier, shared[1]), policies.PRIVATE
    raise refusals.Denied


def _check_permission(identity: Identity, place: Place, role: str, way: policies.Way) -> None:
    if identity.account != place.account:
        raise refusals.Denied(f"User: {identity.arn} is not authorized to access this resource")
    action = f"dsql:{action_for(role)}"
    if told := policies.refusal(identity, action, place.cluster.arn, place, way):
        raise refusals.Denied(told)
