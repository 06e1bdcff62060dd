"""The filter of the schema tree: what matches, and the keys."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from dsql_tui.sql.catalog import Catalog, ColumnInfo, Function, Relation, Schema
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.panes.schema_filter import MAX_MATCHES, Filter, Match
from dsql_tui.ui.workbench.panes.schema_tree import SchemaTree
from tests.ui.driving import open_workbench, read_screen, schema_tree, wait_until

SIZE = (120, 36)
CATALOG = Catalog(
    [
        Schema(
            "shop",
            (
                Relation("shop", "Orders", False, (ColumnInfo("id", "int"),)),
                Relation("shop", "lines", False, (ColumnInfo("order_id", "int"),)),
            ),
            (Function("order_total", "", "int"),),
        ),
        Schema("audit", (Relation("audit", "log", False, (ColumnInfo("id", "int"),)),)),
    ],
    ["orderly"],
)


def write(matches: list[Match] | tuple[Match, ...]) -> str:
    """Return the names of matches, with those below in brackets."""
    return " ".join(
        each.node.name + ("" if each.below is None else f"({write(each.below)})")
        for each in matches
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ORDER", "shop(Orders lines(order_id) functions(order_total)) roles(orderly)"),
        ("log", "audit(log)"),
        ("id", "shop(Orders(id) lines(order_id)) audit(log(id))"),
        ("log.id", "audit(log(id))"),
        ("shop.l", "shop(lines)"),
        ("shop.order_t", "shop(functions(order_total))"),
        ("shop", ""),
        ("x", ""),
    ],
)
def test_names_and_dotted_names_match(text: str, found: str) -> None:
    assert write(Filter(text).find(CATALOG)) == found


@pytest.mark.parametrize(("count", "more"), [(MAX_MATCHES, False), (MAX_MATCHES + 1, True)])
def test_matches_are_limited(count: int, more: bool) -> None:
    tables = tuple(Relation("s", f"t{n}", False, ()) for n in range(count))
    found = Filter("t")
    (schema,) = found.find(Catalog([Schema("s", tables)]))
    assert schema.below
    assert len(schema.below) == MAX_MATCHES
    assert found.more is more


def list_lines(tree: SchemaTree) -> list[str]:
    """Return the labels that are shown, without those of collapsed nodes."""
    return [str(line.node.label) for line in tree._tree_lines]


async def test_filter_narrows_as_you_type_and_escape_shows_all(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        tree = schema_tree(screen)
        everything = list_lines(tree)
        await pilot.press("f4")
        await wait_until(pilot, lambda: pilot.app.focused is tree)
        await pilot.press("slash")
        await wait_until(pilot, lambda: isinstance(pilot.app.focused, Input))
        await pilot.press(*"lines")
        await wait_until(
            pilot, lambda: [line.split()[0] for line in list_lines(tree)] == ["shop", "order_lines"]
        )
        await pilot.press("down")
        await wait_until(pilot, lambda: pilot.app.focused is tree)
        await pilot.press("escape")
        await wait_until(pilot, lambda: list_lines(tree) == everything)
        assert not screen.query_one("Schema > Input", Input).display


async def test_enter_goes_to_the_first_match_and_actions_use_it(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        tree = schema_tree(screen)
        await pilot.press("f4", "slash", *"custom")
        await wait_until(pilot, lambda: tree.selection.title == "shop.customers")
        await pilot.press("enter")
        await wait_until(pilot, lambda: pilot.app.focused is tree)
        await pilot.press("i")
        await wait_until(pilot, lambda: "shop.customers" in screen.console.editor.text)
        await pilot.press("f4", "escape")
        await wait_until(pilot, lambda: "products" in " ".join(list_lines(tree)))
        await wait_until(pilot, lambda: tree.selection.title == "shop.customers")


async def test_a_refresh_keeps_the_filter(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        tree = schema_tree(screen)
        await pilot.press("f4", "slash", *"zzz")
        await wait_until(pilot, lambda: "Nothing matches." in read_screen(screen))
        catalog = tree.catalog
        await pilot.press("down", "r")
        await wait_until(pilot, lambda: tree.catalog is not catalog)
        assert list_lines(tree) == ["Nothing matches."]
        await pilot.press("slash", "enter")
        assert screen.query_one("Schema > Input", Input).display
        await pilot.press("slash", "backspace", "backspace", "backspace", "enter")
        await wait_until(pilot, lambda: not screen.query_one("Schema > Input", Input).display)
        await wait_until(pilot, lambda: "orders" in " ".join(list_lines(tree)))
