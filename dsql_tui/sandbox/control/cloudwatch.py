"""CloudWatch: the metrics of clusters, from what the sandbox really did.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from dsql_tui.sandbox.control import query
from dsql_tui.sandbox.control.calls import Caller, Reply, Request
from dsql_tui.sandbox.world import policies
from dsql_tui.sandbox.world.clusters import Registry
from dsql_tui.sandbox.world.fault import Fault
from dsql_tui.sandbox.world.meters import MINUTE, Meters

SERVICE = "monitoring"
"""What its signatures call it."""

CLUSTER_METRICS = "AWS/AuroraDSQL"
USAGE_METRICS = "AWS/Usage"
QUERIES = 500
"""In one call, at most."""

_ACTION = "GetMetricData"
_TARGET = f"GraniteServiceVersion20100801.{_ACTION}"
_NAMESPACE = "http://monitoring.amazonaws.com/doc/2010-08-01/"
_JSON = "application/x-amz-json-1.0"
_NAMES = {"ValidationException": "ValidationError", "AccessDeniedException": "AccessDenied"}
"""What CloudWatch calls an error that other services have another name for."""


class CloudWatch:
    """Answers calls of the service `monitoring`, in JSON or, to older clients, in XML."""

    def __init__(self, registry: Registry, meters: Meters) -> None:
        self._registry = registry
        self._meters = meters

    def answer(self, request: Request, caller: Caller) -> Reply:
        """Do what is asked.

        Raises:
            Fault: it is anything but GetMetricData, or not allowed, or not well-formed.
        """
        asked = _read(request)
        if told := policies.refusal(caller.identity, f"cloudwatch:{_ACTION}", "*", None):
            raise Fault(403, "AccessDeniedException", told)
        result = {"MetricDataResults": self._results(asked, caller)}
        if _is_json(request):
            return Reply(200, _JSON, json.dumps(result, default=datetime.timestamp).encode())
        return Reply(200, query.KIND, query.answer(_ACTION, _NAMESPACE, result))

    def refuse(self, fault: Fault, request: Request) -> Reply:
        """The answer to a call that failed."""
        name = _NAMES.get(fault.name, fault.name.removesuffix("Exception"))
        if not _is_json(request):
            return Reply(fault.status, query.KIND, query.error(name, str(fault), _NAMESPACE))
        body = json.dumps({"__type": name, "message": str(fault)}).encode()
        return Reply(fault.status, _JSON, body, {"x-amzn-query-error": f"{name};Sender"})

    def _results(self, asked: Mapping[str, Any], caller: Caller) -> list[dict[str, Any]]:
        queries = asked.get("MetricDataQueries")
        if not isinstance(queries, list) or not 0 < len(queries) <= QUERIES:
            raise _invalid(f"MetricDataQueries must be 1 to {QUERIES}")
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
        if host is None:
            return []
        try:
            found = self._meters.read(host, name, span, period)
            return [(at, samples.statistic(statistic)) for at, samples in found]
        except ValueError:
            raise _invalid(f"The value {statistic} for parameter Stat is not supported") from None

    def _host(self, namespace: object, dimensions: Mapping[str, str], caller: Caller) -> str | None:
        """The endpoint of the cluster that the dimensions name, if exactly those name one."""
        if namespace == CLUSTER_METRICS and set(dimensions) == {"ClusterId"}:
            identifier = dimensions["ClusterId"]
        elif namespace == USAGE_METRICS and dimensions.get("Service") == "AuroraDSQL":
            identifier = dimensions.get("ResourceId", "").removeprefix("cluster/")
        else:
            return None
        place = self._registry.find(caller.region, caller.identity.account, identifier)
        return place.cluster.endpoint.host if place else None


def _is_json(request: Request) -> bool:
    return "json" in request.headers.get("content-type", "")


def _read(request: Request) -> dict[str, Any]:
    """The parameters, in either protocol."""
    if not _is_json(request):
        form = query.parse(request.body)
        if form.get("Action") != _ACTION:
            raise Fault(400, "InvalidAction", f"The sandbox has no operation {form.get('Action')}")
        return form
    target = request.headers.get("x-amz-target", "")
    if target != _TARGET:
        raise Fault(400, "InvalidAction", f"The sandbox has no operation {target}")
    try:
        told = json.loads(request.body)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise _invalid("The body is no JSON object")
    return told


def _seconds(asked: Mapping[str, Any], name: str) -> float:
    """A time: a number of seconds in JSON, written out in a form."""
    value = asked.get(name)
    try:
        if isinstance(value, str):
            moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
            return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise _invalid(f"The parameter {name} is required, and a time") from None


def _invalid(text: str) -> Fault:
    return Fault(400, "ValidationException", text)
