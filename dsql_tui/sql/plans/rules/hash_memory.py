"""A hash table near the memory that a query may use."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsql_tui.sql.plans.node import Plan
from dsql_tui.sql.plans.rules.rule import LARGE_MEMORY, Finding, Rule

_USAGE = re.compile(r"Memory Usage: ([0-9]{1,18})kB")
_BATCHES = re.compile(r"Batches: ([0-9]{1,18})")


def _find(plan: Plan) -> Iterator[Finding]:
    for node in plan.nodes:
        lines = [f"{label}: {text}" for label, text in node.properties]
        used = max((float(found[1]) for line in lines if (found := _USAGE.search(line))), default=0)
        batches = max(
            (int(found[1]) for line in lines if (found := _BATCHES.search(line))), default=1
        )
        if used >= LARGE_MEMORY or batches > 1:
            yield Finding(
                node,
                f"The hash table takes {used / 1024:,.0f} MiB in {batches} batches; "
                "a query may use 128 MiB.",
                "Reduce the rows before this step, or select fewer columns.",
            )


RULE = Rule("hash-memory", _find)
