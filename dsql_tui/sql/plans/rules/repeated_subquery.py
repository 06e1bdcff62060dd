"""A subquery that runs for each row."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.plans.node import Plan
from dsql_tui.sql.plans.rules.rule import MANY_LOOPS, Finding, Rule


def _find(plan: Plan) -> Iterator[Finding]:
    for node in plan.nodes:
        if node.role.startswith("SubPlan") and node.loops >= MANY_LOOPS:
            yield Finding(
                node,
                f"The subquery ran {node.loops:,.0f} times, for one row each.",
                "Write it as a join, or as EXISTS, so that it runs once.",
            )


RULE = Rule("repeated-subquery", _find)
