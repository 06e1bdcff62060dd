"""Figures of CloudWatch about a cluster.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/monitoring-cloudwatch.html
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

from dsql_tui.aws.errors import translate_errors
from dsql_tui.aws.identity import Identity
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
    usage = {
        "Service": "AuroraDSQL",
        "Type": "Resource",
        "Resource": "ClusterConnectionCount",
        "ResourceId": f"cluster/{endpoint.identifier}",
        "Class": "None",
    }
    queries = [
        _build_query("connections", "AWS/Usage", "ResourceCount", "Average", usage, 60),
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


def _fetch(
    identity: Identity,
    endpoint: Endpoint,
    queries: list[dict[str, Any]],
    start: datetime,
    end: datetime,
) -> dict[str, list[float]]:
    """Return the values of each query by its name, the newest first."""
    client = identity.client(endpoint.region, "cloudwatch")
    with translate_errors(identity):
        answer = client.get_metric_data(
            MetricDataQueries=queries, StartTime=start, EndTime=end, ScanBy="TimestampDescending"
        )
    return {each["Id"]: each["Values"] for each in answer["MetricDataResults"]}


def _build_cluster_query(
    name: str, metric: str, statistic: str, endpoint: Endpoint
) -> dict[str, Any]:
    dimensions = {"ClusterId": endpoint.identifier}
    return _build_query(name, "AWS/AuroraDSQL", metric, statistic, dimensions, _HOUR)


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
