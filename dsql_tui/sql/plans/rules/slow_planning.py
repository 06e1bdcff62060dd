"""A statement that is planned longer than it runs."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.plans.node import Plan
from dsql_tui.sql.plans.rules.rule import Finding, Rule

_MIN_MILLISECONDS = 50.0


def _find(plan: Plan) -> Iterator[Finding]:
    planning, execution = plan.planning, plan.execution
    if planning is None or execution is None:
        return
    if planning >= _MIN_MILLISECONDS and planning > execution:
        yield Finding(
            None,
            f"Planning takes {planning:,.0f} ms, execution {execution:,.0f} ms.",
            "Run it again: the first statement of a session reads the catalog. If it stays so, "
            "prepare the statement, or join fewer tables.",
        )


RULE = Rule("slow-planning", _find)
