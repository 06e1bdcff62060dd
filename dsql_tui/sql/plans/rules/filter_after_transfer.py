"""A filter that storage cannot check: the rows travel first."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.plans.node import Plan
from dsql_tui.sql.plans.rules.rule import MANY_COST, MANY_ROWS, Finding, Rule, count, list_scans


def _find(plan: Plan) -> Iterator[Finding]:
    for node in list_scans(plan):
        if not node.filter or not (node.storage or node.kind.startswith("Full Scan")):
            continue
        if node.actual is None:
            if not (node.estimate and node.estimate.total >= MANY_COST):
                continue
            problem = f"A filter on {node.table} will be checked after the rows are transferred."
        elif node.rows_removed >= MANY_ROWS:
            problem = (
                f"{count(node.rows_removed)} of {node.table} were transferred, then filtered out."
            )
        else:
            continue
        yield Finding(
            node,
            problem,
            "Storage checks plain comparisons of a column with a value (“Filters:”), but not "
            "functions and patterns. Add such a comparison, or an index for the condition.",
        )


RULE = Rule("filter-after-transfer", _find)
