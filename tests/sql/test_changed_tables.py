"""The tables that a statement changes or locks."""

from __future__ import annotations

import pytest

from dsql_tui.sql.changed_tables import find_changed_tables, is_same_table


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ("update shop.orders set total = 1 where id = 2", ("shop.orders",)),
        ('UPDATE ONLY "Odd name"."T" SET a = 1', ("Odd name.T",)),
        ("insert into a(b) select b from c on conflict (b) do update set b = 1", ("a",)),
        ("delete from a using b where a.id = b.id", ("a",)),
        ("with x as (delete from a returning *) insert into b select * from x", ("a", "b")),
        ("select * from a join s.b on true for update", ("a", "s.b")),
        ("select * from a for key share", ("a",)),
        ("copy shop.t (a) from stdin", ("shop.t",)),
        ("copy t to stdout", ()),
        ("select 'update x' from a -- update y", ()),
        ("select * from (select 1) x for update", ()),
        ("create table t (id int references u on update cascade)", ()),
        ("begin", ()),
        ("update", ()),
    ],
)
def test_changed_tables_are_found(text: str, tables: tuple[str, ...]) -> None:
    assert find_changed_tables(text) == tables


def test_a_schema_that_is_not_written_is_any() -> None:
    assert is_same_table("shop.orders", "orders")
    assert not is_same_table("shop.orders", "other.orders")
    assert not is_same_table("shop.orders", "shop")
