"""How often the columns of a table can be in a result."""

from __future__ import annotations

import pytest

from dsql_tui.sql.edits.sources import count_appearances
from dsql_tui.sql.edits.table import TableInfo

ORDERS = TableInfo("shop", "orders", {})
RECENT = TableInfo("shop", "recent", {}, query="SELECT o.id FROM shop.orders o WHERE o.id > 1;")
PAIRS = TableInfo(
    "shop", "pairs", {}, query="SELECT a.id, b.n FROM orders a JOIN orders b USING (x)"
)


@pytest.mark.parametrize(
    "query",
    [
        "select * from orders",
        "table shop.orders",
        'select * from "shop"."orders" as "orders"',
        "SELECT * FROM ONLY ORDERS o, customers c WHERE o.c = c.id",
        "select o.* from customers c left join lateral (select * from orders) o on true",
        "select * from (select id from (orders o join customers c using (id))) x",
        "with x as (select * from orders) select * from x",
        "with x (a, b) as not materialized (select * from orders) select a from x",
        "select * from orders where id in (select id from orders)",
        "select id, (select max(id) from orders) from orders order by 1, 2",
        "select id from orders where a is distinct from b",
        "select extract(year from placed) from orders",
        "select * from orders for update",
        "select * from orders for update of orders",
        "insert into orders (id, n) values (1, 2) returning *",
        "insert into orders select * from other returning id",
        "update orders set n = 1 returning *",
        "delete from shop.orders where id = 1 returning *",
        "insert into orders values (1) on conflict (id) do update set n = 1 returning *",
        "(select * from orders) limit 3",
        "select * from recent",
        "select * from shop.recent r join customers c on c.id = r.id",
        "select /* from orders */ 'from orders', * from orders -- from orders",
        "select a, b from generate_series(1, 2) as a, orders, orders2",
        "select 1 from other, orders where a in (1, 2), orders",
    ],
)
def test_a_table_that_is_read_once_counts_once(query: str) -> None:
    assert count_appearances(query, ORDERS, [RECENT, PAIRS]) == 1, query


@pytest.mark.parametrize(
    "query",
    [
        "select a.id, b.n from orders a join orders b on a.id = b.id",
        "select * from orders, shop.orders x",
        "with x as (select * from orders) select a.id, b.n from x a join x b on true",
        "select * from orders o join recent r on r.id = o.id",
        "select * from recent a cross join recent b",
        "select * from pairs",
        "select x.id, orders.n from (select id from orders) x join orders using (id)",
        "update orders o set n = 1 from orders p returning o.id, p.n",
        "with recursive t as (select * from orders union all select * from t) select * from t",
        "select * from (orders a join orders b using (id))",
        "delete from orders using orders o returning *",
    ],
)
def test_a_table_that_may_be_read_twice_counts_more_than_once(query: str) -> None:
    assert count_appearances(query, ORDERS, [RECENT, PAIRS]) > 1, query


@pytest.mark.parametrize(
    "query", ["select * from other.orders", "select orders.id from f() orders"]
)
def test_another_table_does_not_count(query: str) -> None:
    assert count_appearances(query, ORDERS, [RECENT]) == 0
