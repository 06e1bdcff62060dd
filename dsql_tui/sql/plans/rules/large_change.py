"""A change of more rows than a transaction may change."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.dsql.limits import TRANSACTION_ROWS
from dsql_tui.sql.plans.node import CHANGES, Plan
from dsql_tui.sql.plans.rules.rule import Finding, Rule, count


def _find(plan: Plan) -> Iterator[Finding]:
    for node in plan.nodes:
        if not node.kind.startswith(CHANGES) or not node.inputs:
            continue
        changed = node.inputs[0].rows
        if changed > TRANSACTION_ROWS:
            about = "" if node.actual else "about "
            yield Finding(
                node,
                f"The statement changes {about}{count(changed)}; a transaction may change 3,000.",
                "Change them in batches, each in its own transaction.",
            )


RULE = Rule("large-change", _find)
