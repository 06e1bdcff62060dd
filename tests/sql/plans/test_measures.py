"""The measures of a plan."""

from __future__ import annotations

import pytest

from dsql_tui.sql.plans.measures import measure_plan
from dsql_tui.sql.plans.parse import parse_plan
from tests.sql.plans.recorded import RECORDED


def test_shares_are_of_the_time_and_the_path_leads_to_the_largest() -> None:
    plan = parse_plan(next(path for path in RECORDED if "crossjoin" in path.stem).read_text())
    measures = measure_plan(plan)
    assert sum(measure.share for measure in measures.values()) == pytest.approx(1.0)
    assert plan.top is not None
    top, loop = measures[plan.top], measures[plan.top.children[0]]
    assert top.total == 1459.536
    assert top.own == pytest.approx(1459.536 - 1076.824)
    # 125,000 loops of 0.003 ms below the loop are not its own time.
    assert loop.own == pytest.approx(1076.824 - 25.273 - 0.003 * 125_000)
    hot = [node.kind for node, measure in measures.items() if measure.is_hot]
    assert hot == ["Aggregate", "Nested Loop"]
    assert loop.misestimate == pytest.approx(1e24 / 6_250_000)


def test_a_plan_without_times_is_measured_by_cost() -> None:
    plan = parse_plan(
        "Sort  (cost=90.00..100.00 rows=5 width=4)\n"
        "  ->  Full Scan (btree-table) on t  (cost=0.00..70.00 rows=5 width=4)\n"
    )
    measures = list(measure_plan(plan).values())
    assert [(each.total, each.own) for each in measures] == [(None, None), (None, None)]
    assert [each.share for each in measures] == pytest.approx([0.3, 0.7])


def test_a_plan_without_nodes_has_no_measures() -> None:
    assert measure_plan(parse_plan("")) == {}
