"""The catalog that completion and the schema tree use."""

from __future__ import annotations

from dsql_tui.db.catalog import read_catalog
from dsql_tui.opening import Access
from dsql_tui.sql.catalog import ColumnInfo, ForeignKey
from dsql_tui.sql.complete import NameUsage, complete


def test_catalog_has_tables_keys_functions_and_roles(access: Access) -> None:
    session = access.open()
    try:
        found = read_catalog(session)
    finally:
        session.close()
    lines = found.relation("shop", "order_lines")
    assert lines is not None
    assert lines.columns[0] == ColumnInfo("order_id", "uuid")
    assert lines.primary == ("order_id", "line")
    assert ForeignKey(("order_id",), "shop", "orders", ("id",)) in lines.foreign
    orders = found.relation("shop", "orders")
    assert orders is not None
    assert {relation.name for relation in found.neighbours(orders)} >= {"customers", "order_lines"}
    system = found.schema("sys")
    assert system is not None
    assert "wait_for_job" in {function.name for function in system.functions}
    assert "admin" in found.roles
    assert found.schema("pg_catalog") is None
    script = "select * from shop.orders o join cus"
    offered = complete(script, len(script), found, NameUsage())
    assert offered is not None
    assert offered.candidates[0].text == "shop.customers c ON c.id = o.customer_id"
