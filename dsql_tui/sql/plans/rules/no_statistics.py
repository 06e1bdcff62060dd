"""A table that was never analyzed: the planner expects a million rows."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.plans.measures import find_cut_short
from dsql_tui.sql.plans.node import Plan
from dsql_tui.sql.plans.rules.rule import Finding, Rule, count, list_scans

DEFAULT_ROWS = 1_000_000
"""The estimate for a table without statistics, as recorded."""


def _find(plan: Plan) -> Iterator[Finding]:
    cut_short = find_cut_short(plan)
    for node in list_scans(plan):
        if not node.is_full_scan or node.estimate is None or node.estimate.rows != DEFAULT_ROWS:
            continue
        if node.actual is None or node.rows_read / node.loops * 2 < DEFAULT_ROWS:
            is_whole = node.actual is not None and node not in cut_short
            real = f", but has {count(node.rows_read / node.loops)}" if is_whole else ""
            yield Finding(
                node,
                f"{node.table} has no statistics: it is planned as 1,000,000 rows{real}.",
                "Let Aurora DSQL count its rows and values, then look at the plan again.",
                f"ANALYZE {node.table};",
            )


RULE = Rule("no-statistics", _find)
