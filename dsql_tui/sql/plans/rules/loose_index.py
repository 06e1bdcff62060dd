"""An index that finds many rows, of which a filter keeps few."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.plans.conditions import choose_index_columns, read_conditions, write_index
from dsql_tui.sql.plans.node import Plan
from dsql_tui.sql.plans.rules.rule import FEW, MANY_ROWS, Finding, Rule, count, list_scans


def _find(plan: Plan) -> Iterator[Finding]:
    for node in list_scans(plan):
        if not node.condition or node.actual is None:
            continue
        if node.rows_read < MANY_ROWS or node.rows > node.rows_read * FEW:
            continue
        now = choose_index_columns(read_conditions(node.condition))
        better = choose_index_columns(
            read_conditions(node.condition, node.pushed_filter, node.filter)
        )
        if len(better) > len(now):
            yield Finding(
                node,
                f"{node.index} found {count(node.rows_read)}, of which {node.rows:,.0f} are left.",
                f"Create an index on {', '.join(better)}.",
                write_index(node.table, better),
            )


RULE = Rule("loose-index", _find)
