"""Several conditions that are true together more often than the planner expects."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.plans.conditions import read_conditions
from dsql_tui.sql.plans.measures import get_misestimate
from dsql_tui.sql.plans.node import Plan
from dsql_tui.sql.plans.rules.rule import Finding, Rule, list_scans

_FACTOR = 5
_MIN_ROWS = 100


def _find(plan: Plan) -> Iterator[Finding]:
    for node in list_scans(plan):
        conditions = read_conditions(node.condition, node.pushed_filter, node.filter)
        columns = sorted({each.column for each in conditions if each.is_equality})
        if len(columns) < 2 or node.actual is None or node.estimate is None:
            continue
        more = node.actual.rows > max(node.estimate.rows, _MIN_ROWS)
        if more and get_misestimate(node) >= _FACTOR:
            names = ", ".join(columns)
            yield Finding(
                node,
                f"The conditions on {names} are true together more often than estimated.",
                "Collect statistics on these columns together, then run ANALYZE.",
                f"CREATE STATISTICS ON {names} FROM {node.table};",
            )


RULE = Rule("correlated-columns", _find)
