"""The uses of a table in views, functions and foreign keys."""

from __future__ import annotations

import pytest

from dsql_tui.sql.catalog import Catalog, ColumnInfo, ForeignKey, Relation, Schema
from dsql_tui.sql.usages import Definition, Usage, find_usages

COLUMNS = (ColumnInfo("id", "uuid"), ColumnInfo("Name", "text"))
ORDERS = Relation("shop", "orders", False, COLUMNS)
LINES = Relation(
    "shop", "lines", False, COLUMNS, foreign=(ForeignKey(("id",), "shop", "orders", ("id",)),)
)
CATALOG = Catalog([Schema("shop", (ORDERS, LINES))])


def is_used(kind: str, text: str, column: str = "") -> bool:
    found = find_usages(CATALOG, [Definition(kind, "s", "x", text)], ORDERS, column)
    return Usage(kind, "s", "x") in found


@pytest.mark.parametrize(
    ("kind", "text", "used"),
    [
        ("view", " SELECT o.id FROM shop.orders o", True),
        ("view", ' SELECT o.id FROM "shop" . "orders" o', True),
        ("view", " SELECT orders FROM archive.orders", False),
        ("view", " SELECT 'shop.orders' -- shop.orders", False),
        ("view", " SELECT id FROM shop.orders_old", False),
        ("function", "CREATE FUNCTION f() AS $function$ select 1 from orders $function$", True),
        ("function", "CREATE FUNCTION f() AS $f$ select $$x$$ from Shop.Orders $f$", True),
        ("function", "CREATE FUNCTION f() AS $f$ select $a$ orders", True),
        ("function", 'CREATE FUNCTION f() AS $f$ select 1 from "Orders" $f$', False),
        ("function", "CREATE FUNCTION f() AS $f$ select 1 from archive.orders $f$", False),
        ("procedure", "CREATE PROCEDURE f(o shop.orders) BEGIN ATOMIC; END", True),
    ],
)
def test_a_definition_names_the_table(kind: str, text: str, used: bool) -> None:
    assert is_used(kind, text) is used


def test_a_use_of_a_column_names_both() -> None:
    assert is_used("view", 'SELECT o."Name" FROM shop.orders o', "Name")
    assert not is_used("view", "SELECT o.name FROM shop.orders o", "Name")


def test_foreign_keys_are_found_by_the_columns_to_which_they_refer() -> None:
    key = Usage("foreign key", "shop", "lines", ("id",))
    assert find_usages(CATALOG, [], ORDERS) == [key]
    assert find_usages(CATALOG, [], ORDERS, "id") == [key]
    assert not find_usages(CATALOG, [], ORDERS, "Name")


def test_a_view_does_not_use_itself() -> None:
    definition = Definition("view", "shop", "orders", "shop.orders")
    assert not find_usages(Catalog(), [definition], ORDERS)
