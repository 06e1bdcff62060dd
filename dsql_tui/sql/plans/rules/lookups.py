"""Rows that are looked up one by one for the entries of an index."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.plans.conditions import read_conditions, write_index
from dsql_tui.sql.plans.node import Plan
from dsql_tui.sql.plans.rules.rule import MANY_ROWS, Finding, Rule, count, list_scans


def _find(plan: Plan) -> Iterator[Finding]:
    for node in list_scans(plan):
        lookups = [part for part in node.storage if part.name.startswith("Storage Lookup")]
        # Recorded lookups show trillions of rows; the index shows how many were followed.
        followed = max(
            (part.rows for part in node.storage if part.name.startswith("Storage Scan")), default=0
        )
        if not lookups or followed < MANY_ROWS:
            continue
        key = list(dict.fromkeys(each.column for each in read_conditions(node.condition)))
        projections = lookups[0].get("Projections")
        needed = [each.strip() for each in projections.split(",")] if projections else []
        covers = all(key) and key and needed
        yield Finding(
            node,
            f"{count(followed)} of {node.table} were looked up through {node.index}.",
            "An index with the needed columns makes the lookups unnecessary.",
            write_index(node.table, key, needed) if covers else "",
        )


RULE = Rule("lookups", _find)
