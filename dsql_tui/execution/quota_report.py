"""The quotas of a cluster and their usage, from its catalog and from CloudWatch."""

from __future__ import annotations

from contextlib import closing
from typing import NamedTuple

from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.metrics import read_gauges
from dsql_tui.db.quota_use import read_quota_use
from dsql_tui.dsql.quotas import CONNECTIONS, STORAGE, QuotaUse, combine_uses
from dsql_tui.opening import Access


class QuotaReport(NamedTuple):
    """All quotas, and why the usage of some is unknown."""

    uses: list[QuotaUse]
    problem: str = ""


def read_quotas(access: Access) -> QuotaReport:
    """Return the quotas of a cluster; blocks.

    Raises:
        AwsError, CatalogError, ConnectError: The catalog cannot be read.
    """
    with closing(access.open()) as session:
        known = read_quota_use(session)
    try:
        gauges = read_gauges(access.identity, access.endpoint)
    except AwsError as error:
        words = "Connections and storage are unknown: CloudWatch cannot be read"
        return QuotaReport(combine_uses(known), f"{words} (cloudwatch:GetMetricData). {error}")
    known[CONNECTIONS] = QuotaUse(CONNECTIONS, gauges.connections)
    known[STORAGE] = QuotaUse(STORAGE, gauges.storage)
    return QuotaReport(combine_uses(known))
