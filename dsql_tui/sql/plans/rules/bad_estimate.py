"""An estimate of a scan that is far from the rows that came."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.plans.measures import find_cut_short, get_misestimate
from dsql_tui.sql.plans.node import Plan
from dsql_tui.sql.plans.rules.no_statistics import DEFAULT_ROWS
from dsql_tui.sql.plans.rules.rule import MANY_ROWS, Finding, Rule, count, list_scans

_FACTOR = 10


def _find(plan: Plan) -> Iterator[Finding]:
    cut_short = find_cut_short(plan)
    for node in list_scans(plan):
        estimate, actual = node.estimate, node.actual
        if estimate is None or actual is None or estimate.rows == DEFAULT_ROWS:
            continue
        factor = get_misestimate(node, node in cut_short)
        if factor >= _FACTOR and max(estimate.rows, actual.rows) >= MANY_ROWS:
            yield Finding(
                node,
                f"{node.table}: {count(estimate.rows)} estimated, {actual.rows:,.0f} came.",
                "Renew the statistics of the table; the plan may suit other numbers of rows.",
                f"ANALYZE {node.table};",
            )


RULE = Rule("bad-estimate", _find)
