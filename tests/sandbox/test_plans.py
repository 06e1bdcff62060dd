"""EXPLAIN: recorded plans and the sandbox's have the same grammar and similar costs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dsql_tui.sandbox.plans import conditions, plans
from dsql_tui.sandbox.plans.costs import Cost
from dsql_tui.sandbox.plans.plans import dsql_plan, identifier, plan_cost
from dsql_tui.sandbox.plans.tables import Table
from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import connect, endpoint
from tests.sandbox.plan_grammar import Read, parse

RECORDED = sorted(Path(__file__).with_name("plans").glob("*.txt"))
"""faridnsh/aurora-dsql-pricing (MIT, (c) 2026 Farid); each file names its origin."""

Session = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
def session(ready: Ready) -> Iterator[Session]:
    """A session as `admin` in the shop."""
    with connect(ready) as opened:
        yield opened


def explain(session: Session, query: str, how: str = "ANALYZE VERBOSE") -> Read:
    answer = session.execute(f"EXPLAIN {how} {query}")
    assert answer.statusmessage == "EXPLAIN"
    return parse([line for (line,) in answer])


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_the_grammar_is_that_of_recorded_plans(path: Path) -> None:
    read = parse(path.read_text().splitlines()[1:])
    assert set(read.cost) == {"Compute", "Read", "Write", "Total"}
    assert read.identifier


PLANS = {
    "SELECT * FROM shop.customers WHERE id = md5('customer 1')::uuid": """
        Index Only Scan using customers_pkey on shop.customers
        Storage Scan on customers_pkey
        B-Tree Scan on customers_pkey""",
    "SELECT * FROM shop.orders WHERE customer_id = md5('customer 8')::uuid": """
        Index Scan using orders_customer on shop.orders
        Storage Scan on orders_customer
        B-Tree Scan on orders_customer
        Storage Lookup on shop.orders
        B-Tree Lookup on shop.orders""",
    "SELECT name FROM shop.customers AS c ORDER BY name": """
        Sort
        Index Only Scan using customers_pkey on shop.customers c
        Storage Scan on customers_pkey
        B-Tree Scan on customers_pkey""",
    "SELECT sku FROM shop.products WHERE sku = 'SKU-00001'": """
        Index Only Scan using products_sku on shop.products
        Storage Scan on products_sku
        B-Tree Scan on products_sku""",
    "SELECT 1": "Result",
    "VALUES (1), (2)": 'Values Scan on "*VALUES*"',
}


@pytest.mark.parametrize(("query", "nodes"), PLANS.items())
def test_nodes_are_named_as_a_cluster_names_them(session: Session, query: str, nodes: str) -> None:
    expected = [line.strip() for line in nodes.strip().splitlines()]
    assert explain(session, query).nodes == expected
    # Without VERBOSE, PostgreSQL leaves the schema away.
    short = [name.replace("shop.", "") for name in expected]
    assert explain(session, query, "").nodes == short


def test_a_table_without_a_key_is_scanned_as_a_whole(session: Session) -> None:
    session.execute("CREATE TABLE keyless (a int, b text)")
    read = explain(session, "SELECT b FROM keyless LIMIT 3")
    assert read.nodes == [
        *("Limit", "Full Scan (btree-table) on public.keyless"),
        *("Storage Scan on public.keyless", "B-Tree Scan on public.keyless"),
    ]
    assert (read.details["Projections"], read.details["Limit"]) == ("b", "3")


def test_storage_checks_what_is_simple_and_the_rest_comes_after(session: Session) -> None:
    query = "SELECT name FROM shop.customers WHERE country = 'DE' AND email ~ '^c' AND born IS NULL"
    details = explain(session, query).details
    assert set(details["Projections"].split(", ")) == {"name", "email"}
    assert "country" in details["Filters"]
    assert "born" in details["Filters"]
    assert details["Filter"] == "((customers.email)::text ~ '^c'::text)"


JOINS = [
    "SELECT * FROM shop.orders o JOIN shop.customers c ON c.id = o.customer_id LIMIT 9",
    "SELECT * FROM shop.best_sellers LIMIT 5",
    "SELECT (SELECT max(price) FROM shop.products), count(*) FROM shop.orders",
    "WITH a AS MATERIALIZED (SELECT * FROM shop.orders) SELECT * FROM a, a AS b WHERE a.id = b.id",
    "SELECT country, count(*) FROM shop.customers GROUP BY 1 HAVING count(*) > 3 ORDER BY 2",
    "SELECT * FROM shop.orders WHERE status = 'a'' AND b' OR placed > now() - interval '1 day'",
    "SELECT * FROM shop.orders WHERE customer_id = gen_random_uuid() OR placed = '2020-01-01'",
    "SELECT name, row_number() OVER (PARTITION BY country ORDER BY name) FROM shop.customers",
    "SELECT * FROM shop.customers WHERE name = 'x' FOR UPDATE",
    "SELECT generate_series(1, 3)",
]


@pytest.mark.parametrize("query", JOINS)
@pytest.mark.parametrize("how", ["", "VERBOSE", "ANALYZE", "ANALYZE VERBOSE"])
def test_whatever_is_planned_keeps_to_the_grammar(session: Session, query: str, how: str) -> None:
    read = explain(session, query, how)
    assert bool(read.cost) == (how == "ANALYZE VERBOSE")
    assert bool(read.identifier) == ("VERBOSE" in how)


def test_a_plan_with_cost_ends_as_recorded(session: Session) -> None:
    answer = session.execute("EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM shop.customers")
    lines = [line for (line,) in answer]
    labels = [line.partition(":")[0] for line in lines[-9:]]
    assert labels == [
        *("Settings", "Query Identifier", "Planning Time", "Execution Time"),
        *("Statement DPU Estimate", "  Compute", "  Read", "  Write", "  Total"),
    ]
    assert lines[-9] == "Settings: work_mem = '128MB'"


def test_the_same_query_has_the_same_identifier_whatever_its_constants(session: Session) -> None:
    found = {
        explain(session, f"SELECT * FROM shop.customers WHERE name = '{name}'").identifier
        for name in ("Ada", "Grace")
    }
    assert len(found) == 1


def test_explaining_a_change_makes_it_and_costs_it(session: Session) -> None:
    session.execute("CREATE TABLE costed (a int PRIMARY KEY, b text)")
    read = explain(session, "INSERT INTO costed VALUES (1, 'x'), (2, 'y')")
    assert read.nodes == ["Insert on public.costed", 'Values Scan on "*VALUES*"']
    assert read.cost["Write"] == pytest.approx(2 * 128 * 4.883e-5, abs=1e-5)
    read = explain(session, "UPDATE costed SET b = 'z' WHERE a = 1")
    assert "ctid" not in read.details["Output"]
    assert session.execute("SELECT count(*) FROM costed").fetchone() == (2,)


def test_both_protocols_and_a_client_with_parameters_get_the_same(session: Session) -> None:
    query = "EXPLAIN SELECT * FROM shop.customers WHERE id = {}"
    simple = session.execute(query.format("'00000000-0000-0000-0000-000000000000'")).fetchall()
    bound = session.execute(
        query.format("%s::text::uuid"), ("00000000-0000-0000-0000-000000000000",)
    ).fetchall()
    assert [line for (line,) in simple[:1]] == [line for (line,) in bound[:1]]


@pytest.mark.parametrize("form", ["JSON", "YAML", "XML"])
def test_other_formats_stay_as_they_are(session: Session, form: str) -> None:
    ((answer,),) = session.execute(f"EXPLAIN (FORMAT {form}) SELECT 1").fetchall()
    assert "Result" in str(answer)


def test_a_failing_statement_has_no_plan(session: Session) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        session.execute("EXPLAIN ANALYZE VERBOSE SELECT 1 / (count(*) - 4000) FROM shop.customers")
    assert explain(session, "SELECT 1").nodes == ["Result"]


SMALL = [path for path in RECORDED if not re.search("[KM]B|21rows|128rows|raw", path.stem)]
"""PostgreSQL does not tell the size of the other tables' rows."""


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.stem)
def test_costs_come_near_to_recorded_ones(path: Path) -> None:
    lines = path.read_text().splitlines()[1:]
    read = parse(lines)
    as_postgres = [
        line.replace("Full Scan (btree-table)", "Seq Scan")
        for line in lines
        if "-> Storage" not in line and "-> B-Tree" not in line
    ]
    name = re.sub(r"(?:Insert on )?(\S+).*", r"\1", lines[0])
    table = Table(None if "no_pk" in name else "key")
    cost = plan_cost(as_postgres, {name: table})
    assert cost.compute_dpu == pytest.approx(read.cost["Compute"], rel=0.6, abs=0.003)
    assert cost.write_dpu == pytest.approx(read.cost["Write"], abs=1e-4)
    assert cost.read_dpu == pytest.approx(read.cost["Read"], rel=0.6, abs=0.002)


