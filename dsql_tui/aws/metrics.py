"""Figures of CloudWatch about a cluster.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/monitoring-cloudwatch.html
"""

from __future__ import annotations

from datetime import datetime, timezone
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


def read_month_usage(identity: Identity, endpoint: Endpoint) -> MonthUsage:
    """Return the usage of this month; blocks.

    Raises:
        AwsError: CloudWatch refused or was not reached.
    """
    client = identity.client(endpoint.region, "cloudwatch")
    now = datetime.now(timezone.utc)
    start = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    queries = [
        _build_query("dpu", "TotalDPU", "Sum", endpoint.identifier),
        _build_query("storage", "ClusterStorageSize", "Maximum", endpoint.identifier),
    ]
    with translate_errors(identity):
        answer = client.get_metric_data(
            MetricDataQueries=queries,
            StartTime=start,
            EndTime=now,
            ScanBy="TimestampDescending",
        )
    values = {each["Id"]: each["Values"] for each in answer["MetricDataResults"]}
    dpu, storage = values.get("dpu") or (), values.get("storage") or ()
    return MonthUsage(sum(dpu) if dpu else None, storage[0] if storage else None)


def _build_query(name: str, metric: str, statistic: str, identifier: str) -> dict[str, Any]:
    return {
        "Id": name,
        "MetricStat": {
            "Metric": {
                "Namespace": "AWS/AuroraDSQL",
                "MetricName": metric,
                "Dimensions": [{"Name": "ClusterId", "Value": identifier}],
            },
            "Period": _HOUR,
            "Stat": statistic,
        },
    }
