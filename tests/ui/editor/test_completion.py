"""The list of candidates opens while one types, and takes only the keys that are meant for it."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from dsql_tui.execution.completion_catalog import CompletionCatalog
from dsql_tui.sql.catalog import Catalog, ColumnInfo, ForeignKey, Relation, Schema
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.editor.editor import SqlEditor
from dsql_tui.ui.start import Start
from tests.ui.driving import open_workbench, run_sql, wait_until

KEY = ForeignKey(("customer_id",), "public", "customers", ("id",))
CATALOG = Catalog(
    [
        Schema(
            "public",
            (
                Relation("public", "customers", False, (ColumnInfo("id", "uuid"),), ("id",)),
                Relation(
                    "public", "orders", False, (ColumnInfo("customer_id", "uuid"),), (), (KEY,)
                ),
                Relation("public", "order_lines", False, (ColumnInfo("order_id", "uuid"),)),
            ),
        )
    ]
)


class Writing(App[None]):
    """An editor that knows a few tables."""

    def __init__(self, text: str = "", burst: float = -1.0) -> None:
        super().__init__()
        self.editor = SqlEditor(text, burst=burst)
        self.editor.completer.completion.catalog = CATALOG
        self.ran = 0

    def compose(self) -> ComposeResult:
        yield self.editor
        yield SqlEditor(id="other")

    def on_sql_editor_submitted(self) -> None:
        self.ran += 1

    @property
    def offered(self) -> list[str]:
        """What the list shows, from its lines as they are drawn."""
        popup = self.editor.completer.popup
        if not self.editor.completer.open:
            return []
        assert popup.display
        return [popup.render_line(y).text[3:].split(" ")[0] for y in range(popup.size.height)]


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Type a text, and let what it leads to arrive."""
    names = {" ": "space", ".": "full_stop", "=": "equals_sign", ",": "comma", "(": "("}
    await pilot.press(*(names.get(letter, letter) for letter in text))
    await pilot.pause()


async def test_the_signature_is_shown_while_arguments_are_typed() -> None:
    app = Writing("\nselect ")
    async with app.run_test() as pilot:
        app.editor.move_cursor(app.editor.document.end)
        hint = app.editor.completer.hint
        await type_text(pilot, "subst")
        assert not hint.display
        await pilot.press("tab")
        await pilot.pause()
        assert hint.display
        assert str(hint.content) == "substr(text, from, count) text"
        assert hint.region.y == app.editor.cursor_screen_offset.y - 1
        await type_text(pilot, "a, 1")
        assert hint.signature is not None
        assert hint.signature.argument == 1
        await pilot.press("escape")
        assert not hint.display
        await type_text(pilot, ", 1")
        assert hint.display
        await type_text(pilot, ")")
        assert not hint.display


async def test_tab_puts_the_first_candidate_in() -> None:
    app = Writing()
    async with app.run_test() as pilot:
        await type_text(pilot, "select * from or")
        assert app.offered[:2] == ["orders", "order_lines"]
        await pilot.press("tab")
        assert app.editor.text == "select * from orders"
        assert not app.editor.completer.open
        await pilot.press("ctrl+z")
        assert app.editor.text == "select * from or"


async def test_enter_is_a_new_line_until_one_has_moved_into_the_list() -> None:
    app = Writing()
    async with app.run_test() as pilot:
        await type_text(pilot, "select * from or")
        await pilot.press("enter")
        assert app.editor.text == "select * from or\n"
        assert not app.editor.completer.open
        await type_text(pilot, "or")
        assert app.editor.text == "select * from or\nor"


async def test_arrows_choose_and_enter_takes() -> None:
    app = Writing("select 1;\n")
    async with app.run_test() as pilot:
        app.editor.move_cursor((1, 0))
        await type_text(pilot, "table or")
        await pilot.press("down", "enter")
        assert app.editor.text == "select 1;\ntable order_lines"
        await pilot.press("up")
        assert app.editor.cursor_location[0] == 0


async def test_escape_closes_the_list_and_never_leaves_the_editor() -> None:
    app = Writing()
    async with app.run_test() as pilot:
        await type_text(pilot, "table or")
        await pilot.press("escape")
        assert not app.editor.completer.open
        assert app.focused is app.editor
        await pilot.press("escape", "x")
        assert app.editor.text == "table orx"


async def test_the_popup_follows_typing_and_closes_without_matches() -> None:
    app = Writing()
    async with app.run_test() as pilot:
        await type_text(pilot, "table order")
        assert len(app.offered) == 2
        await type_text(pilot, "_")
        assert app.offered == ["order_lines"]
        await type_text(pilot, "x")
        assert app.offered == []
        await pilot.press("backspace")
        assert app.offered == []


