"""A join without a condition."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.plans.node import Node, Plan
from dsql_tui.sql.plans.rules.rule import MANY_ROWS, Finding, Rule, count


def _find(plan: Plan) -> Iterator[Finding]:
    for node in plan.nodes:
        if not node.kind.startswith("Nested Loop") or len(node.inputs) != 2:
            continue
        outer, inner = node.inputs
        if node.get("Join Filter") or _has_condition(inner) or node.rows < MANY_ROWS:
            continue
        if min(outer.rows, node.rows) > 1:
            yield Finding(
                node,
                f"Each row is joined with every other one: {count(node.rows)}.",
                "Add the missing join condition, unless you want all combinations.",
            )


def _has_condition(inner: Node) -> bool:
    return any(node.condition or node.get("Cache Key") for node in inner.walk())


RULE = Rule("cross-join", _find)
