"""The statements that a cluster spends its time on, from CloudWatch."""

from __future__ import annotations

import re

from dsql_tui.aws.identity import Identity
from dsql_tui.aws.prometheus import query_metrics
from dsql_tui.dsql.cluster_metrics import Span
from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.statement_load import (
    QUERY_ID,
    TIME,
    ClusterLoad,
    WaitGroup,
    build_load,
    write_sum,
    write_top_query,
    write_waits_query,
)


def read_load(
    identity: Identity, endpoint: Endpoint, span: Span, order: WaitGroup = TIME
) -> ClusterLoad:
    """Return the statements with the most load over a time, sorted; blocks.

    Args:
        identity: The identity that CloudWatch is asked with.
        endpoint: The cluster.
        span: The time until now, at most a day.
        order: What the statements are chosen and sorted by.

    Raises:
        AwsError: CloudWatch refused or was not reached.
    """
    cluster, seconds, region = endpoint.identifier, span.seconds, endpoint.region
    top = query_metrics(identity, region, write_top_query(cluster, seconds, order))
    if not top:
        return ClusterLoad((), 0.0)
    identifiers = [re.escape(labels.get(QUERY_ID, "")) for labels, _ in top]
    waits = query_metrics(identity, region, write_waits_query(cluster, seconds, identifiers))
    total = query_metrics(identity, region, write_sum((), cluster, seconds))
    return build_load(top, waits, total, order)