def test_an_insert_costs_what_was_recorded() -> None:
    lines = [
        "Insert on s.t  (cost=0.00..0.01 rows=0 width=0) (actual time=0.042..0.042 rows=0 loops=1)",
        "  ->  Result  (cost=0.00..0.01 rows=1 width=32) (actual time=0.0..0.0 rows=1 loops=1)",
        "        Output: 'T'::text",
        "Planning Time: 0.044 ms",
        "Execution Time: 0.575 ms",
    ]
    # Recorded: 0.00742, 0.00236 and 0.00625; with a primary key 0.00530 is read.
    assert plan_cost(lines).lines()[1:4] == [
        "  Compute: 0.00732 DPU",
        "  Read: 0.00236 DPU (Transaction minimum: 0.00375)",
        "  Write: 0.00625 DPU (Transaction minimum: 0.05000)",
    ]
    keyed = plan_cost(lines, {"s.t": Table("t_pkey", 1)})
    assert (f"{keyed.read_dpu:.5f}", f"{keyed.write_dpu:.5f}") == ("0.00530", "0.01250")


def test_a_peered_cluster_pays_for_writes_twice() -> None:
    lines = Cost(0.5, 10_000, 100_000).lines(peered=True)
    assert lines == [
        "Statement DPU Estimate:",
        "  Compute: 0.50000 DPU",
        "  Read: 0.01831 DPU",
        "  Write: 4.88281 DPU",
        "  MultiRegionWrite: 4.88281 DPU",
        "  Total: 10.28394 DPU",
    ]


