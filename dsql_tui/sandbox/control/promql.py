"""CloudWatch's API for PromQL: the load of statements, from what the sandbox has measured.

It knows the forms of queries that AWS shows for this metric: a selector, its sum or average over
time, an aggregation of them, and topk.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-PromQL-API-QueryMetrics.html
https://docs.aws.amazon.com/aurora-dsql/latest/userguide/dsql-db-insights.html
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import parse_qsl

from dsql_tui.sandbox.control.calls import Caller, Reply, Request
from dsql_tui.sandbox.plans.plans import identifier
from dsql_tui.sandbox.state import policies
from dsql_tui.sandbox.state.api_error import ApiError
from dsql_tui.sandbox.state.clusters import Registry
from dsql_tui.sandbox.state.metrics import MINUTE, Load, Metrics

PATH = "/api/v1/query"
ACTIONS = ("cloudwatch:GetMetricData", "cloudwatch:ListMetrics")
MAX_SERIES = 500
MAX_RANGE = 24 * 3600
"""Seconds that a selector can reach back."""

_METRIC = "db.active_sessions.avg"
_CLUSTER = "@resource.aws.auroradsql.cluster_id"
_LOOKBACK = 300
"""Seconds for which a value counts without a range, as in Prometheus."""
_CLASSES = {"OnCpu": "class:oncpu", "ClientRead": "class:client"}
_JSON = "application/json"

_STRING = r'"(?:[^"\\]|\\.)*"'
_QUERY = re.compile(
    rf"""\s*(?:topk\(\s*(?P<top>\d+)\s*,)?
    \s*(?:(?P<aggregate>sum|avg)\s*(?:by\s*\((?P<labels>[^()]*)\))?\s*\()?
    \s*(?:(?P<over>sum|avg)_over_time\()?
    \s*\{{(?P<matchers>(?:{_STRING}|[^"{{}}])*)\}}(?:\[(?P<range>\d+)(?P<unit>[smhd])\])?
    [\s)]*""",
    re.VERBOSE,
)
_MATCHER = re.compile(
    rf"\s*(?:(?P<metric>{_STRING})|(?P<name>{_STRING}|\w+)\s*(?P<sign>=~|!~|!=|=)\s*"
    rf"(?P<value>{_STRING}))\s*(?:,|$)"
)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}

Labels = dict[str, str]


class _Series(NamedTuple):
    labels: Labels
    value: float


class PromQl:
    """The operation QueryMetrics, for one instant."""

    def __init__(self, registry: Registry, metrics: Metrics) -> None:
        self._registry = registry
        self._metrics = metrics

    def answer(self, request: Request, caller: Caller) -> Reply:
        """Answer a query.

        Raises:
            ApiError: it is not allowed, or malformed.
        """
        for action in ACTIONS:
            if denial := policies.find_denial(caller.identity, action, "*", None):
                raise ApiError(403, "AccessDeniedException", denial)
        form = parse_qsl(request.body.decode(errors="replace"))
        asked = dict(request.query if request.method == "GET" else form)
        series = self._evaluate(asked.get("query", ""), caller)[:MAX_SERIES]
        now = time.time()
        result = [{"metric": each.labels, "value": [now, f"{each.value:.12g}"]} for each in series]
        data = {"resultType": "vector", "result": result}
        body = json.dumps({"status": "success", "data": data}).encode()
        return Reply(200, _JSON, body)

    def _evaluate(self, query: str, caller: Caller) -> list[_Series]:
        found = _QUERY.fullmatch(query)
        if found is None or query.count("(") != query.count(")"):
            raise _invalid(f"The sandbox cannot evaluate {query}")
        reach = int(found["range"]) * _SECONDS[found["unit"]] if found["range"] else _LOOKBACK
        if reach > MAX_RANGE:
            raise _invalid("The range of a selector must be 24 hours at most")
        accepts = _read_matchers(found["matchers"])
        samples = [each for each in self._select(reach, caller) if accepts(each[0])]
        series = [_Series(labels, _reduce(values, found["over"])) for labels, values in samples]
        if found["aggregate"]:
            names = [_unquote(name) for name in re.findall(_STRING, found["labels"] or "")]
            series = _aggregate(series, names, found["aggregate"])
        if found["top"]:
            series = sorted(series, key=lambda each: -each.value)[: int(found["top"])]
        return series

    def _select(self, reach: int, caller: Caller) -> Iterator[tuple[Labels, list[float]]]:
        """Yield the series of all clusters of the caller: labels, and a value for each minute."""
        now = time.time()
        span = (now - reach) // MINUTE * MINUTE, now
        for record in self._registry.all():
            cluster = record.cluster.endpoint
            if self._registry.find(caller.region, caller.identity.account, cluster.identifier):
                for load, seconds in self._metrics.read_load(cluster.host, span):
                    if seconds:
                        labels = _describe(load, cluster.identifier)
                        yield labels, [each / MINUTE for each in seconds]


def answer_error(error: ApiError) -> Reply:
    """Answer a query that failed, in the form of Prometheus."""
    kind = {400: "bad_data"}.get(error.status, error.name)
    body = json.dumps({"status": "error", "errorType": kind, "error": str(error)}).encode()
    return Reply(error.status, _JSON, body)


def _describe(load: Load, cluster: str) -> Labels:
    digest = int.from_bytes(sha256(load.text.encode(errors="replace")).digest()[:8], "big")
    return {
        "__name__": _METRIC,
        _CLUSTER: cluster,
        "db.query.id": identifier(digest),
        "db.query.normalized_text": load.text,
        "db.wait.event": load.wait,
        "db.wait.class": _CLASSES.get(load.wait, "class:io"),
        "db.session.state": "idle in transaction" if load.wait == "ClientRead" else "active",
    }


def _reduce(values: list[float], over: str | None) -> float:
    """Return the value of a series: its newest one, or the sum or average over a time."""
    if over is None:
        return values[-1]
    return sum(values) / (len(values) if over == "avg" else 1)


def _aggregate(series: list[_Series], names: list[str], how: str) -> list[_Series]:
    groups: dict[tuple[tuple[str, str], ...], list[float]] = {}
    for labels, value in series:
        key = tuple((name, labels[name]) for name in names if name in labels)
        groups.setdefault(key, []).append(value)
    return [
        _Series(dict(key), sum(values) / (len(values) if how == "avg" else 1))
        for key, values in groups.items()
    ]


def _read_matchers(text: str) -> Callable[[Mapping[str, str]], bool]:
    """Return whether the labels of a series match a selector."""
    tests: list[tuple[str, str, str]] = []
    position = 0
    while position < len(text):
        found = _MATCHER.match(text, position)
        if found is None:
            raise _invalid(f"The sandbox cannot read the selector {{{text}}}")
        position = found.end()
        if found["metric"]:
            tests.append(("__name__", "=", _unquote(found["metric"])))
        else:
            name = found["name"]
            name = _unquote(name) if name.startswith('"') else name
            tests.append((name, found["sign"], _unquote(found["value"])))
    if not any(name == "__name__" for name, *_ in tests):
        raise _invalid("A selector must name a metric")
    return lambda labels: all(_matches(labels.get(name, ""), *test) for name, *test in tests)


def _matches(value: str, sign: str, wanted: str) -> bool:
    if sign in ("=", "!="):
        return (value == wanted) == (sign == "=")
    try:
        found = re.fullmatch(wanted, value) is not None
    except re.error:
        raise _invalid(f"{wanted} is not a regular expression") from None
    return found == (sign == "=~")


def _unquote(text: str) -> str:
    return str(json.loads(text))


def _invalid(text: str) -> ApiError:
    return ApiError(400, "ValidationException", text)
