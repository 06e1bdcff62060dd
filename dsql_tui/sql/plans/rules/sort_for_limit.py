"""A whole table that is sorted for its first rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsql_tui.sql.plans.conditions import MAX_KEY_COLUMNS, write_index
from dsql_tui.sql.plans.node import Node, Plan
from dsql_tui.sql.plans.rules.rule import MANY_COST, MANY_ROWS, Finding, Rule, count

_NAME = r'(?:"(?:[^"]|"")*"|[A-Za-z_][\w$]*)'
_KEY = re.compile(rf"(?:{_NAME}\.)?(?P<column>{_NAME})(?P<down> DESC)?")


def _find(plan: Plan) -> Iterator[Finding]:
    for node in plan.nodes:
        if node.kind != "Limit" or not node.inputs or node.inputs[0].kind != "Sort":
            continue
        sort = node.inputs[0]
        if not sort.inputs or not sort.inputs[0].is_full_scan:
            continue
        scan = sort.inputs[0]
        columns = _read_key(sort.get("Sort Key"))
        enough = scan.rows >= MANY_ROWS if scan.actual else _get_cost(scan) >= MANY_COST
        if columns and enough:
            yield Finding(
                sort,
                f"{count(scan.rows)} of {scan.table} are sorted for the first {node.rows:,.0f}.",
                "An index in this order gives the first rows without a sort.",
                write_index(scan.table, columns),
            )


def _get_cost(node: Node) -> float:
    return node.estimate.total if node.estimate else 0.0


def _read_key(text: str) -> list[str]:
    """Return the columns of a sort; none if an index, read in one direction, cannot replace it."""
    found = [_KEY.fullmatch(each) for each in text.split(", ")]
    columns = [each["column"] for each in found if each]
    directions = {each["down"] for each in found if each}
    whole = len(columns) == len(found) <= MAX_KEY_COLUMNS
    return columns if whole and len(directions) == 1 else []


RULE = Rule("sort-for-limit", _find)
