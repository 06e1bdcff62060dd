"""A condition on a function of a column, which an index on the column cannot serve."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.plans.conditions import read_conditions, write_index
from dsql_tui.sql.plans.node import Plan
from dsql_tui.sql.plans.rules.rule import Finding, Rule, is_selective, list_scans


def _find(plan: Plan) -> Iterator[Finding]:
    for node in list_scans(plan):
        if not node.is_full_scan or not is_selective(node):
            continue
        for each in read_conditions(node.filter, node.pushed_filter):
            if each.call:
                yield Finding(
                    node,
                    f"No index on a column serves the condition on {each.call}.",
                    "Compare the column alone, or index the expression.",
                    write_index(node.table, [each.call]),
                )


RULE = Rule("function-on-column", _find)
