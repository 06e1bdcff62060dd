"""A call of AWS's API: what was asked, by whom, and how it can fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from dsql_tui.sandbox.world.clusters import Place, Registry
from dsql_tui.sandbox.world.fault import Fault
from dsql_tui.sandbox.world.identities import Identity


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request, complete."""

    method: str
    target: str
    """Path and query as they came: the signature covers them so."""
    headers: Mapping[str, str]
    """By names in lower case."""
    body: bytes

    @property
    def path(self) -> str:
        """Still escaped."""
        return urlsplit(self.target).path

    @property
    def query(self) -> list[tuple[str, str]]:
        """Names may repeat."""
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP response."""

    status: int
    kind: str
    """Its content type."""
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose signature a request bears, and what it was signed for."""

    identity: Identity
    region: str
    """All regions share one address here."""
    service: str


@dataclass(frozen=True, slots=True)
class Call:
    """An operation with parameters that fit its model, from an identity that is known."""

    identity: Identity
    region: str
    parameters: Mapping[str, Any]


def invalid(field_name: str, what: str) -> Fault:
    """A parameter is not as it has to be."""
    return Fault(
        400,
        "ValidationException",
        f"{field_name}: {what}",
        reason="fieldValidationFailed",
        fieldList=[{"name": field_name, "message": what}],
    )


def not_found(identifier: str, kind: str = "cluster") -> Fault:
    """What is named does not exist in this account and region."""
    return Fault(
        404,
        "ResourceNotFoundException",
        f"{kind.capitalize()} {identifier} not found",
        resourceId=identifier,
        resourceType=kind,
    )


def conflict(identifier: str, text: str) -> Fault:
    """The cluster is in no state for this."""
    return Fault(409, "ConflictException", text, resourceId=identifier, resourceType="cluster")


def found(registry: Registry, call: Call) -> Place:
    """The cluster that a call names.

    Raises:
        Fault: there is none.
    """
    identifier = call.parameters["identifier"]
    place = registry.find(call.region, call.identity.account, identifier)
    if place is None:
        raise not_found(identifier)
    return place
