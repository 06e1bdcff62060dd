"""Figures of CloudWatch about a cluster.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/monitoring-cloudwatch.html
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from time import time
from typing import Any, NamedTuple

from dsql_tui.aws.errors import translate_errors
from dsql_tui.aws.identity import Identity
from dsql_tui.dsql.cluster_metrics import (
    CONNECTIONS,
    METRICS,
    Metric,
    Series,
    Span,
    make_series,
)
from dsql_tui.dsql.endpoint import Endpoint

_HOUR = 3600


class MonthUsage(NamedTuple):
    """The usage of a cluster since the beginning of the month, in UTC."""

    dpu: float | None
    """`None` without any figure."""
    storage: float | None
    """Bytes, the newest figure; `None` without one."""


class ClusterGauges(NamedTuple):
    """The newest figures of a cluster; `None` without one."""

    connections: float | None
    storage: float | None
    """Bytes."""


def read_gauges(identity: Identity, endpoint: Endpoint) -> ClusterGauges:
    """Return the connections of the last minutes, and the size of the last days; blocks.

    Raises:
        AwsError: CloudWatch refused or was not reached.
    """
    now = datetime.now(timezone.utc)
    queries = [
        _build_connections_query(endpoint, 60),
        _build_cluster_query("storage", "ClusterStorageSize", "Maximum", endpoint),
    ]
    values = _fetch(identity, endpoint, queries, now - timedelta(days=2), now)
    return ClusterGauges(
        next(iter(values.get("connections", ())), None), next(iter(values.get("storage", ())), None)
    )


def read_month_usage(identity: Identity, endpoint: Endpoint) -> MonthUsage:
    """Return the usage of this month; blocks.

    Raises:
        AwsError: CloudWatch refused or was not reached.
    """
    now = datetime.now(timezone.utc)
    start = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    queries = [
        _build_cluster_query("dpu", "TotalDPU", "Sum", endpoint),
        _build_cluster_query("storage", "ClusterStorageSize", "Maximum", endpoint),
    ]
    values = _fetch(identity, endpoint, queries, start, now)
    dpu = values.get("dpu")
    return MonthUsage(sum(dpu) if dpu else None, next(iter(values.get("storage", ())), None))


def read_stream_dpu(
    identity: Identity, endpoint: Endpoint, streams: Sequence[str]
) -> dict[str, float]:
    """Return the DPU of the last 24 hours of change streams by their identifiers; blocks.

    A stream without figures is left out. They have the dimension StreamId beside ClusterId.

    Raises:
        AwsError: CloudWatch refused or was not reached.
    """
    if not streams:
        return {}
    names = {f"s{number}": stream for number, stream in enumerate(streams)}
    queries = [
        _build_query(
            name,
            "AWS/AuroraDSQL",
            "StreamDPU",
            "Sum",
            {"ClusterId": endpoint.identifier, "StreamId": stream},
            _HOUR,
        )
        for name, stream in names.items()
    ]
    now = datetime.now(timezone.utc)
    values = _fetch(identity, endpoint, queries, now - timedelta(days=1), now)
    return {names[name]: sum(found) for name, found in values.items() if found}


def read_series(
    identity: Identity,
    endpoint: Endpoint,
    span: Span,
    metrics: Sequence[Metric] = METRICS,
    now: float | None = None,
) -> list[Series]:
    """Return the values of metrics over a time, in their order; blocks.

    Args:
        identity: The identity that CloudWatch is asked with.
        endpoint: The cluster.
        span: The time until now.
        metrics: The metrics.
        now: Seconds since 1970; by default, the clock says.

    Raises:
        AwsError: CloudWatch refused or was not reached.
    """
    start = span.find_start(time() if now is None else now)
    begin = datetime.fromtimestamp(start, timezone.utc)
    queries = [
        _build_connections_query(endpoint, span.period)
        if metric is CONNECTIONS
        else _build_cluster_query(metric.key, metric.name, metric.statistic, endpoint, span.period)
        for metric in metrics
    ]
    found = _fetch_points(
        identity, endpoint, queries, begin, begin + timedelta(seconds=span.seconds)
    )
    return [
        make_series(
            metric,
            span,
            start,
            [(at.timestamp(), value) for at, value in found.get(metric.key, ())],
        )
        for metric in metrics
    ]


def _fetch(
    identity: Identity,
    endpoint: Endpoint,
    queries: list[dict[str, Any]],
    start: datetime,
    end: datetime,
) -> dict[str, list[float]]:
    """Return the values of each query by its name, the newest first."""
    found = _fetch_points(identity, endpoint, queries, start, end)
    return {name: [value for _, value in points] for name, points in found.items()}


def _fetch_points(
    identity: Identity,
    endpoint: Endpoint,
    queries: list[dict[str, Any]],
    start: datetime,
    end: datetime,
) -> dict[str, list[tuple[datetime, float]]]:
    """Return the times and values of each query by its name, the newest first."""
    client = identity.client(endpoint.region, "cloudwatch")
    found: dict[str, list[tuple[datetime, float]]] = {}
    with translate_errors(identity):
        pages = client.get_paginator("get_metric_data").paginate(
            MetricDataQueries=queries, StartTime=start, EndTime=end, ScanBy="TimestampDescending"
        )
        for page in pages:
            for each in page["MetricDataResults"]:
                points = zip(each["Timestamps"], each["Values"], strict=False)
                found.setdefault(each["Id"], []).extend(points)
    return found


def _build_connections_query(endpoint: Endpoint, period: int) -> dict[str, Any]:
    dimensions = {
        "Service": "AuroraDSQL",
        "Type": "Resource",
        "Resource": CONNECTIONS.name,
        "ResourceId": f"cluster/{endpoint.identifier}",
        "Class": "None",
    }
    return _build_query(
        CONNECTIONS.key, "AWS/Usage", "ResourceCount", "Average", dimensions, period
    )


def _build_cluster_query(
    name: str, metric: str, statistic: str, endpoint: Endpoint, period: int = _HOUR
) -> dict[str, Any]:
    dimensions = {"ClusterId": endpoint.identifier}
    return _build_query(name, "AWS/AuroraDSQL", metric, statistic, dimensions, period)


def _build_query(
    name: str,
    namespace: str,
    metric: str,
    statistic: str,
    dimensions: dict[str, str],
    period: int,
) -> dict[str, Any]:
    return {
        "Id": name,
        "MetricStat": {
            "Metric": {
                "Namespace": namespace,
                "MetricName": metric,
                "Dimensions": [{"Name": key, "Value": each} for key, each in dimensions.items()],
            },
            "Period": period,
            "Stat": statistic,
        },
    }
