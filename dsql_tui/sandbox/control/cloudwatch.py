"""CloudWatch: the metrics of clusters, from what the sandbox has done.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any

from dsql_tui.sandbox.control import cbor_protocol, promql, query_protocol
from dsql_tui.sandbox.control.calls import Caller, Reply, Request
from dsql_tui.sandbox.state import policies
from dsql_tui.sandbox.state.api_error import ApiError
from dsql_tui.sandbox.state.clusters import Registry
from dsql_tui.sandbox.state.metrics import MINUTE, Metrics

SERVICE = "monitoring"
"""Its name in signatures."""

CLUSTER_METRICS = "AWS/AuroraDSQL"
USAGE_METRICS = "AWS/Usage"
MAX_QUERIES = 500
"""The most queries in one call."""

_CLUSTER_DIMENSIONS = ({"ClusterId"}, {"ClusterId", "StreamId"})
_ACTION = "GetMetricData"
_API = "GraniteServiceVersion20100801"
_TARGET = f"{_API}.{_ACTION}"
_PATH = f"/service/{_API}/operation/{_ACTION}"
_MODEL = "cloudwatch"
"""The service's name in botocore."""
_NAMESPACE = "http://monitoring.amazonaws.com/doc/2010-08-01/"
_JSON = "application/x-amz-json-1.0"
_NAMES = {"ValidationException": "ValidationError", "AccessDeniedException": "AccessDenied"}
"""CloudWatch's names for errors that other services name differently."""


class CloudWatch:
    """The service `monitoring`, in CBOR, in JSON or, for older clients, in XML."""

    def __init__(self, registry: Registry, metrics: Metrics) -> None:
        self._registry = registry
        self._metrics = metrics
        self._promql = promql.PromQl(registry, metrics)

    def answer(self, request: Request, caller: Caller) -> Reply:
        """Answer a call.

        Raises:
            ApiError: it is not GetMetricData or PromQL, not allowed or malformed.
        """
        if request.path == promql.PATH:
            return self._promql.answer(request, caller)
        asked = _read(request)
        if document := policies.find_denial(caller.identity, f"cloudwatch:{_ACTION}", "*", None):
            raise ApiError(403, "AccessDeniedException", document)
        result = {"MetricDataResults": self._results(asked, caller)}
        if _is_cbor(request):
            body = cbor_protocol.build_answer(_MODEL, _ACTION, result)
            return Reply(200, cbor_protocol.CONTENT_TYPE, body, cbor_protocol.HEADERS)
        if _is_json(request):
            return Reply(200, _JSON, json.dumps(result, default=datetime.timestamp).encode())
        return Reply(
            200,
            query_protocol.CONTENT_TYPE,
            query_protocol.build_answer(_ACTION, _NAMESPACE, result),
        )

    def answer_error(self, error: ApiError, request: Request) -> Reply:
        """Answer a call that failed."""
        if request.path == promql.PATH:
            return promql.answer_error(error)
        name = _NAMES.get(error.name, error.name.removesuffix("Exception"))
        code = {"x-amzn-query-error": f"{name};Sender"}
        if _is_cbor(request):
            body = cbor_protocol.build_error(_MODEL, name, str(error))
            headers = {**cbor_protocol.HEADERS, **code}
            return Reply(error.status, cbor_protocol.CONTENT_TYPE, body, headers)
        if not _is_json(request):
            return Reply(
                error.status,
                query_protocol.CONTENT_TYPE,
                query_protocol.build_error(name, str(error), _NAMESPACE),
            )
        body = json.dumps({"__type": name, "message": str(error)}).encode()
        return Reply(error.status, _JSON, body, code)

    def _results(self, asked: Mapping[str, Any], caller: Caller) -> list[dict[str, Any]]:
        queries = asked.get("MetricDataQueries")
        if not isinstance(queries, list) or not 0 < len(queries) <= MAX_QUERIES:
            raise _invalid(f"MetricDataQueries must be 1 to {MAX_QUERIES}")
        span = (_seconds(asked, "StartTime"), _seconds(asked, "EndTime"))
        if span[0] >= span[1]:
            raise _invalid("The parameter StartTime must be less than the parameter EndTime.")
        newest_first = asked.get("ScanBy", "TimestampDescending") == "TimestampDescending"
        results = []
        for one in queries:
            points = self._points(one, span, caller)
            points.sort(reverse=newest_first)
            results.append(
                {
                    "Id": str(one.get("Id", "")),
                    "Label": str(one.get("Label") or one["MetricStat"]["Metric"]["MetricName"]),
                    "Timestamps": [datetime.fromtimestamp(at, timezone.utc) for at, _ in points],
                    "Values": [value for _, value in points],
                    "StatusCode": "Complete",
                }
            )
        return results

    def _points(
        self, one: Any, span: tuple[float, float], caller: Caller
    ) -> list[tuple[int, float]]:
        try:
            asked = one["MetricStat"]
            metric, statistic = asked["Metric"], str(asked["Stat"])
            dimensions = {pair["Name"]: pair["Value"] for pair in metric.get("Dimensions") or ()}
            name, namespace = str(metric["MetricName"]), metric["Namespace"]
            period = int(asked["Period"])
        except (KeyError, TypeError, ValueError, AttributeError):
            raise _invalid(
                "The sandbox answers MetricStat queries only, and no expressions"
            ) from None
        if period < MINUTE or period % MINUTE:
            raise _invalid("Period must be a multiple of 60")
        host = self._host(namespace, dimensions, caller)
        if namespace == USAGE_METRICS:
            name = f"{name} {dimensions.get('Resource')}"
        elif "StreamId" in dimensions:
            name = f"{name} {dimensions['StreamId']}"
        if host is None:
            return []
        try:
            found = self._metrics.read(host, name, span, period)
            return [(at, samples.statistic(statistic)) for at, samples in found]
        except ValueError:
            raise _invalid(f"The value {statistic} for parameter Stat is not supported") from None

    def _host(self, namespace: object, dimensions: Mapping[str, str], caller: Caller) -> str | None:
        """Return the endpoint of the cluster that exactly these dimensions name, if any."""
        if namespace == CLUSTER_METRICS and set(dimensions) in _CLUSTER_DIMENSIONS:
            identifier = dimensions["ClusterId"]
        elif namespace == USAGE_METRICS and dimensions.get("Service") == "AuroraDSQL":
            identifier = dimensions.get("ResourceId", "").removeprefix("cluster/")
        else:
            return None
        record = self._registry.find(caller.region, caller.identity.account, identifier)
        return record.cluster.endpoint.host if record else None


