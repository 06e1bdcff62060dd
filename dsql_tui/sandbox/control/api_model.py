"""Requests of the rest-json protocol, parsed and checked against botocore's model.

The model defines what a service rejects: required members, types, lengths and patterns.
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
from dsql_tui.sandbox.state.api_error import ApiError

_BLANK = re.compile(r"\{(\w+)\}")

Violation = tuple[str, str]
"""A path in the parameters, and what is wrong there."""

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "structure": dict,
    "map": dict,
    "list": list,
    "string": str,
    "boolean": bool,
    "integer": int,
}


class Model:
    """A service's operations, as its model describes them."""

    def __init__(self, service: str) -> None:
        """Load the model, which takes about ten milliseconds."""
        self._service = ServiceModel(Loader().load_service_model(service, "service-2"), service)
        operations = map(self._service.operation_model, self._service.operation_names)
        self._routes = [
            (operation.http["method"], _pattern(operation.http["requestUri"]), operation)
            for operation in operations
        ]

    def route(self, request: Request) -> tuple[OperationModel, dict[str, str]]:
        """Return the operation of a request, and the values in its path.

        Raises:
            ApiError: there is no such operation.
        """
        path = request.path.rstrip("/")
        for method, pattern, operation in self._routes:
            if method == request.method and (match := pattern.fullmatch(path)):
                blanks = match.groupdict()
                return operation, {name: unquote(value) for name, value in blanks.items()}
        raise ApiError(
            404,
            "UnknownOperationException",
            f"The sandbox has no operation {request.method} {request.path}",
        )


def read_parameters(
    operation: OperationModel, blanks: Mapping[str, str], request: Request
) -> dict[str, Any]:
    """Return the parameters of an operation.

    Raises:
        ApiError: they do not fit the model.
    """
    shape = operation.input_shape
    assert shape is not None
    given: dict[str, Any] = {}
    document = _body(request)
    for name, member in shape.members.items():
        path, key = member.serialization.get("location"), member.serialization.get("name", name)
        if path == "uri":
            given[name] = blanks[key]
        elif path == "querystring":
            values = [value for asked, value in request.query if asked == key]
            if values:
                given[name] = _from_text(member, values)
        elif document.get(key) is not None:
            given[name] = document[key]
    if violations := list(_check(shape, given, "")):
        raise _build_error(violations)
    return given


@cache
def _pattern(uri: str) -> re.Pattern[str]:
    return re.compile(_BLANK.sub(r"(?P<\1>[^/]+)", uri.rstrip("/")))


def _body(request: Request) -> dict[str, Any]:
    if not request.body:
        return {}
    try:
        document = json.loads(request.body)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise ApiError(
            400, "ValidationException", "The body is not a JSON object", reason="cannotParse"
        )
    return document


def _from_text(shape: Shape, values: list[str]) -> Any:
    """Return the value of a query parameter, whose form is text whatever its type."""
    if shape.type_name == "list":
        return values
    if shape.type_name == "integer":
        return int(values[-1]) if re.fullmatch(r"-?\d{1,18}", values[-1]) else values[-1]
    return values[-1]


def _check(shape: Shape, value: Any, path: str) -> Iterator[Violation]:
    if not _is_a(shape.type_name, value):
        yield path, f"Member must be a {shape.type_name}"
    elif isinstance(shape, StructureShape):
        yield from _check_members(shape, value, path)
    elif isinstance(shape, MapShape):
        yield from _check_length(shape, len(value), path)
        for key, item in value.items():
            yield from _check(shape.key, key, f"{path}/{key}")
            yield from _check(shape.value, item, f"{path}/{key}")
    elif isinstance(shape, ListShape):
        yield from _check_length(shape, len(value), path)
        for index, item in enumerate(value):
            yield from _check(shape.member, item, f"{path}/{index}")
    elif isinstance(value, str):
        yield from _check_text(shape, value, path)
    elif shape.type_name == "integer":
        yield from _check_range(shape, value, path)


def _is_a(name: str, value: Any) -> bool:
    kind = _TYPES.get(name, object)
    return isinstance(value, kind) and (name == "boolean" or not isinstance(value, bool))


def _check_members(shape: StructureShape, value: Any, path: str) -> Iterator[Violation]:
    for name in shape.required_members:
        if value.get(name) is None:
            yield f"{path}/{name}", "Member must not be null"
    for name, member in shape.members.items():
        if value.get(name) is not None:
            yield from _check(member, value[name], f"{path}/{name}")


def _check_text(shape: Shape, value: str, path: str) -> Iterator[Violation]:
    yield from _check_length(shape, len(value), path)
    pattern = shape.metadata.get("pattern")
    if pattern and not re.fullmatch(pattern, value):
        yield path, f"Member must satisfy regular expression pattern: {pattern}"
    if (allowed := shape.metadata.get("enum")) and value not in allowed:
        yield path, f"Member must satisfy enum value set: [{', '.join(allowed)}]"


def _check_length(shape: Shape, length: int, path: str) -> Iterator[Violation]:
    if length < shape.metadata.get("min", 0):
        yield path, f"Member must have length greater than or equal to {shape.metadata['min']}"
    if length > shape.metadata.get("max", length):
        yield path, f"Member must have length less than or equal to {shape.metadata['max']}"


def _check_range(shape: Shape, value: int, path: str) -> Iterator[Violation]:
    if value < shape.metadata.get("min", value):
        yield path, f"Member must be greater than or equal to {shape.metadata['min']}"
    if value > shape.metadata.get("max", value):
        yield path, f"Member must be less than or equal to {shape.metadata['max']}"


def _build_error(violations: list[Violation]) -> ApiError:
    """Return the error in the words of AWS's services."""
    count = len(violations)
    words = "; ".join(
        f"Value at '{path}' failed to satisfy constraint: {what}" for path, what in violations
    )
    return ApiError(
        400,
        "ValidationException",
        f"{count} validation error{'s' if count > 1 else ''} detected: {words}",
        reason="fieldValidationFailed",
        fieldList=[{"name": path.removeprefix("/"), "message": what} for path, what in violations],
    )
