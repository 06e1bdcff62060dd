"""A result of many rows."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.plans.node import Plan
from dsql_tui.sql.plans.rules.rule import Finding, Rule, count

_MANY = 10_000


def _find(plan: Plan) -> Iterator[Finding]:
    top = plan.top
    if top is not None and top.actual is not None and top.rows >= _MANY:
        yield Finding(
            top,
            f"The statement returns {count(top.rows)}.",
            "Read them in pages by key: WHERE key > the last one, ORDER BY key, LIMIT.",
        )


RULE = Rule("many-rows", _find)
