"""A scan that transfers many bytes."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.plans.node import Plan
from dsql_tui.sql.plans.rules.rule import Finding, Rule, list_scans

_MANY_BYTES = 10 * 1024 * 1024


def _find(plan: Plan) -> Iterator[Finding]:
    for node in list_scans(plan):
        if node.actual is None or node.estimate is None:
            continue
        size = (node.rows + node.rows_removed) * node.estimate.width
        if size >= _MANY_BYTES:
            yield Finding(
                node,
                f"About {size / 1024 / 1024:,.0f} MiB of {node.table} were transferred.",
                "You pay for bytes that are read: name the columns that you need instead of *.",
            )


RULE = Rule("wide-rows", _find)
