"""Requests that boto3 does not send, checked against the service's model."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dsql_tui.sandbox.control.api_model import Model, read_parameters
from dsql_tui.sandbox.control.calls import Request
from dsql_tui.sandbox.state.api_error import ApiError

MODEL = Model("dsql")
ID = "a" * 26
ARN = f"arn%3Aaws%3Adsql%3Aus-east-1%3A111122223333%3Acluster%2F{ID}"


def read(method: str, target: str, body: object = None) -> tuple[str, dict[str, object]]:
    """Return the operation of a request, and its parameters."""
    sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    request = Request(method, target, {}, sent)
    operation, blanks = MODEL.route(request)
    return operation.name, read_parameters(operation, blanks, request)


FIT = [
    ("GET", "/cluster", None, "ListClusters", {}),
    ("GET", "/cluster?max-results=7", None, "ListClusters", {"maxResults": 7}),
    ("GET", f"/cluster/{ID}", None, "GetCluster", {"identifier": ID}),
    ("POST", "/cluster", {"tags": {"a": "b"}}, "CreateCluster", {"tags": {"a": "b"}}),
    ("POST", "/cluster", {"tags": None, "new": 1}, "CreateCluster", {}),
    (
        "DELETE",
        f"/tags/{ARN}?tagKeys=a&tagKeys=b%20c",
        None,
        "UntagResource",
        {
            "resourceArn": f"arn:aws:dsql:us-east-1:111122223333:cluster/{ID}",
            "tagKeys": ["a", "b c"],
        },
    ),
]


@pytest.mark.parametrize(("method", "target", "body", "name", "given"), FIT)
def test_what_fits_the_model_is_read(
    method: str, target: str, body: object, name: str, given: dict[str, object]
) -> None:
    assert read(method, target, body) == (name, given)


UNFIT: list[tuple[str, str, object, str, str]] = [
    ("GET", "/cluster/UPPER", None, "identifier", "regular expression pattern: [a-z0-9]{26}"),
    ("GET", "/cluster?max-results=0", None, "maxResults", "greater than or equal to 1"),
    ("GET", "/cluster?max-results=101", None, "maxResults", "less than or equal to 100"),
    ("GET", "/cluster?max-results=x", None, "maxResults", "must be a integer"),
    ("POST", "/cluster", {"tags": []}, "tags", "must be a map"),
    ("POST", "/cluster", {"tags": {"a": 1}}, "tags/a", "must be a string"),
    ("POST", "/cluster", {"clientToken": "two words"}, "clientToken", "pattern: [!-~]+"),
    ("POST", "/cluster", {"kmsEncryptionKey": "x" * 2049}, "kmsEncryptionKey", "equal to 2048"),
    ("POST", "/cluster", {"deletionProtectionEnabled": 1}, "deletionProtectionEnabled", "boolean"),
    (
        "POST",
        "/cluster",
        {"metricGroups": [{"metricGroup": "ALL"}]},
        "metricGroups/0/metricGroup",
        "enum value set: [STATEMENT_STATISTICS]",
    ),
    ("POST", f"/cluster/{ID}/policy", {}, "policy", "must not be null"),
    ("POST", f"/cluster/{ID}/policy", {"policy": "x" * 20_481}, "policy", "equal to 20480"),
]


@pytest.mark.parametrize(("method", "target", "body", "field", "words"), UNFIT)
def test_what_does_not_fit_is_refused_by_field(
    method: str, target: str, body: object, field: str, words: str
) -> None:
    with pytest.raises(ApiError) as caught:
        read(method, target, body)
    assert (caught.value.status, caught.value.name) == (400, "ValidationException")
    assert caught.value.details["reason"] == "fieldValidationFailed"
    violations: Any = caught.value.details["fieldList"]
    (violation,) = violations
    assert violation["name"] == field
    assert words in violation["message"]
    assert str(caught.value).startswith("1 validation error detected: Value at '/")


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff"])
def test_a_body_that_is_no_object_cannot_be_parsed(body: bytes) -> None:
    with pytest.raises(ApiError) as caught:
        read("POST", "/cluster", body)
    assert caught.value.details["reason"] == "cannotParse"


def test_a_path_that_is_none_is_unknown() -> None:
    with pytest.raises(ApiError) as caught:
        read("PATCH", "/cluster")
    assert caught.value.name == "UnknownOperationException"
