"""A count of all rows of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsql_tui.sql.literals import quote_literal
from dsql_tui.sql.plans.node import Plan
from dsql_tui.sql.plans.rules.rule import MANY_COST, MANY_ROWS, Finding, Rule

_COUNT = re.compile(r"\bcount\(\*\)")


def _find(plan: Plan) -> Iterator[Finding]:
    for node in plan.nodes:
        if "Aggregate" not in node.kind or not _COUNT.search(node.get("Output")):
            continue
        for scan in node.inputs:
            whole = scan.is_full_scan and not scan.filter and not scan.pushed_filter
            cost = scan.estimate.total if scan.estimate else 0.0
            if whole and (scan.rows >= MANY_ROWS if scan.actual else cost >= MANY_COST):
                name = quote_literal(scan.table)
                yield Finding(
                    node,
                    f"Every row of {scan.table} is read to count them.",
                    "If an estimate will do, read the one of the last ANALYZE.",
                    f"SELECT reltuples::bigint FROM pg_class WHERE oid = {name}::regclass;",
                )


RULE = Rule("count-rows", _find)
