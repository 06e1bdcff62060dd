"""Parsing plans: recorded ones, framed ones, and any text."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from dsql_tui.sql.plans.measures import measure_plan
from dsql_tui.sql.plans.node import Part
from dsql_tui.sql.plans.parse import is_plan, parse_plan
from tests.sql.plans.recorded import RECORDED, make_texts
from tests.sql.plans.written import write_plan

LOOKUP = write_plan("""
Index Scan using orders_customer on shop.orders o {3x90} <1.2ms 3*2>
  Output: id, total
  Index Cond: (o.customer_id = 5)
  Filter: (o.note ~ 'x'::text)
  Rows Removed by Filter: 2
  -> Storage Scan on orders_customer  (cost=1.00..2.00 rows=3 width=90 loops=1) <5*2>
      -> B-Tree Scan on orders_customer  (cost=1.00..2.00 rows=3 width=90 loops=1) <7*2>
          Index Cond: (o.customer_id = 5)
  -> Storage Lookup on shop.orders o {3x90} <5*2>
      Projections: id, total, note
      Filters: (total > 3)
      -> B-Tree Lookup on shop.orders o {3x90} <5*2>
""")

SUBPLANS = """
 Result  (cost=1.00..9.00 rows=1 width=4)
   InitPlan 1 (returns $0)
     ->  Limit  (cost=0.00..1.00 rows=1 width=4)
           ->  Full Scan (btree-table) on s.a  (cost=0.00..1.00 rows=1 width=4)
   ->  Nested Loop (Batched Join)  (cost=0.00..2.00 rows=1 width=4)
         ->  Full Scan (btree-table) on s.b  (cost=0.00..1.00 rows=1 width=4)
         ->  Index Scan using c_i on s.c  (cost=0.00..1.00 rows=1 width=4) (never executed)
   SubPlan 2
     ->  Result  (cost=0.00..1.00 rows=1 width=4)
"""


@pytest.mark.parametrize("path", RECORDED, ids=[path.stem for path in RECORDED])
def test_recorded_plans_parse_with_every_figure(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    plan = parse_plan(text)
    assert is_plan(text)
    written = re.findall(
        r"^  (\w+): ([\d.]+) DPU(?: \(Transaction minimum: ([\d.]+)\))?$", text, re.M
    )
    expected = [
        Part(name, float(dpu), float(least) if least else None) for name, dpu, least in written
    ]
    assert [*plan.parts, Part("Total", plan.total or 0.0)] == expected
    assert len(expected) == 4
    assert len(list(plan.nodes)) == text.count("(cost=")
    assert sum(node.actual is not None for node in plan.nodes) == text.count("(actual ")
    assert f"Planning Time: {plan.planning:.3f} ms" in text
    assert f"Execution Time: {plan.execution:.3f} ms" in text
    lines = sum(len(node.properties) for node in plan.nodes) + len(plan.properties)
    tail = 2 + 4  # the times, and the parts of the estimate
    assert 1 + len(list(plan.nodes)) + lines + tail == len(text.strip().split("\n"))


def test_a_scan_knows_its_parts() -> None:
    (scan,) = [node for node in parse_plan(LOOKUP).nodes if node.is_scan]
    assert (scan.kind, scan.index, scan.table, scan.alias) == (
        "Index Scan",
        "orders_customer",
        "shop.orders",
        "o",
    )
    assert scan.condition == "(o.customer_id = 5)"
    assert scan.filter == "(o.note ~ 'x'::text)"
    assert scan.pushed_filter == "(total > 3)"
    assert (scan.rows, scan.rows_read, scan.rows_removed) == (6, 14, 4)
    assert [node.kind for node in scan.storage] == [
        "Storage Scan",
        "Storage Lookup",
        "B-Tree Scan",
        "B-Tree Lookup",
    ]


def test_subplans_are_children_of_the_node_that_they_belong_to() -> None:
    top = parse_plan(SUBPLANS).top
    assert top is not None
    assert [(node.role, node.kind) for node in top.children] == [
        ("InitPlan 1 (returns $0)", "Limit"),
        ("", "Nested Loop (Batched Join)"),
        ("SubPlan 2", "Result"),
    ]
    inner = top.children[1].children[1]
    assert inner.actual is not None
    assert inner.actual.loops == 0


@pytest.mark.parametrize("frame", ["psql", "box", "quotes", "indent", "plus"])
def test_a_frame_around_a_plan_is_ignored(frame: str) -> None:
    text = RECORDED[0].read_text(encoding="utf-8").split("\n", 1)[1].rstrip()
    width = max(map(len, text.split("\n")))
    lines = text.split("\n")
    framed = {
        "psql": [
            "QUERY PLAN".center(width),
            "-" * width,
            *(f" {line}" for line in lines),
            "(36 rows)",
        ],
        "box": [f"+{'-' * width}+", *(f"| {line.ljust(width)} |" for line in lines)],
        "quotes": ['"QUERY PLAN"', *(f'"{line}"' for line in lines)],
        "indent": [f"    {line}" for line in lines],
        "plus": [f" {line.ljust(width)}+" for line in lines],
    }[frame]
    plain, read = parse_plan(text), parse_plan("\r\n".join(framed))
    assert [(n.name, n.estimate, n.actual, n.properties) for n in read.nodes] == [
        (n.name, n.estimate, n.actual, n.properties) for n in plain.nodes
    ]
    assert read.parts == plain.parts


def test_multi_region_part_counts() -> None:
    parts = ("Write: 0.05 DPU", "MultiRegionWrite: 0.06 DPU", "Total: 0.11 DPU")
    tail = "\n  ".join(("Statement DPU Estimate:", *parts))
    plan = parse_plan(f"Result  (cost=0.00..1.00 rows=1 width=4)\n{tail}")
    assert plan.parts == (Part("Write", 0.05), Part("MultiRegionWrite", 0.06))
    assert plan.total == 0.11


def test_a_plan_without_costs_is_a_plan() -> None:
    assert is_plan("Limit\n  ->  Full Scan (btree-table) on shop.orders")


@pytest.mark.parametrize("text", ["", "\n", "select 1;", "hello", '[{"Plan": {}}]', "-- nothing"])
def test_other_texts_are_not_plans(text: str) -> None:
    assert not is_plan(text)


@pytest.mark.parametrize("seed", range(8))
def test_any_text_is_parsed_and_measured(seed: int) -> None:
    for text in make_texts(seed, 200):
        plan = parse_plan(text)
        measures = measure_plan(plan)
        assert len(measures) == sum(not node.is_storage for node in plan.nodes)
        for measure in measures.values():
            assert 0 <= measure.share <= 1
            assert math.isfinite(measure.misestimate)


def test_a_plan_of_ten_thousand_levels_is_parsed() -> None:
    lines = [f"{' ' * depth}->  Limit  (cost=0.00..1.00 rows=1 width=4)" for depth in range(10_000)]
    plan = parse_plan("\n".join(lines))
    assert len(list(plan.nodes)) == 10_000
    assert len(measure_plan(plan)) == 10_000
