"""A nested loop that reads its inner table as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.plans.conditions import Condition, read_conditions, write_index
from dsql_tui.sql.plans.node import Node, Plan
from dsql_tui.sql.plans.rules.rule import MANY_ROWS, Finding, Rule, count


def _find(plan: Plan) -> Iterator[Finding]:
    for node in plan.nodes:
        conditions = read_conditions(node.get("Join Filter"))
        if not node.kind.startswith("Nested Loop") or len(node.inputs) != 2 or not conditions:
            continue
        inner = node.inputs[1]
        if inner.kind == "Materialize" and inner.inputs:
            inner = inner.inputs[0]
        columns = _choose_columns(conditions, inner)
        if not inner.is_full_scan or not columns or inner.rows < MANY_ROWS:
            continue
        yield Finding(
            node,
            f"The join compares each row with all {count(inner.rows)} of {inner.table}.",
            f"Create an index on {', '.join(columns)}, so that the join looks up its rows.",
            write_index(inner.table, columns),
        )


def _choose_columns(conditions: list[Condition], inner: Node) -> list[str]:
    """Return the columns of the inner table that the join compares."""
    names = (inner.alias, inner.alias.rpartition(".")[2])
    columns = []
    for each in conditions:
        table, _, column = each.value.rpartition(".")
        if not each.is_equality:
            continue
        if each.table in names:
            columns.append(each.column)
        elif table in names:
            columns.append(column)
    return columns


RULE = Rule("join-without-index", _find)
