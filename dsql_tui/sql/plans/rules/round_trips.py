"""A scan that is repeated: each time is a trip to storage."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.plans.node import Plan
from dsql_tui.sql.plans.rules.rule import MANY_LOOPS, Finding, Rule, list_scans


def _find(plan: Plan) -> Iterator[Finding]:
    for node in list_scans(plan):
        if node.loops >= MANY_LOOPS:
            yield Finding(
                node,
                f"{node.table} was read {node.loops:,.0f} times; each is a round trip to storage.",
                "A batched nested loop or a hash join makes fewer. Turn batching on, run ANALYZE, "
                "and join by equality of indexed columns.",
                "SET dsql.enable_batched_nestloop = on;",
            )


RULE = Rule("round-trips", _find)
