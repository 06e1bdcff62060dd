"""Each rule about plans finds its problem, and leaves similar plans alone."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from dsql_tui.sql.plans.parse import parse_plan
from dsql_tui.sql.plans.rules import RULES, find_problems
from tests.sql.plans.recorded import RECORDED, make_texts
from tests.sql.plans.written import write_plan


class Case(NamedTuple):
    """A plan with a problem, one without it, and the statement that helps."""

    flags: str
    allows: str
    statement: str = ""


def scan(filters: str, read: int, sent: int, kept: int | None = None) -> str:
    """Return a full scan; `kept` rows are left of those that are sent."""
    after = "" if kept is None else f"\n  Rows Removed by Filter: {sent - kept}"
    kept = sent if kept is None else kept
    pushed = "" if after else f"      Filters: {filters}\n"
    own = f"\n  Filter: {filters}{after}" if after else ""
    return (
        f"Full Scan (btree-table) on shop.orders {{{kept or 1}x90}} <5ms {kept}*1>{own}\n"
        f"  -> Storage Scan on shop.orders {{{kept}x90}} <{sent}*1>\n{pushed}"
        f"      -> B-Tree Scan on shop.orders {{{kept}x90}} <{read}*1>"
    )


WHOLE = """
Full Scan (btree-table) on shop.orders {5000x90} <5ms 5000*1>
  -> Storage Scan on shop.orders {5000x90} <5000*1>
      -> B-Tree Scan on shop.orders {5000x90} <5000*1>
"""
INDEX = """
Index Scan using orders_customer on shop.orders {3x90} <5ms 4*1>
  Index Cond: (customer_id = 5)
  -> Storage Scan on orders_customer {3x90} <4*1>
      -> B-Tree Scan on orders_customer {3x90} <4*1>
          Index Cond: (customer_id = 5)
  -> Storage Lookup on shop.orders {3x90} <9999999999999*1>
      Projections: id, total
      -> B-Tree Lookup on shop.orders {3x90} <9999999999999*1>
