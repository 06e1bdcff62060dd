"""Two plans compared by meaning."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dsql_tui.sql.plans.compare import compare_totals, pair_nodes
from dsql_tui.sql.plans.node import Node
from dsql_tui.sql.plans.parse import parse_plan
from tests.sql.plans.recorded import RECORDED, make_texts
from tests.sql.plans.written import write_plan

OLD = """
Limit {10x8} <9ms 10*1>
  ->  Sort {500x8} <8ms 10*1>
        ->  Hash Join {500x8} <7ms 500*1>
              ->  Full Scan (btree-table) on shop.orders o {500x8} <5ms 500*1>
                    -> Storage Scan on shop.orders o {500x8} <500*1>
              ->  Hash {50x8} <1ms 50*1>
                    ->  Full Scan (btree-table) on shop.customers c {50x8} <1ms 50*1>
Planning Time: 1.000 ms
Execution Time: 9.000 ms
Statement DPU Estimate:
  Compute: 0.40000 DPU
  Read: 0.60000 DPU
  Total: 1.00000 DPU
"""
NEW = """
Limit {10x8} <2ms 10*1>
  ->  Nested Loop (Batched Join) {10x8} <2ms 10*1>
        ->  Index Only Scan using orders_pkey on orders o {500x8} <1ms 10*1>
        ->  Index Only Scan using customers_pkey on customers c {1x8} <1ms 1*10>
Execution Time: 3.000 ms
Statement DPU Estimate:
  Compute: 0.10000 DPU
  Read: 0.10000 DPU
  Total: 0.20000 DPU
"""


def _kind(node: Node | None) -> str:
    return node.kind if node else ""


def test_nodes_that_do_the_same_work_are_pairs() -> None:
    pairs = pair_nodes(parse_plan(write_plan(OLD)), parse_plan(write_plan(NEW)))
    assert [(_kind(old), _kind(new)) for old, new in pairs] == [
        ("Limit", "Limit"),
        ("Sort", ""),
        ("Hash Join", "Nested Loop (Batched Join)"),
        ("Full Scan (btree-table)", "Index Only Scan"),
        ("Hash", ""),
        ("Full Scan (btree-table)", "Index Only Scan"),
    ]
    assert [pair.change for pair in pairs] == [
        "",
        "removed",
        "Hash Join → Nested Loop (Batched Join)",
        "Full Scan (btree-table) → Index Only Scan using orders_pkey",
        "removed",
        "Full Scan (btree-table) → Index Only Scan using customers_pkey",
    ]


def test_the_other_way_round_steps_are_added() -> None:
    pairs = pair_nodes(parse_plan(write_plan(NEW)), parse_plan(write_plan(OLD)))
    assert [pair.change for pair in pairs].count("added") == 2


def test_totals_have_the_difference_in_time_and_cost() -> None:
    found = {
        each.name: each
        for each in compare_totals(parse_plan(write_plan(OLD)), parse_plan(write_plan(NEW)))
    }
    assert list(found) == ["execution", "planning", "cost", "total", "compute", "read"]
    assert (found["execution"].old, found["execution"].new) == (9.0, 3.0)
    assert found["total"].factor == pytest.approx(0.2)
    assert found["read"].factor == pytest.approx(1 / 6)
    assert found["planning"].new is None
    assert found["planning"].factor is None


def test_a_plan_compared_with_itself_has_no_changes() -> None:
    for path in RECORDED:
        text = path.read_text(encoding="utf-8")
        pairs = pair_nodes(parse_plan(text), parse_plan(text))
        assert all(pair.old and pair.new and not pair.change for pair in pairs)


@pytest.mark.parametrize("seed", range(4))
def test_any_two_texts_are_compared_with_every_node_once(seed: int) -> None:
    texts = list(make_texts(seed + 200, 100))
    for one, other in pairwise(texts):
        old, new = parse_plan(one), parse_plan(other)
        pairs = pair_nodes(old, new)
        steps = [[node for node in plan.nodes if not node.is_storage] for plan in (old, new)]
        assert [pair.new for pair in pairs if pair.new] == steps[1]
        assert {pair.old for pair in pairs if pair.old} == set(steps[0])
        assert sum(pair.old is not None for pair in pairs) == len(steps[0])
        compare_totals(old, new)
