"""Admission of clients: to which cluster, and as which database role."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from dsql_tui.dsql.cluster import CONNECTABLE
from dsql_tui.dsql.endpoint import Endpoint, parse_host, public_endpoint
from dsql_tui.dsql.role import ADMIN, get_action
from dsql_tui.sandbox.gateway import tokens
from dsql_tui.sandbox.gateway.certificates import PRIVATE
from dsql_tui.sandbox.gateway.connection_limits import ConnectionLimits
from dsql_tui.sandbox.gateway.parameters import find_cluster_identifier
from dsql_tui.sandbox.protocol import errors
from dsql_tui.sandbox.state import policies
from dsql_tui.sandbox.state.clusters import ClusterRecord, Registry
from dsql_tui.sandbox.state.faults import Faults
from dsql_tui.sandbox.state.identities import Identity

_SHARED = re.compile(rf"vpce-[a-z0-9-]+\.{PRIVATE}\.([a-z0-9-]+)\.vpce\.amazonaws\.com")
"""The PrivateLink name of all clusters in a Region."""

RESERVED = "pg_"
"""The prefix of PostgreSQL's and the sandbox's own roles, which no client may be."""


@dataclass(frozen=True, slots=True)
class AdmittedClient:
    """A client that may enter, as far as can be known without the cluster's store."""

    record: ClusterRecord
    role: str
    identity: Identity

    @property
    def host(self) -> str:
        """The cluster's endpoint."""
        return self.record.cluster.endpoint.host

    def check_mapping(self, mapped: bool | None) -> None:
        """Check that `AWS IAM GRANT` has given the identity a custom role.

        Raises:
            Denied: it has not, or there is no such role (`None`); a cluster does not tell
                which.
        """
        if self.role != ADMIN and not mapped:
            raise errors.Denied


class Admission:
    """The checks of an opening that do not need the cluster's store."""

    def __init__(
        self,
        registry: Registry,
        identities: Mapping[str, Identity],
        faults: Faults,
        limits: ConnectionLimits,
        now: Callable[[], datetime],
    ) -> None:
        self._registry = registry
        self._identities = identities
        self._faults = faults
        self._limits = limits
        self._now = now

    def check(self, name: str, asked: dict[str, str], token: str) -> AdmittedClient:
        """Admit a client that sent `name` in the TLS hello and `asked` in the startup packet.

        Raises:
            ServerError: the client may not enter; the words are a cluster's.
        """
        role = asked.get("user", "")
        signed_for, way = _endpoint(name, asked)
        public = public_endpoint(signed_for.identifier, signed_for.region).host
        record = self._registry.find_by_host(public)
        if record is None or role.startswith(RESERVED):
            raise errors.Denied
        self._limits.attempt(public)
        if armed := self._faults.take_opening_error():
            raise armed
        identity = tokens.verify(token, signed_for, role, self._identities, self._token_time())
        _check_permission(identity, record, role, way)
        if record.cluster.status not in CONNECTABLE:
            raise errors.not_ready_error(record.cluster.status)
        if not self._registry.wake_up(public):
            raise errors.waking_error()
        return AdmittedClient(record, role, identity)

    def _token_time(self) -> datetime:
        return self._now() + timedelta(seconds=self._faults.token_clock)


def _endpoint(name: str, asked: dict[str, str]) -> tuple[Endpoint, policies.Way]:
    """Return the endpoint that the token must be signed for, and the way that leads there.

    PrivateLink has one name for each cluster, and one for all of them, where the client names the
    cluster in a parameter.
    https://docs.aws.amazon.com/aurora-dsql/latest/userguide/privatelink-managing-clusters.html
    """
    if (named := parse_host(name)) and f".{PRIVATE}." in name:
        return named, policies.PRIVATE
    if named and ".dsql." in name:
        return named, policies.PUBLIC
    shared, identifier = _SHARED.fullmatch(name), find_cluster_identifier(asked)
    if shared and identifier:
        return public_endpoint(identifier, shared[1]), policies.PRIVATE
    raise errors.Denied


def _check_permission(
    identity: Identity, record: ClusterRecord, role: str, way: policies.Way
) -> None:
    if identity.account != record.account:
        raise errors.Denied(f"User: {identity.arn} is not authorized to access this resource")
    action = f"dsql:{get_action(role)}"
    if reason := policies.find_denial(identity, action, record.cluster.arn, record, way):
        raise errors.Denied(reason)
