"""The workbench, over real sessions with the sandbox."""

from __future__ import annotations

from dataclasses import replace

from textual.widgets import Static

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.dialogs.help import HelpDialog
from dsql_tui.ui.picker.picker import Picker
from dsql_tui.ui.results.cell_dialog import CellDialog
from dsql_tui.ui.results.result_view import ResultView
from dsql_tui.ui.start import Start
from dsql_tui.ui.too_small import TooSmall
from tests.ui.driving import open_workbench, run_sql, schema_tree, wait_for_screen, wait_until

SIZE = (120, 40)


def error(result: ResultView) -> str:
    return "\n".join(
        str(result.query_one(f"#{part}", Static).content) for part in ("words", "where", "meaning")
    )


async def test_rows_of_the_statement_at_the_cursor_appear_in_the_grid(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "select 1;\nselect i, null from generate_series(1, 1000) i")
        table = screen.console.result.table
        assert table is not None
        assert len(table) == 1000
        assert (table.value(999, 0), table.value(999, 1)) == (b"1000", None)
        assert "1,000 rows" in str(screen.status_bar.query_one("#rows", Static).content)
        await wait_until(pilot, lambda: screen.console.result.grid.region.height > 10)


async def test_a_refusal_takes_the_place_of_the_grid_and_points_at_the_place(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "-- first\nselect nothing\nfrom nowhere")
        result = screen.console.result
        assert result.has_class("-failed")
        assert "42P01" in error(result)
        assert "line 2 of the statement\nfrom nowhere\n     ▲" in error(result)


async def test_a_statement_without_rows_shows_its_command_tag(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "set timezone = 'UTC'")
        assert screen.console.result.has_class("-tag")
        assert str(screen.console.result.tag.content) == "SET"


async def test_the_transaction_shows_and_ends(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        shown = screen.status_bar.query_one("#transaction", Static)
        for statement, word in [
            ("begin", "TX 0 stmts · ~0 of 3,000 rows · 0:0"),
            ("select 1", "TX 1 stmt · ~0 of 3,000 rows · 0:0"),
            ("select nothing", "TX failed"),
            ("rollback", "autocommit"),
        ]:
            await run_sql(pilot, screen, statement)
            await wait_until(
                pilot,
                lambda word=word: str(shown.content).startswith(word),  # type: ignore[misc]
            )


async def test_ctrl_c_cancels_and_the_console_is_usable_at_once(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        screen.console.editor.text = "select pg_sleep(60)"
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: screen.console.runner.activity.words == "running")
        await pilot.press("ctrl+c")
        await wait_until(pilot, lambda: not screen.console.busy)
        assert "57014" in error(screen.console.result)
        await run_sql(pilot, screen, "select 1")
        assert screen.console.result.has_class("-grid")


async def test_quitting_while_a_query_runs_asks_and_does_not_wait_for_it(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        screen.console.editor.text = "select pg_sleep(60)"
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: screen.console.runner.activity.words == "running")
        await pilot.press("ctrl+q")
        await wait_for_screen(pilot, ConfirmDialog)
        await pilot.press("y")
        await wait_until(pilot, lambda: app.return_code == 0)


async def test_the_next_run_opens_a_new_session_after_a_loss(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        screen.console.session.cut()
        await wait_until(pilot, lambda: screen.console.session.lost)
        await wait_until(
            pilot,
            lambda: str(screen.status_bar.query_one("#session", Static).content) == "session ended",
        )
        await run_sql(pilot, screen, "select 1")
        assert screen.console.result.has_class("-grid")
        assert not screen.console.session.lost


async def test_the_tree_shows_schemas_tables_and_columns(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        schema = next(n for n in schema_tree(screen).root.children if str(n.label) == "shop")
        tables = [str(node.label) for node in schema.children]
        assert any(label.startswith("orders") for label in tables)
        assert all(node.allow_expand for node in schema.children)
        schema.children[0].expand()
        await wait_until(pilot, lambda: bool(schema.children[0].children))


async def test_s_in_the_tree_selects_the_rows_of_a_table(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        schema = next(n for n in schema_tree(screen).root.children if str(n.label) == "shop")
        schema.expand()
        await pilot.press("f4")
        schema_tree(screen).move_cursor(schema.children[0])
        await pilot.press("s")
        await wait_until(pilot, lambda: screen.console.result.has_class("-grid"))


async def test_the_menu_reaches_every_pane_by_letter(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        for letter, pane in [
            ("s", schema_tree(screen)),
            ("e", screen.console.editor),
        ]:
            await pilot.press("ctrl+o", letter)
            await wait_until(pilot, lambda pane=pane: pilot.app.focused is pane)  # type: ignore[misc]


async def test_leaving_the_workbench_leads_back_to_the_picker(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await pilot.press("f8", "ctrl+o", "k")
        picker = await wait_for_screen(pilot, Picker)
        await wait_until(pilot, lambda: not picker.start.settings.pairs)
        await wait_until(pilot, lambda: screen.console.session.lost)


async def test_hostile_values_are_data(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(
            pilot, screen, "select '[/b]', e'\\x1b]0;owned\\x07', '[@click=app.quit]x[/]'"
        )
        await run_sql(pilot, screen, "select e'\\x1b[2J' || nothing")
        picture = pilot.app.export_screenshot()
        assert "\x1b" not in picture
        assert "42703" in error(screen.console.result)


async def test_enter_on_a_cell_shows_the_value_in_full(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "select repeat('long ', 100) || e'\\n[/b]\\x07' as \"[/b]\"")
        await pilot.press("f3", "enter")
        cell = pilot.app.screen
        assert isinstance(cell, CellDialog)
        shown = list(cell.text.lines)
        assert "".join(shown[:-1]) == "long " * 100
        assert shown[-1] == "[/b]␇"
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)


async def test_a_tiny_terminal_says_so_and_recovers(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(20, 5)) as pilot:
        assert pilot.app.screen.query_one(TooSmall).display
        await pilot.resize_terminal(*SIZE)
        await pilot.pause()
        assert not pilot.app.screen.query_one(TooSmall).display
        await open_workbench(pilot)


async def test_a_terminal_that_was_too_small_keeps_the_focus(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await pilot.press("f1")
        help_dialog = await wait_for_screen(pilot, HelpDialog)
        in_help = help_dialog.focused
        await pilot.resize_terminal(20, 5)
        await wait_until(pilot, lambda: help_dialog.focused is None)
        await pilot.resize_terminal(*SIZE)
        await wait_until(pilot, lambda: help_dialog.focused is in_help)
        await pilot.press("escape")
        await wait_until(pilot, lambda: screen.focused is screen.console.editor)


async def test_on_a_narrow_terminal_one_pane_shows_at_a_time(start: Start) -> None:
    async with DsqlTui(replace(start, script="select 1")).run_test(size=(50, 20)) as pilot:
        screen = await open_workbench(pilot)
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
