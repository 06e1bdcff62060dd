"""An OFFSET that discards many rows."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.plans.node import Plan
from dsql_tui.sql.plans.rules.rule import MANY_ROWS, Finding, Rule, count


def _find(plan: Plan) -> Iterator[Finding]:
    for node in plan.nodes:
        if node.kind != "Limit" or node.actual is None or not node.inputs:
            continue
        discarded = node.inputs[0].rows - node.rows
        if discarded >= MANY_ROWS:
            yield Finding(
                node,
                f"OFFSET discards {count(discarded)} that were read.",
                "Page by key instead: WHERE key > the last one, ORDER BY key, LIMIT.",
            )


RULE = Rule("large-offset", _find)