def test_a_transaction_has_a_minimum_cost() -> None:
    assert Cost(0.1, 1, 1).billed_dpu() == (0.1, 0.00375, 0.05)
    assert Cost(0.1).billed_dpu() == (0.1, 0.0, 0.0)
    assert (Cost(1, 2, 3) + Cost(1, 2, 3)) == Cost(2, 4, 6)


@pytest.mark.parametrize(
    ("number", "text"), [(0, "y" * 13), (-1, "9" * 12 + "6"), (1, "y" * 12 + "n")]
)
def test_an_identifier_is_64_bits_in_z_base_32(number: int, text: str) -> None:
    assert identifier(number) == text


@pytest.mark.parametrize(
    ("condition", "pushed", "kept"),
    [
        ("(a > 1)", "(a > 1)", None),
        ("(b ~ 'x'::text)", None, "(b ~ 'x'::text)"),
        ("((a > 1) AND (b ~~ '%x'::text))", "(a > 1)", "(b ~~ '%x'::text)"),
        ("((a > 1) AND (c = ' AND ('::text))", "((a > 1) AND (c = ' AND ('::text))", None),
        ("((a > 1) OR (a < 0))", "((a > 1) OR (a < 0))", None),
        ("((lower(c) = 'k'::text) AND d)", "d", "(lower(c) = 'k'::text)"),
    ],
)
def test_a_condition_is_split_where_storage_can_help(
    condition: str, pushed: str | None, kept: str | None
) -> None:
    assert conditions.split(condition) == (pushed, kept)


def test_lines_that_are_no_plan_stay_as_they_are() -> None:
    assert dsql_plan(['[{"Plan": 1}]']) == ['[{"Plan": 1}]']
    assert dsql_plan([]) == []
    assert plans.build_rows(dsql_plan(plans.read_rows(b""))) == b""


def test_a_text_of_several_lines_is_kept_whole() -> None:
    lines = ["Result  (cost=0.00..0.01 rows=1 width=32)", "  Output: 'a", "b ->  c'::text"]
    assert dsql_plan(lines) == lines


def test_an_empty_cluster_explains_too(ready: Ready) -> None:
    with connect(ready, endpoint(ready, "archive")) as session:
        assert explain(session, "SELECT 1").nodes == ["Result"]
