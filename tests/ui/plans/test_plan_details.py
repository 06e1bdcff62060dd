"""The words about a plan."""

from __future__ import annotations

from dsql_tui.sql.plans.node import Node
from dsql_tui.sql.plans.rules.rule import Finding
from dsql_tui.ui.plans.plan_details import render_details


def test_of_many_problems_elsewhere_only_some_are_shown() -> None:
    findings = [Finding(None, f"Problem {number}.", "Advice.") for number in range(5000)]
    shown = render_details(Node("Limit"), None, findings).plain
    assert shown.count("Advice.") == 20
    assert "4,980 more" in shown
