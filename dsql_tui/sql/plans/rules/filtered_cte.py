"""A WITH query whose rows are filtered after all of them were computed."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.plans.node import Plan
from dsql_tui.sql.plans.rules.rule import MANY_ROWS, Finding, Rule, count


def _find(plan: Plan) -> Iterator[Finding]:
    for node in plan.nodes:
        if node.kind == "CTE Scan" and node.filter and node.rows_removed >= MANY_ROWS:
            yield Finding(
                node,
                f"{count(node.rows_removed)} of a WITH query are computed, then filtered out.",
                "Write the condition inside the WITH query, or declare it NOT MATERIALIZED.",
            )


RULE = Rule("filtered-cte", _find)
