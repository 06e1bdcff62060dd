"""A scan that reads a whole table, and no condition that would make it shorter."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.plans.node import Node, Plan
from dsql_tui.sql.plans.rules.rule import MANY_COST, MANY_ROWS, Finding, Rule, count, list_scans


def _find(plan: Plan) -> Iterator[Finding]:
    for node in list_scans(plan):
        if not node.is_full_scan or node.filter or node.pushed_filter or _is_limited(node):
            continue
        if node.actual is None and node.estimate and node.estimate.total >= MANY_COST:
            problem = f"The whole table {node.table} will be read."
        elif node.actual is not None and node.rows_read >= MANY_ROWS:
            problem = f"The whole table {node.table} was read: {count(node.rows_read)}."
        else:
            continue
        advice = (
            "If you need only some rows, add a condition on the key or on an indexed column, "
            "or a LIMIT."
        )
        yield Finding(node, problem, advice)


def _is_limited(node: Node) -> bool:
    return any(part.get("Limit") for part in node.storage)


RULE = Rule("full-scan", _find)