def _is_json(request: Request) -> bool:
    return "json" in request.headers.get("content-type", "")


def _is_cbor(request: Request) -> bool:
    return request.headers.get("smithy-protocol") == cbor_protocol.HEADERS["smithy-protocol"]


def _read(request: Request) -> dict[str, Any]:
    """Return the parameters, in any protocol."""
    if _is_cbor(request):
        _check_operation(request.path, _PATH)
        return _read_object(cbor_protocol.parse_body, request.body, "CBOR map")
    if _is_json(request):
        _check_operation(request.headers.get("x-amz-target", ""), _TARGET)
        return _read_object(json.loads, request.body, "JSON object")
    form = query_protocol.parse_form(request.body)
    _check_operation(str(form.get("Action")), _ACTION)
    return form


def _check_operation(asked: str, known: str) -> None:
    if asked != known:
        raise ApiError(400, "InvalidAction", f"The sandbox has no operation {asked}")


def _read_object(parse: Callable[[bytes], Any], body: bytes, kind: str) -> dict[str, Any]:
    try:
        document = parse(body)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise _invalid(f"The body is not a {kind}")
    return document


def _seconds(asked: Mapping[str, Any], name: str) -> float:
    """Return a time: a number of seconds in JSON, written out in a form."""
    value = asked.get(name)
    try:
        if isinstance(value, datetime):
            return value.timestamp()
        if isinstance(value, str):
            moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
            return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise _invalid(f"The parameter {name} is required, and a time") from None


def _invalid(text: str) -> ApiError:
    return ApiError(400, "ValidationException", text)
