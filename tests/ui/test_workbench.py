"""The workbench, over real sessions with the sandbox."""

from __future__ import annotations

from dataclasses import replace

from textual.widgets import Static

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.screens.cell import Cell
from dsql_tui.ui.start import Start
from dsql_tui.ui.widgets.result_view import ResultView
from dsql_tui.ui.widgets.too_small import TooSmall
from tests.ui.driving import ran, tree, until, workbench

SIZE = (120, 40)


def refusal(result: ResultView) -> str:
    return "\n".join(
        str(result.query_one(f"#{part}", Static).content) for part in ("words", "where", "meaning")
    )


async def test_rows_of_the_statement_at_the_cursor_appear_in_the_grid(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        await ran(pilot, screen, "select 1;\nselect i, null from generate_series(1, 1000) i")
        table = screen.console.result.table
        assert table is not None
        assert len(table) == 1000
        assert (table.value(999, 0), table.value(999, 1)) == (b"1000", None)
        assert "1,000 rows" in str(screen.state_line.query_one("#rows", Static).content)
        await until(pilot, lambda: screen.console.result.grid.region.height > 10)


async def test_a_refusal_takes_the_place_of_the_grid_and_points_at_the_place(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        await ran(pilot, screen, "-- first\nselect nothing\nfrom nowhere")
        result = screen.console.result
        assert result.has_class("-refused")
        assert "42P01" in refusal(result)
        assert "line 2 of the statement\nfrom nowhere\n     ▲" in refusal(result)


async def test_a_statement_without_rows_shows_its_command_tag(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        await ran(pilot, screen, "set timezone = 'UTC'")
        assert screen.console.result.has_class("-told")
        assert str(screen.console.result.told.content) == "SET"


async def test_the_transaction_shows_and_ends(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        shown = screen.state_line.query_one("#transaction", Static)
        for statement, word in [
            ("begin", "TX 0 stmts · ~0 of 3,000 rows · 0:0"),
            ("select 1", "TX 1 stmt · ~0 of 3,000 rows · 0:0"),
            ("select nothing", "TX failed"),
            ("rollback", "auto"),
        ]:
            await ran(pilot, screen, statement)
            await until(
                pilot,
                lambda word=word: str(shown.content).startswith(word),  # type: ignore[misc]
            )


async def test_ctrl_c_cancels_and_the_console_is_usable_at_once(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        screen.console.editor.text = "select pg_sleep(60)"
        await pilot.press("ctrl+j")
        await until(pilot, lambda: screen.console.crank.doing == "running")
        await pilot.press("ctrl+c")
        await until(pilot, lambda: not screen.console.busy)
        assert "57014" in refusal(screen.console.result)
        await ran(pilot, screen, "select 1")
        assert screen.console.result.has_class("-grid")


async def test_leaving_in_the_middle_of_a_query_does_not_wait_for_it(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        screen.console.editor.text = "select pg_sleep(60)"
        await pilot.press("ctrl+j")
        await until(pilot, lambda: screen.console.crank.doing == "running")
        await pilot.press("ctrl+q")
    assert app.return_code == 0


async def test_a_session_that_was_lost_is_opened_anew_for_the_next_run(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        screen.console.session.cut()
        await until(pilot, lambda: screen.console.session.lost)
        await until(
            pilot,
            lambda: str(screen.state_line.query_one("#session", Static).content) == "session over",
        )
        await ran(pilot, screen, "select 1")
        assert screen.console.result.has_class("-grid")
        assert not screen.console.session.lost


async def test_the_tree_shows_schemas_tables_and_columns(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        schema = next(n for n in tree(screen).root.children if str(n.label) == "shop")
        tables = [str(node.label) for node in schema.children]
        assert any(label.startswith("orders") for label in tables)
        assert all(node.children for node in schema.children)


async def test_s_in_the_tree_selects_the_rows_of_a_table(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        schema = next(n for n in tree(screen).root.children if str(n.label) == "shop")
        schema.expand()
        await pilot.press("f4")
        tree(screen).move_cursor(schema.children[0])
        await pilot.press("s")
        await until(pilot, lambda: screen.console.result.has_class("-grid"))


async def test_the_menu_reaches_every_pane_by_letter(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        for letter, pane in [
            ("s", tree(screen)),
            ("e", screen.console.editor),
        ]:
            await pilot.press("ctrl+o", letter)
            await until(pilot, lambda pane=pane: pilot.app.focused is pane)  # type: ignore[misc]


async def test_leaving_the_workbench_leads_back_to_the_picker(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        await pilot.press("ctrl+o", "k")
        await until(pilot, lambda: app.screen is not screen)
        await until(pilot, lambda: screen.console.session.lost)


async def test_hostile_values_are_data(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        await ran(pilot, screen, "select '[/b]', e'\\x1b]0;owned\\x07', '[@click=app.quit]x[/]'")
        await ran(pilot, screen, "select e'\\x1b[2J' || nothing")
        picture = pilot.app.export_screenshot()
        assert "\x1b" not in picture
        assert "42703" in refusal(screen.console.result)


async def test_enter_on_a_cell_shows_the_value_in_full(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        await ran(pilot, screen, "select repeat('long ', 100) || e'\\n[/b]\\x07' as \"[/b]\"")
        await pilot.press("f3", "enter")
        cell = pilot.app.screen
        assert isinstance(cell, Cell)
        shown = list(cell.text.lines)
        assert "".join(shown[:-1]) == "long " * 100
        assert shown[-1] == "[/b]␇"
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_a_tiny_terminal_says_so_and_recovers(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(20, 5)) as pilot:
        assert pilot.app.screen.query_one(TooSmall).display
        await pilot.resize_terminal(*SIZE)
        await pilot.pause()
        assert not pilot.app.screen.query_one(TooSmall).display
        await workbench(pilot)


async def test_on_a_narrow_terminal_one_pane_shows_at_a_time(start: Start) -> None:
    async with DsqlTui(replace(start, script="select 1")).run_test(size=(50, 20)) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        assert console.editor.display
        assert not console.results.display
        assert not screen.side.display
        await pilot.press("f3")
        assert console.results.display
        assert not console.editor.display
        await pilot.press("f4")
        assert screen.side.display
        assert not screen.consoles.display