"""


def below(top: str, child: str) -> str:
    """Return a plan with a node above another plan."""
    first, *rest = child.strip("\n").split("\n")
    return "\n".join([top, f"  ->  {first}", *(f"      {line}" for line in rest)])


def join(top: str, outer: str, inner: str) -> str:
    """Return a plan with a node above two others."""
    return "\n".join([below(top, outer), *below("", inner).split("\n")[1:]])


LIMIT = "Limit {10x90} <5ms 10*1>"
TOTAL = "Statement DPU Estimate:\n  Write: {} DPU\n  Total: {} DPU"

CASES = {
    "bad-estimate": Case(
        WHOLE.replace("{5000x90}", "{90x90}"),
        WHOLE,
        "ANALYZE shop.orders;",
    ),
    "correlated-columns": Case(
        scan("((city = 'x'::text) AND (zip = '1'::text))", 900, 900).replace("{900x90}", "{9x90}"),
        scan("(city = 'x'::text)", 900, 900).replace("{900x90}", "{9x90}"),
        "CREATE STATISTICS ON city, zip FROM shop.orders;",
    ),
    "count-rows": Case(
        below("Aggregate {1x8} <6ms 1*1>\n  Output: count(*)", WHOLE),
        below("Aggregate {1x8} <6ms 1*1>\n  Output: count(*)", scan("(a = 1)", 5000, 9)),
        "SELECT reltuples::bigint FROM pg_class WHERE oid = 'shop.orders'::regclass;",
    ),
    "cross-join": Case(
        join("Nested Loop {25000000x8} <9ms 25000000*1>", WHOLE, WHOLE),
        join("Nested Loop {25000000x8} <9ms 25000000*1>", WHOLE, INDEX),
    ),
    "filter-after-transfer": Case(
        scan("(note ~ 'x'::text)", 5000, 5000, 5),
        scan("(note ~ 'x'::text)", 50, 50, 5),
    ),
    "filtered-cte": Case(
        "CTE Scan on w {5x8} <5ms 5*1>\n  Filter: (a = 1)\n  Rows Removed by Filter: 5000",
        "CTE Scan on w {5x8} <5ms 5*1>\n  Filter: (a = 1)\n  Rows Removed by Filter: 50",
    ),
    "full-scan": Case(WHOLE, below(LIMIT, WHOLE.replace("      ->", "      Limit: 10\n      ->"))),
    "function-on-column": Case(
        scan("(lower(name) = 'x'::text)", 5000, 5000, 5),
        scan("(name = 'x'::text)", 5000, 5),
        "CREATE INDEX ASYNC ON shop.orders (lower(name));",
    ),
    "hash-memory": Case(
        "Hash {5x8} <5ms 5*1>\n  Buckets: 4096  Batches: 1  Memory Usage: 99999kB",
        "Hash {5x8} <5ms 5*1>\n  Buckets: 4096  Batches: 1  Memory Usage: 999kB",
    ),
    "join-without-index": Case(
        join("Nested Loop {5x8} <9ms 5*1>\n  Join Filter: (orders.cid = c.id)", INDEX, WHOLE),
        join("Nested Loop {5x8} <9ms 5*1>\n  Join Filter: (orders.cid = c.id)", WHOLE, INDEX),
        "CREATE INDEX ASYNC ON shop.orders (cid);",
    ),
    "large-change": Case(
        below("Update on shop.orders {0x0} <9ms 0*1>", WHOLE),
        below("Update on shop.orders {0x0} <9ms 0*1>", INDEX),
    ),
    "large-offset": Case(below(LIMIT, WHOLE), below(LIMIT, INDEX)),
    "large-write": Case(
        f"{INDEX}{TOTAL.format('500.00000', '500.00000')}",
        f"{INDEX}{TOTAL.format('50.00000', '500.00000')}",
    ),
    "leading-wildcard": Case(
        scan("(name ~~ '%x'::text)", 5000, 5000, 5), scan("(name ~~ 'x%'::text)", 5000, 5000, 5)
    ),
    "long-run": Case(
        f"{INDEX}Execution Time: 200000.000 ms", f"{INDEX}Execution Time: 20000.000 ms"
    ),
    "lookups": Case(
        INDEX.replace("<4*1>", "<4000*1>"),
        INDEX,
        "CREATE INDEX ASYNC ON shop.orders (customer_id) INCLUDE (id, total);",
    ),
    "loose-index": Case(
        INDEX.replace("<4*1>\n          ", "<4000*1>\n          ").replace(
            "      Projections", "      Filters: (paid > 3)\n      Projections"
        ),
        INDEX,
        "CREATE INDEX ASYNC ON shop.orders (customer_id, paid);",
    ),
    "many-rows": Case(WHOLE.replace("5000", "50000"), WHOLE),
    "missing-index": Case(
        scan("((at > '2026-01-01'::date) AND (city = 'x'::text))", 5000, 5),
        scan("((at > '2026-01-01'::date) AND (city = 'x'::text))", 5000, 2500),
        "CREATE INDEX ASYNC ON shop.orders (city, at);",
    ),
    "no-statistics": Case(
        WHOLE.replace("{5000x", "{1000000x"),
        WHOLE.replace("5000", "1000000"),
        "ANALYZE shop.orders;",
    ),
    "repeated-subquery": Case(
        f"Result {{5x8}} <9ms 5*1>\n  SubPlan 1\n    ->  {INDEX.strip()}".replace("4*1", "4*500"),
        f"Result {{5x8}} <9ms 5*1>\n  SubPlan 1\n    ->  {INDEX.strip()}",
    ),
    "round-trips": Case(
        INDEX.replace("*1>", "*500>"), INDEX, "SET dsql.enable_batched_nestloop = on;"
    ),
    "slow-planning": Case(
        f"{INDEX}Planning Time: 90.000 ms\nExecution Time: 5.000 ms",
        f"{INDEX}Planning Time: 90.000 ms\nExecution Time: 500.000 ms",
    ),
    "sort-for-limit": Case(
        below(LIMIT, below("Sort {5000x90} <9ms 10*1>\n  Sort Key: o.at DESC, id DESC", WHOLE)),
        below(LIMIT, below("Sort {5000x90} <9ms 10*1>\n  Sort Key: o.at DESC, id", WHOLE)),
        "CREATE INDEX ASYNC ON shop.orders (at, id);",
    ),
    "sort-spill": Case(
        "Sort {5x8} <5ms 5*1>\n  Sort Method: external merge  Disk: 999kB",
        "Sort {5x8} <5ms 5*1>\n  Sort Method: quicksort  Memory: 7955kB",
    ),
    "wide-rows": Case(WHOLE.replace("{5000x90}", "{5000x9000}"), WHOLE),
}


def test_every_rule_has_a_case() -> None:
    assert sorted(CASES) == [rule.code for rule in RULES]


@pytest.mark.parametrize("code", CASES)
def test_a_rule_finds_its_problem(code: str) -> None:
    found = {each.code: each for each in find_problems(parse_plan(write_plan(CASES[code].flags)))}
    assert code in found
    assert found[code].statement == CASES[code].statement
    assert found[code].problem.endswith(".")
    assert found[code].advice.endswith(".")


@pytest.mark.parametrize("code", CASES)
def test_a_rule_leaves_a_similar_plan_alone(code: str) -> None:
    codes = [each.code for each in find_problems(parse_plan(write_plan(CASES[code].allows)))]
    assert code not in codes


PLANNED = {
    "full-scan": "Full Scan (btree-table) on t",
    "missing-index": "Full Scan (btree-table) on t\n  -> Storage Scan on t\n      Filters: (a = 1)",
    "filter-after-transfer": "Full Scan (btree-table) on t\n  Filter: (a ~ 'x'::text)",
}


@pytest.mark.parametrize("code", PLANNED)
def test_a_plan_that_was_not_executed_gets_advice_by_its_cost(code: str) -> None:
    for cost, expected in (("9.00", False), ("90000.00", True)):
        text = PLANNED[code].replace(" on t", f" on t  (cost=1.00..{cost} rows=5 width=8)")
        assert (code in [each.code for each in find_problems(parse_plan(text))]) is expected


def test_the_largest_problem_comes_first() -> None:
    plan = next(path for path in RECORDED if "crossjoin" in path.stem).read_text()
    codes = [each.code for each in find_problems(parse_plan(plan))]
    assert codes[0] == "cross-join"
    assert "no-statistics" in codes


@pytest.mark.parametrize("seed", range(8))
def test_rules_survive_any_text(seed: int) -> None:
    for text in make_texts(seed + 100, 100):
        find_problems(parse_plan(text))
