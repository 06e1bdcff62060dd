"""Related rows: declared foreign keys first, then guesses from names and types."""

from __future__ import annotations

from dsql_tui.sql.catalog import Catalog, ColumnInfo, ForeignKey, Relation, Schema
from dsql_tui.sql.relations import find_links


def relation(name: str, columns: str, primary: str = "", *foreign: ForeignKey) -> Relation:
    """Return a relation; columns are written as `name:type`."""
    pairs = [each.partition(":") for each in columns.split()]
    made = [ColumnInfo(name, type_) for name, _, type_ in pairs]
    return Relation("s", name, False, tuple(made), tuple(primary.split()), foreign)


RELATIONS = (
    relation("customers", "id:uuid name:text email:text", "id"),
    relation("Odd name", "a:integer b:text", "a b"),
    relation(
        "orders",
        "id:uuid customer_id:uuid billing_customer_id:uuid status:text parent_id:uuid x:integer"
        " y:text",
        "id",
        ForeignKey(("customer_id",), "s", "customers", ("id",)),
        ForeignKey(("x", "y"), "s", "Odd name", ("a", "b")),
    ),
    relation("lines", "order_id:uuid line:integer sku:text customer_id:text", "order_id line"),
    relation("products", "sku:text status:text", "sku"),
    relation("shipments", "id:uuid tracking:uuid name:text", "id"),
    relation("returns", "id:uuid tracking:uuid sku:text", "id"),
)
CATALOG = Catalog([Schema("s", RELATIONS)])


def links(name: str) -> list[str]:
    """Return the links of a relation in words."""
    found = CATALOG.relation("s", name)
    assert found is not None
    return [
        f"{'?' if link.is_guess else ''}{'→' if link.is_reference else '←'} {link.target.name} "
        + ", ".join(f"{own}={theirs}" for own, theirs in link.pairs)
        for link in find_links(found, CATALOG)
    ]


def test_declared_keys_come_first_and_guesses_need_the_same_type() -> None:
    assert links("orders") == [
        "→ customers customer_id=id",
        "→ Odd name x=a, y=b",
        "?→ customers billing_customer_id=id",
        "?→ orders parent_id=id",
        "?← orders id=parent_id",
        "?← lines id=order_id",
    ]
    assert links("customers") == ["← orders id=customer_id", "?← orders id=billing_customer_id"]
    assert links("Odd name") == ["← orders a=x, b=y"]


def test_the_same_name_and_type_is_a_guess_unless_it_tells_nothing() -> None:
    assert links("returns") == [
        "?→ products sku=sku",
        "?← lines sku=sku",
        "?← shipments tracking=tracking",
    ]
    assert links("products") == ["?← lines sku=sku", "?← returns sku=sku"]
    assert links("shipments") == ["?← returns tracking=tracking"]


def test_values_are_written_exactly() -> None:
    found = CATALOG.relation("s", "orders")
    assert found is not None
    link = find_links(found, CATALOG)[1]
    assert link.write_query({"x": "7", "y": "it's \\ \n:b"}) == (
        "select *\nfrom s.\"Odd name\"\nwhere a = '7'\n  and b = 'it''s \\ \n:b'\nlimit 1000"
    )
