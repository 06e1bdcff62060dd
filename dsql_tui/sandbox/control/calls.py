"""Calls of AWS's API: the request, the caller, and the common errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from dsql_tui.sandbox.state.api_error import ApiError
from dsql_tui.sandbox.state.clusters import ClusterRecord, Registry
from dsql_tui.sandbox.state.identities import Identity


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request."""

    method: str
    target: str
    """Path and query as received, which the signature covers."""
    headers: Mapping[str, str]
    """Headers by lower-case names."""
    body: bytes
    base: str = ""
    """The part of the path that only leads to the control plane."""

    @property
    def path(self) -> str:
        """The path behind `base`, still escaped."""
        return urlsplit(self.target).path.removeprefix(self.base)

    @property
    def query(self) -> list[tuple[str, str]]:
        """The query parameters; names may repeat."""
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP response."""

    status: int
    content_type: str
    """The content type."""
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Caller:
    """The identity that signed a request, and what for."""

    identity: Identity
    region: str
    """The Region; all Regions share one address here."""
    service: str


@dataclass(frozen=True, slots=True)
class Call:
    """An operation with valid parameters, called by a known identity."""

    identity: Identity
    region: str
    parameters: Mapping[str, Any]


def parameter_error(field_name: str, what: str) -> ApiError:
    """Return the error of an invalid parameter."""
    return ApiError(
        400,
        "ValidationException",
        f"{field_name}: {what}",
        reason="fieldValidationFailed",
        fieldList=[{"name": field_name, "message": what}],
    )


def not_found_error(identifier: str, kind: str = "cluster") -> ApiError:
    """Return the error of a resource that does not exist in this account and Region."""
    return ApiError(
        404,
        "ResourceNotFoundException",
        f"{kind.capitalize()} {identifier} not found",
        resourceId=identifier,
        resourceType=kind,
    )


def conflict_error(identifier: str, text: str) -> ApiError:
    """Return the error of a cluster whose status does not allow a call."""
    return ApiError(409, "ConflictException", text, resourceId=identifier, resourceType="cluster")


def find_cluster(registry: Registry, call: Call) -> ClusterRecord:
    """Return the cluster that a call names.

    Raises:
        ApiError: there is none.
    """
    identifier = call.parameters["identifier"]
    record = registry.find(call.region, call.identity.account, identifier)
    if record is None:
        raise not_found_error(identifier)
    return record
