"""The statement statistics of a cluster, a group of metrics that is off by default.

https://docs.aws.amazon.com/aurora-dsql/latest/APIReference/API_UpdateCluster.html
"""

from __future__ import annotations

from dsql_tui.dsql.changes import Call, Change, Wait
from dsql_tui.dsql.cluster import Cluster

STATEMENT_STATISTICS = "STATEMENT_STATISTICS"
"""The metric group with the statements and their DPU, in CloudWatch."""


def set_statistics(cluster: Cluster, on: bool) -> Change:
    """Turn the statement statistics of a cluster on or off, which AWS charges for."""
    groups = [{"metricGroup": STATEMENT_STATISTICS}] if on else []
    region, identifier = cluster.endpoint.region, cluster.endpoint.identifier
    call = Call("UpdateCluster", region, {"identifier": identifier, "metricGroups": groups})
    steps = call, Wait(region, identifier)
    return Change(f"Turn {'on' if on else 'off'} statement statistics of {cluster.title}", steps)
