"""Suggested names for those that the server did not find."""

from __future__ import annotations

import pytest

from dsql_tui.events import ServerError
from dsql_tui.sql.catalog import Catalog, ColumnInfo, Relation, Schema
from dsql_tui.sql.near_names import find_near_name

COLUMNS = (ColumnInfo("id", "uuid"), ColumnInfo("name", "text"), ColumnInfo("Wo hnort", "text"))
CATALOG = Catalog(
    [
        Schema("public", (Relation("public", "notes", False, COLUMNS),)),
        Schema(
            "shop",
            (
                Relation("shop", "customers", False, COLUMNS),
                Relation("shop", "Order Lines", False, COLUMNS),
                Relation("shop", "notes", False, ()),
            ),
        ),
        Schema("shop2", (Relation("shop2", "customers", False, ()),)),
    ]
)


def suggest(sqlstate: str, statement: str, message: str = "", hint: str | None = None) -> str:
    """Return the statement with the suggested name; `^` marks the position of the error."""
    position = statement.index("^")
    statement = statement.replace("^", "", 1)
    error = ServerError(message, sqlstate=sqlstate, hint=hint, position=position + 1)
    found = find_near_name(error, statement, CATALOG)
    return found.apply(statement) if found else ""


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("select 1 from ^shop.costumers c", "select 1 from shop.customers c"),
        ("select 1 from ^customers", "select 1 from shop.customers"),
        ("select 1 from ^Costumers", "select 1 from shop.customers"),
        ('select 1 from ^"Customers" x', "select 1 from shop.customers x"),
        ("select 1 from ^note", "select 1 from notes"),
        ("select 1 from ^shp2 . customers", "select 1 from shop2.customers"),
        ("select 1 from ^public.customers", "select 1 from shop.customers"),
        ("select 1 from ^shop.order_lines;", 'select 1 from shop."Order Lines";'),
        ("select '…', 1 from ^shop./* … */costumers", "select '…', 1 from shop.customers"),
        ("select 1 from ^zebra", ""),
        ("select 1 from ^'notes'", ""),
    ],
)
def test_a_relation_is_suggested_by_its_name(statement: str, expected: str) -> None:
    assert suggest("42P01", statement) == expected


def test_an_unknown_schema_suggests_the_relation_in_the_right_one() -> None:
    assert suggest("3F000", "insert into ^shoop.customers values (1)") == (
        "insert into shop.customers values (1)"
    )


def test_an_unknown_alias_suggests_no_relation() -> None:
    message = 'missing FROM-clause entry for table "o"'
    assert suggest("42P01", "select ^o.notes from notes", message) == ""


@pytest.mark.parametrize(
    ("statement", "hint", "expected"),
    [
        ("select ^namm from notes", None, "select name from notes"),
        ("select ^n.namm from notes n", None, "select n.name from notes n"),
        ("update notes set ^namm = 1", None, "update notes set name = 1"),
        ("select ^wohnort from notes", None, 'select "Wo hnort" from notes'),
        ("select ^namm from other", None, ""),
        (
            "select ^c.customid from x c",
            'Perhaps you meant to reference the column "c.customer_id".',
            "select c.customer_id from x c",
        ),
    ],
)
def test_a_column_is_suggested_from_the_relations_of_the_statement(
    statement: str, hint: str | None, expected: str
) -> None:
    assert suggest("42703", statement, hint=hint) == expected


def test_other_errors_suggest_nothing() -> None:
    assert suggest("42601", "select 1 from ^costumers") == ""
    assert find_near_name(ServerError("no position", sqlstate="42P01"), "x", CATALOG) is None
    beyond = ServerError("", sqlstate="42P01", position=99)
    assert find_near_name(beyond, "select", CATALOG) is None
