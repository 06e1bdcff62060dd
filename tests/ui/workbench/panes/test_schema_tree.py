"""Actions on the nodes of the schema tree: by key, from the menu, and by mouse."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.widgets import Input
from textual.widgets.tree import TreeNode

from dsql_tui.results.text import decode_cell
from dsql_tui.ui import page
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.choice import ChoiceDialog
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.start import Start
from dsql_tui.ui.transfer.export_dialog import ExportDialog
from dsql_tui.ui.transfer.import_dialog import ImportDialog
from dsql_tui.ui.workbench.ddl_screen import DdlScreen
from dsql_tui.ui.workbench.panes.schema_index import IndexDialog
from dsql_tui.ui.workbench.panes.schema_nodes import Node
from dsql_tui.ui.workbench.panes.schema_tree import SchemaTree
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import (
    open_workbench,
    read_screen,
    run_sql,
    schema_tree,
    wait_for_screen,
    wait_until,
    wait_until_equal,
)

SIZE = (120, 36)


def find_node(nodes: list[TreeNode[Node]], name: str) -> TreeNode[Node]:
    return next(node for node in nodes if node.data and node.data.name == name)


async def open_node(pilot: Pilot[None], *names: str) -> Workbench:
    """Open the workbench with the cursor of the tree on a node."""
    screen = await open_workbench(pilot)
    await go_to_node(pilot, screen, *names)
    return screen


async def go_to_node(pilot: Pilot[None], screen: Workbench, *names: str) -> None:
    """Empty the editor, and put the cursor of the tree on a node."""
    screen.console.editor.text = ""
    node: TreeNode[Node] = schema_tree(screen).root
    for name in names:
        node.expand()
        await wait_until(pilot, lambda node=node: bool(node.children))  # type: ignore[misc]
        node = find_node(list(node.children), name)
    await pilot.press("f4")
    tree = schema_tree(screen)
    await wait_until(pilot, lambda: pilot.app.focused is tree and node.line >= 0)
    tree.move_cursor(node)
    await wait_until(pilot, lambda: tree.cursor_node is node)


async def wait_for_script(pilot: Pilot[None]) -> DdlScreen:
    shown = await wait_for_screen(pilot, DdlScreen)
    await wait_until(pilot, lambda: bool(shown.script))
    return shown


async def wait_for_rows(pilot: Pilot[None], screen: Workbench) -> list[str | None]:
    """Wait for the rows of the only result, and return the cells of the first one."""
    results = screen.console.results
    await wait_until(
        pilot,
        lambda: len(results.all) == 1 and not screen.console.busy and bool(results.current.table),
    )
    table = results.current.table
    assert table
    return [decode_cell(table.value(0, column)) for column in range(len(table.columns))]


async def choose(pilot: Pilot[None], label: str) -> None:
    """Choose an item of the menu by its label."""
    menu = await wait_for_screen(pilot, ChoiceDialog)
    labels = [option.label for option in menu.options]
    await pilot.press(*["down"] * labels.index(label), "enter")
    await wait_until(pilot, lambda: pilot.app.screen is not menu)


async def confirm_count(pilot: Pilot[None], facts: str) -> None:
    """Agree to a count, after its cost was stated."""
    asked = await wait_for_screen(pilot, ConfirmDialog)
    assert re.search(facts, asked.question)
    await pilot.press("y")


async def test_a_key_runs_a_statement_that_the_user_sees(start: Start) -> None:
    cases = [
        (("shop", "orders"), "s", "select * from shop.orders limit 100;"),
        (("shop", "orders", "placed"), "s", "select * from shop.orders limit 100;"),
        (("shop", "order_totals"), "c", "select count(*) from shop.order_totals;"),
        (("shop", "orders"), "d", "\\d shop.orders"),
        (("shop",), "d", "\\dt shop.*"),
    ]
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        for names, key, statement in cases:
            await go_to_node(pilot, screen, *names)
            earlier = list(screen.console.results.all)
            await pilot.press(key)
            if key == "c":
                await confirm_count(pilot, "The planner expects")
            await wait_until(pilot, lambda: screen.console.results.all != earlier)  # noqa: B023
            assert await wait_for_rows(pilot, screen)
            assert screen.console.editor.text.strip() == statement


async def test_ddl_is_shown_copied_and_inserted(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [
        (("shop", "orders"), "CREATE TABLE shop.orders (\n"),
        (("shop", "orders", "placed"), "CREATE TABLE shop.orders (\n"),
        (("shop", "order_totals"), "CREATE VIEW shop.order_totals AS\n"),
        (("shop",), "CREATE SCHEMA shop;\n"),
    ]
    copied: list[bytes] = []

    async def copy(app: object, text: bytes) -> str:
        copied.append(text)
        return "to a list"

    monkeypatch.setattr(page, "copy_text", copy)
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        for names, beginning in cases:
            await go_to_node(pilot, screen, *names)
            await pilot.press("D")
            shown = await wait_for_script(pilot)
            assert shown.script.startswith(beginning)
            await wait_until(pilot, partial(begins_with, shown, beginning.splitlines()[0]))
            await pilot.press("w")
            await wait_until(pilot, partial(fits, shown))
            assert "".join(shown.pager.lines) == shown.script.replace("\n", "")
            await pilot.press("y")
            await wait_until_equal(pilot, lambda: copied[-1:], [shown.script.encode()])
            await pilot.press("i")
            await wait_until_equal(
                pilot, lambda: screen.console.editor.text.strip(), shown.script.strip()
            )
            assert not screen.console.results.all


def begins_with(shown: DdlScreen, line: str) -> bool:
    return shown.pager.lines[0] == line


def fits(shown: DdlScreen) -> bool:
    return max(map(len, shown.pager.lines)) <= SIZE[0]


async def test_a_system_table_has_no_ddl(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_node(pilot, "sys", "jobs")
        await pilot.press("D")
        shown = await wait_for_screen(pilot, DdlScreen)
        await wait_until(pilot, lambda: "there is no DDL" in shown.pager.lines[0])
        await pilot.press("y", "i", "escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)


async def test_a_failed_reading_of_ddl_is_reported(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        shown = DdlScreen(screen.access, "shop", None)
        shown.access = type(screen.access)(
            screen.access.identity, screen.access.endpoint, "nobody", screen.access.route
        )
        await pilot.app.push_screen(shown)
        await wait_until(pilot, lambda: "access denied" in shown.pager.lines[0])


async def test_templates_are_inserted_and_not_run(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_node(pilot, "shop", "customers")
        editor = screen.console.editor
        for kind, end in [("upsert", "note = excluded.note"), ("delete", "where id = :id;")]:
            await pilot.press("f4", "t")
            await choose(pilot, f"insert a template: {kind}")
            await wait_until(pilot, lambda end=end: end in editor.text)  # type: ignore[misc]
        assert not screen.console.results.all
        assert not screen.console.busy


async def test_menu_opens_by_key_and_by_mouse(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_node(pilot, "shop", "orders")
        tree = schema_tree(screen)
        node = tree.cursor_node
        assert node
        for key in ("m", "shift+f10"):
            await pilot.press(key)
            menu = await wait_for_screen(pilot, ChoiceDialog)
            assert menu.options[0].label == "show the first rows"
            await pilot.press("escape")
            await wait_until(pilot, lambda: pilot.app.screen is screen)
        screen.console.editor.focus()
        assert node.parent
        line = find_node(list(node.parent.children), "customers").line
        await pilot.click(tree, offset=Offset(6, line - tree.scroll_offset.y), button=3)
        await choose(pilot, "count the rows…")
        await confirm_count(
            pilot, "rows at the last ANALYZE, .* without indexes. .* DPU ≈ .* for reading"
        )
        await wait_for_rows(pilot, screen)
        assert screen.console.editor.text.strip() == "select count(*) from shop.customers;"
        assert tree.cursor_node
        assert not tree.cursor_node.is_expanded


async def wait_for_text(pilot: Pilot[None], screen: Workbench, text: str) -> None:
    """Wait until the editor has the focus and exactly this text, and nothing has run."""
    editor = screen.console.editor
    await wait_until(pilot, lambda: editor.text.strip() == text and pilot.app.focused is editor)
    assert not screen.console.results.all
    assert not screen.console.busy


async def answer(pilot: Pilot[None], text: str) -> AskDialog:
    """Type an answer in place of what is in the field."""
    asked = await wait_for_screen(pilot, AskDialog)
    field = asked.query_one(Input)
    await wait_until(pilot, lambda: pilot.app.focused is field)
    field.value = text
    await pilot.press("enter")
    return asked


async def wait_for_problem(pilot: Pilot[None], asked: AskDialog) -> None:
    line = asked.query_one("#problem")
    await wait_until(pilot, lambda: line.has_class("-shown"))


async def test_rename_asks_for_the_name_and_inserts_the_statement(start: Start) -> None:
    cases = [
        (("shop", "orders"), "Order s", 'alter table shop.orders rename to "Order s";'),
        (("shop", "order_totals"), "totals", "alter view shop.order_totals rename to totals;"),
        (
            ("shop", "orders", "placed"),
            "placed_at",
            "alter table shop.orders rename column placed to placed_at;",
        ),
        (("shop",), "store", "alter schema shop rename to store;"),
    ]
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        for names, name, statement in cases:
            await go_to_node(pilot, screen, *names)
            await pilot.press("R")
            await wait_for_problem(pilot, await answer(pilot, names[-1]))
            await answer(pilot, name)
            await wait_for_text(pilot, screen, statement)


async def test_drop_needs_the_name_and_inserts_the_statement(start: Start) -> None:
    cases = [
        (("shop", "orders"), "drop table shop.orders;"),
        (("shop", "order_totals"), "drop view shop.order_totals;"),
        (("shop", "orders", "placed"), "alter table shop.orders drop column placed;"),
        (("shop",), "drop schema shop;"),
        (
            ("shop", "orders", "constraints", "orders_customer_fkey"),
            "alter table shop.orders drop constraint orders_customer_fkey;",
        ),
    ]
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        for names, statement in cases:
            await go_to_node(pilot, screen, *names)
            await pilot.press("delete")
            for wrong in ("", names[-1].upper()):
                await wait_for_problem(pilot, await answer(pilot, wrong))
            await answer(pilot, names[-1])
            await wait_for_text(pilot, screen, statement)


async def test_index_has_the_columns_in_the_order_of_the_choice(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_node(pilot, "shop", "orders", "placed")
        await pilot.press("I")
        dialog = await wait_for_screen(pilot, IndexDialog)
        await wait_until(pilot, lambda: pilot.app.focused is dialog.list)
        await pilot.press("home", "space", "u")
        await wait_until(
            pilot,
            lambda: "create unique index async on shop.orders (placed, id);" in read_screen(dialog),
        )
        await pilot.press("space", "u", "enter")
        await wait_for_text(pilot, screen, "create index async on shop.orders (placed);")


async def test_an_index_needs_a_column_and_a_table(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_node(pilot, "shop", "orders")
        await pilot.press("I")
        dialog = await wait_for_screen(pilot, IndexDialog)
        await wait_until(pilot, lambda: "Choose at least one column." in read_screen(dialog))
        await pilot.press("enter")
        await wait_for_text(pilot, screen, "create index async on shop.orders (id);")


async def test_the_system_schema_cannot_be_changed(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        for names in (("sys", "jobs"), ("sys", "jobs", "status"), ("sys",)):
            await go_to_node(pilot, screen, *names)
            await pilot.press("R", "delete", "I", "m")
            menu = await wait_for_screen(pilot, ChoiceDialog)
            labels = {option.label for option in menu.options}
            assert not labels & {"rename…", "drop…", "create an index…"}
            await pilot.press("escape")
            await wait_until(pilot, lambda: pilot.app.screen is screen)
            assert not screen.console.editor.text.strip()


async def test_uses_of_a_table_are_listed_and_lead_to_them(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_node(pilot, "shop", "orders")
        await pilot.press("m")
        await choose(pilot, "find where it is used")
        listed = await wait_for_screen(pilot, ChoiceDialog)
        found = [(option.label, option.remark) for option in listed.options]
        assert ("shop.order_lines", "foreign key (order_id)") in found
        assert ("shop.order_totals", "view") in found
        assert "shop.customers" not in [label for label, _ in found]
        await choose(pilot, "shop.order_totals")
        tree = schema_tree(screen)
        await wait_until(
            pilot,
            lambda: tree.selection.title == "shop.order_totals",
        )


async def test_a_table_without_uses_is_reported(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_node(pilot, "sys", "jobs", "status")
        await pilot.press("w")
        words = "No view, foreign key or function uses sys.jobs.status."
        await wait_until(
            pilot, lambda: words in [each.message for each in pilot.app._notifications]
        )
        assert pilot.app.screen is screen


async def test_what_is_below_a_table_and_a_schema_is_shown(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "create index async by_placed on shop.orders (placed)")
        await run_sql(pilot, screen, "create sequence shop.numbers cache 1")
        tree = schema_tree(screen)
        await wait_until(pilot, lambda: "numbers" in tree_names(tree, "shop", "sequences"))
        await wait_until(
            pilot, lambda: "by_placed" in tree_names(tree, "shop", "orders", "indexes")
        )
        await wait_until(
            pilot, lambda: "order_lines" in tree_names(tree, "shop", "orders", "referenced by")
        )
        await wait_until(pilot, lambda: "admin" in tree_names(tree, "roles"))


def tree_names(tree: SchemaTree, *path: str) -> list[str]:
    """Expand the nodes of a path as far as there are, and return the names below the last."""
    nodes = list(tree.root.children)
    for name in path:
        node = next((node for node in nodes if node.data and node.data.name == name), None)
        if node is None:
            return []
        if not node.is_expanded:
            node.expand()
        nodes = list(node.children)
    return [node.data.name for node in nodes if node.data]


async def test_a_refresh_keeps_the_cursor_and_expanded_nodes(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_node(pilot, "shop", "orders", "constraints", "orders_pkey")
        tree = schema_tree(screen)
        before = tree.cursor_node
        await pilot.press("r")
        await wait_until(pilot, lambda: tree.cursor_node is not before)
        await wait_until(pilot, lambda: tree.selection.title == "shop.orders.orders_pkey")
        assert tree.cursor_node
        assert tree.cursor_node.parent
        assert tree.cursor_node.parent.is_expanded


async def test_a_use_in_a_function_leads_to_it(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(
            pilot,
            screen,
            "create function shop.total() returns bigint language sql "
            "as 'select count(*) from shop.products'",
        )
        tree = schema_tree(screen)
        await wait_until(pilot, lambda: "total" in tree_names(tree, "shop", "functions"))
        tree.select("shop", "products")
        tree.focus()
        await wait_until(pilot, lambda: tree.selection.title == "shop.products")
        await pilot.press("w")
        await choose(pilot, "shop.total")
        await wait_until(pilot, lambda: tree.selection.title == "shop.total")
        await pilot.press("D")
        shown = await wait_for_script(pilot)
        assert "FUNCTION shop.total()" in shown.script


async def test_export_and_import_have_the_table_filled_in(start: Start, tmp_path: Path) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        await open_node(pilot, "shop", "customers")
        await pilot.press("e")
        export = await wait_for_screen(pilot, ExportDialog)
        await wait_until(pilot, lambda: "all rows of shop.customers" in read_screen(export))
        export.path.value = str(tmp_path / "rows.csv")
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: (tmp_path / "rows.csv").exists())
        await wait_for_screen(pilot, Workbench)
        await pilot.press("l")
        dialog = await wait_for_screen(pilot, ImportDialog)
        await wait_until(
            pilot, lambda: "shop.customers" in [each.value for each in dialog.query(Input)]
        )


async def test_a_view_takes_no_import(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_node(pilot, "shop", "order_totals")
        await pilot.press("l", "m")
        menu = await wait_for_screen(pilot, ChoiceDialog)
        labels = [option.label for option in menu.options]
        assert "describe" in labels
        assert "import a file…" not in labels
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)


async def test_a_use_outside_the_filter_is_shown(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        tree = schema_tree(screen)
        await pilot.press("f4", "slash", *"orders")
        await wait_until(pilot, lambda: tree.selection.title == "shop.orders")
        await pilot.press("enter")
        await wait_until(pilot, lambda: pilot.app.focused is tree)
        await pilot.press("w")
        await choose(pilot, "shop.order_totals")
        await wait_until(pilot, lambda: tree.selection.title == "shop.order_totals")
        await wait_until(pilot, lambda: "customers" in tree_names(tree, "shop"))
