"""A scan that reads a whole table for a few rows."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.plans.conditions import choose_index_columns, read_conditions, write_index
from dsql_tui.sql.plans.node import Plan
from dsql_tui.sql.plans.rules.rule import Finding, Rule, count, is_selective, list_scans


def _find(plan: Plan) -> Iterator[Finding]:
    for node in list_scans(plan):
        if not node.is_full_scan or not is_selective(node):
            continue
        columns = choose_index_columns(read_conditions(node.pushed_filter, node.filter))
        if not columns:
            continue
        if node.actual is None:
            problem = f"The whole table {node.table} will be read to find some rows."
        else:
            read = count(node.rows_read)
            problem = f"{read} of {node.table} were read to find {count(node.rows)}."
        names = ", ".join(columns)
        advice = f"Create an index on {names}. Each write then pays for one more index entry."
        yield Finding(node, problem, advice, write_index(node.table, columns))


RULE = Rule("missing-index", _find)
