"""A sort near the memory that a query may use."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsql_tui.sql.plans.node import Node, Plan
from dsql_tui.sql.plans.rules.rule import LARGE_MEMORY, Finding, Rule

_METHOD = re.compile(r"(?P<how>.*?) +(?P<where>Memory|Disk): (?P<size>[0-9]{1,18})kB")


def _find(plan: Plan) -> Iterator[Finding]:
    for node in plan.nodes:
        if node.kind not in ("Sort", "Incremental Sort"):
            continue
        if (used := _get_memory(node)) >= LARGE_MEMORY:
            yield Finding(
                node,
                f"The sort needs {used / 1024:,.0f} MiB; a query may use 128 MiB.",
                "Sort fewer rows or columns: add conditions or LIMIT, or read the rows in the "
                "order of an index.",
            )


def _get_memory(node: Node) -> float:
    """Return the kibibytes that a sort used, or is estimated to use."""
    if found := _METHOD.fullmatch(node.get("Sort Method")):
        spilled = found["where"] == "Disk"
        return max(float(found["size"]), LARGE_MEMORY if spilled else 0.0)
    if node.actual is None and node.estimate:
        return node.estimate.rows * node.estimate.width / 1024
    return 0.0


RULE = Rule("sort-spill", _find)
