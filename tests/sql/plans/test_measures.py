"""The measures of a plan."""

from __future__ import annotations

import pytest

from dsql_tui.sql.plans.measures import measure_plan
from dsql_tui.sql.plans.parse import parse_plan
from dsql_tui.sql.plans.rules import find_problems
from tests.sql.plans.recorded import RECORDED
from tests.sql.plans.written import write_plan


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


LIMITED = """
Limit {5x8} <1ms 5*1>
  ->  Nested Loop {9000x8} <1ms 5*1>
        ->  Full Scan (btree-table) on shop.orders {9000x8} <1ms 5*1>
        ->  Sort {9000x8} <1ms 5*1>
              ->  Full Scan (btree-table) on shop.lines {9000x8} <1ms 9*1>
"""


def test_rows_that_a_limit_did_not_need_are_not_a_wrong_estimate() -> None:
    plan = parse_plan(write_plan(LIMITED))
    wrong = [measure.misestimate for measure in measure_plan(plan).values()]
    assert wrong == [1, 1, 1, 1, 1000]
    tables = [each.node.table for each in find_problems(plan) if each.node]
    assert tables == ["shop.lines"]


def test_a_plan_without_nodes_has_no_measures() -> None:
    assert measure_plan(parse_plan("")) == {}