async def test_backspace_keeps_an_open_list_open() -> None:
    app = Writing()
    async with app.run_test() as pilot:
        await type_text(pilot, "table order_")
        await pilot.press("backspace")
        await pilot.pause()
        assert app.offered == ["orders", "order_lines"]


async def test_a_moved_cursor_a_run_and_another_focus_close_it() -> None:
    app = Writing()
    async with app.run_test() as pilot:
        for key in ("left", "home", "ctrl+j", "ctrl+end"):
            app.editor.text = ""
            await type_text(pilot, "table or")
            assert app.editor.completer.open
            await pilot.press(key)
            assert not app.editor.completer.open
        assert app.ran == 1
        await type_text(pilot, " or")
        app.query_one("#other").focus()
        await pilot.pause()
        assert not app.editor.completer.open


async def test_a_point_behind_an_alias_opens_it_and_an_alias_brings_its_point() -> None:
    app = Writing()
    async with app.run_test() as pilot:
        app.editor.text = "select  from customers cust"
        app.editor.move_cursor((0, 7))
        await type_text(pilot, "cust")
        await pilot.press("tab")
        await pilot.pause()
        assert app.editor.text.startswith("select cust. from")
        assert app.offered == ["id"]
        await pilot.press("tab")
        assert app.editor.text.startswith("select cust.id from")


async def test_a_join_is_put_in_whole() -> None:
    app = Writing()
    async with app.run_test() as pilot:
        await type_text(pilot, "select * from customers c join ")
        await pilot.press("tab")
        assert app.editor.text.endswith("join orders o ON o.customer_id = c.id")


async def test_ctrl_space_shows_completions_on_request() -> None:
    app = Writing("select ")
    async with app.run_test() as pilot:
        await pilot.press("end")
        assert not app.editor.completer.open
        await pilot.press("ctrl+@")
        await pilot.pause()
        assert "age" in app.offered


async def test_the_mouse_chooses() -> None:
    app = Writing()
    async with app.run_test() as pilot:
        await type_text(pilot, "table or")
        await pilot.click(app.editor.completer.popup, offset=(3, 1))
        assert app.editor.text == "table order_lines"
        assert app.focused is app.editor


async def test_a_paste_by_keys_opens_no_dialog() -> None:
    app = Writing(burst=60.0)
    async with app.run_test() as pilot:
        await type_text(pilot, "table or")
        assert not app.editor.completer.open


@pytest.mark.parametrize("size", [(80, 24), (24, 6)])
async def test_the_list_stays_on_the_screen(size: tuple[int, int]) -> None:
    app = Writing("\n" * 30)
    async with app.run_test(size=size) as pilot:
        app.editor.move_cursor(app.editor.document.end)
        await type_text(pilot, "table or")
        region = app.editor.completer.popup.region
        assert app.screen.region.contains_region(region)
        assert not region.contains_point(app.editor.cursor_screen_offset)


async def test_a_new_table_is_offered_once_it_has_been_made(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test() as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "create table shop.brand_new (brand_id uuid primary key)")
        await wait_until(
            pilot,
            lambda: screen.workspace.completion.catalog.relation("shop", "brand_new") is not None,
        )
        editor = screen.console.editor
        editor.focus()
        editor.text = "select * from "
        editor.move_cursor(editor.document.end)
        await type_text(pilot, "brand")
        await wait_until(pilot, lambda: editor.completer.open)
        await pilot.press("tab")
        assert editor.text == "select * from shop.brand_new"
        await run_sql(pilot, screen, "drop table shop.brand_new")
        await wait_until(
            pilot, lambda: screen.workspace.completion.catalog.relation("shop", "brand_new") is None
        )


async def test_names_are_written_for_the_search_path_of_the_session(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test() as pilot:
        screen = await open_workbench(pilot)
        editor = screen.console.editor
        for statement, written in (
            ("set search_path = shop", "order_lines"),
            ("set search_path = public", "shop.order_lines"),
        ):
            await run_sql(pilot, screen, statement)
            editor.focus()
            editor.text = "select * from "
            editor.move_cursor(editor.document.end)
            await type_text(pilot, "order_l")
            await wait_until(pilot, lambda: editor.completer.open)
            await pilot.press("tab")
            assert editor.text == f"select * from {written}"


async def test_the_catalog_is_there_at_once_the_next_time(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test() as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "select 1 from shop.orders")
        access = screen.access
    again = CompletionCatalog()
    await again.load(access)
    assert again.catalog.relation("shop", "orders") is not None
    assert again.usage.count("orders") == 1
