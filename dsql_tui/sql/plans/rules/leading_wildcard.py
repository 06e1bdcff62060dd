"""A pattern that begins with a wildcard."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.plans.conditions import read_conditions
from dsql_tui.sql.plans.node import Plan
from dsql_tui.sql.plans.rules.rule import Finding, Rule, is_selective, list_scans


def _find(plan: Plan) -> Iterator[Finding]:
    for node in list_scans(plan):
        for each in read_conditions(node.filter, node.pushed_filter):
            pattern = each.operator in ("~~", "~~*") and not each.is_range
            if pattern and is_selective(node):
                yield Finding(
                    node,
                    f"The pattern for {each.column} has no fixed beginning.",
                    "An index serves only a pattern such as 'abc%'. Add another condition, or "
                    "keep the words that you search for in a table of their own.",
                )


RULE = Rule("leading-wildcard", _find)
