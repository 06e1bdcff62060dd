"""Requests of protocol rest-json, read and checked against botocore's model of the service.

What a service refuses for its form is in that model: required members, types, lengths, patterns.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import unquote

from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape

from dsql_tui.sandbox.control.calls import Request
from dsql_tui.sandbox.world.fault import Fault

_BLANK = re.compile(r"\{(\w+)\}")

Complaint = tuple[str, str]
"""Where, and what."""

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "structure": dict,
    "map": dict,
    "list": list,
    "string": str,
    "boolean": bool,
    "integer": int,
}


class Model:
    """A service's operations as its model describes them."""

    def __init__(self, service: str) -> None:
        """Takes some ten milliseconds."""
        self._service = ServiceModel(Loader().load_service_model(service, "service-2"), service)
        operations = map(self._service.operation_model, self._service.operation_names)
        self._routes = [
            (operation.http["method"], _pattern(operation.http["requestUri"]), operation)
            for operation in operations
        ]

    def route(self, request: Request) -> tuple[OperationModel, dict[str, str]]:
        """The operation that is asked for, and what fills the blanks of its path.

        Raises:
            Fault: there is none.
        """
        path = request.path.rstrip("/")
        for method, pattern, operation in self._routes:
            if method == request.method and (match := pattern.fullmatch(path)):
                blanks = match.groupdict()
                return operation, {name: unquote(value) for name, value in blanks.items()}
        raise Fault(
            404,
            "UnknownOperationException",
            f"The sandbox has no operation {request.method} {request.path}",
        )


def parameters(
    operation: OperationModel, blanks: Mapping[str, str], request: Request
) -> dict[str, Any]:
    """What the operation is called with.

    Raises:
        Fault: it does not fit the model.
    """
    shape = operation.input_shape
    assert shape is not None
    given: dict[str, Any] = {}
    told = _body(request)
    for name, member in shape.members.items():
        place, key = member.serialization.get("location"), member.serialization.get("name", name)
        if place == "uri":
            given[name] = blanks[key]
        elif place == "querystring":
            values = [value for asked, value in request.query if asked == key]
            if values:
                given[name] = _from_text(member, values)
        elif told.get(key) is not None:
            given[name] = told[key]
    if complaints := list(_check(shape, given, "")):
        raise _refusal(complaints)
    return given


@cache
def _pattern(uri: str) -> re.Pattern[str]:
    return re.compile(_BLANK.sub(r"(?P<\1>[^/]+)", uri.rstrip("/")))


def _body(request: Request) -> dict[str, Any]:
    if not request.body:
        return {}
    try:
        told = json.loads(request.body)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise Fault(400, "ValidationException", "The body is no JSON object", reason="cannotParse")
    return told


def _from_text(shape: Shape, values: list[str]) -> Any:
    """What stands in a query is text, whatever the model says."""
    if shape.type_name == "list":
        return values
    if shape.type_name == "integer":
        return int(values[-1]) if re.fullmatch(r"-?\d{1,18}", values[-1]) else values[-1]
    return values[-1]


def _check(shape: Shape, value: Any, place: str) -> Iterator[Complaint]:
    if not _is_a(shape.type_name, value):
        yield place, f"Member must be a {shape.type_name}"
    elif isinstance(shape, StructureShape):
        yield from _check_members(shape, value, place)
    elif isinstance(shape, MapShape):
        yield from _check_length(shape, len(value), place)
        for key, item in value.items():
            yield from _check(shape.key, key, f"{place}/{key}")
            yield from _check(shape.value, item, f"{place}/{key}")
    elif isinstance(shape, ListShape):
        yield from _check_length(shape, len(value), place)
        for index, item in enumerate(value):
            yield from _check(shape.member, item, f"{place}/{index}")
    elif isinstance(value, str):
        yield from _check_text(shape, value, place)
    elif shape.type_name == "integer":
        yield from _check_range(shape, value, place)


def _is_a(name: str, value: Any) -> bool:
    kind = _TYPES.get(name, object)
    return isinstance(value, kind) and (name == "boolean" or not isinstance(value, bool))


def _check_members(shape: StructureShape, value: Any, place: str) -> Iterator[Complaint]:
    for name in shape.required_members:
        if value.get(name) is None:
            yield f"{place}/{name}", "Member must not be null"
    for name, member in shape.members.items():
        if value.get(name) is not None:
            yield from _check(member, value[name], f"{place}/{name}")


def _check_text(shape: Shape, value: str, place: str) -> Iterator[Complaint]:
    yield from _check_length(shape, len(value), place)
    pattern = shape.metadata.get("pattern")
    if pattern and not re.fullmatch(pattern, value):
        yield place, f"Member must satisfy regular expression pattern: {pattern}"
    if (allowed := shape.metadata.get("enum")) and value not in allowed:
        yield place, f"Member must satisfy enum value set: [{', '.join(allowed)}]"


def _check_length(shape: Shape, length: int, place: str) -> Iterator[Complaint]:
    if length < shape.metadata.get("min", 0):
        yield place, f"Member must have length greater than or equal to {shape.metadata['min']}"
    if length > shape.metadata.get("max", length):
        yield place, f"Member must have length less than or equal to {shape.metadata['max']}"


def _check_range(shape: Shape, value: int, place: str) -> Iterator[Complaint]:
    if value < shape.metadata.get("min", value):
        yield place, f"Member must be greater than or equal to {shape.metadata['min']}"
    if value > shape.metadata.get("max", value):
        yield place, f"Member must be less than or equal to {shape.metadata['max']}"


def _refusal(complaints: list[Complaint]) -> Fault:
    """In the words of AWS's services that are made from such models."""
    count = len(complaints)
    told = "; ".join(
        f"Value at '{place}' failed to satisfy constraint: {what}" for place, what in complaints
    )
    return Fault(
        400,
        "ValidationException",
        f"{count} validation error{'s' if count > 1 else ''} detected: {told}",
        reason="fieldValidationFailed",
        fieldList=[
            {"name": place.removeprefix("/"), "message": what} for place, what in complaints
        ],
    )
