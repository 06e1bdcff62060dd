"""A statement near the time that a transaction may last."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.dsql.limits import TRANSACTION_SECONDS
from dsql_tui.sql.plans.node import Plan
from dsql_tui.sql.plans.rules.rule import Finding, Rule

_NEAR = 0.5


def _find(plan: Plan) -> Iterator[Finding]:
    seconds = (plan.execution or 0.0) / 1000
    if seconds >= TRANSACTION_SECONDS * _NEAR:
        yield Finding(
            None,
            f"The statement runs for {seconds:,.0f} s; a transaction may last "
            f"{TRANSACTION_SECONDS} s.",
            "Split it by ranges of the key, or follow the advice on its largest node.",
        )


RULE = Rule("long-run", _find)
