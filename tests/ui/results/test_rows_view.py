"""Looking through rows: selecting, sorting, filtering, finding, one row, one cell."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.events import MouseScrollDown
from textual.pilot import Pilot
from textual.widgets import Input

from dsql_tui.events import Column
from dsql_tui.results.table import Table
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.choice import ChoiceDialog
from dsql_tui.ui.results.cell_dialog import CellDialog
from dsql_tui.ui.results.context_menu import MENU_ITEMS
from dsql_tui.ui.results.grid import Grid
from dsql_tui.ui.results.grid_state import GridState
from dsql_tui.ui.results.json_tree import JsonTree
from dsql_tui.ui.results.record_dialog import RecordDialog
from dsql_tui.ui.results.rows_view import RowsView
from dsql_tui.ui.results.text_pager import TextPager
from dsql_tui.ui.start import Start
from tests.results.chunks import Rows
from tests.ui.driving import open_workbench, run_sql, wait_until, wait_until_equal

INT, TEXT, BYTEA, JSON = 23, 25, 17, 3802
FRUIT = [
    (b"3", b"apple", rb"\x00ff", b'{"a": [1, 2]}'),
    (b"1", b"pear", None, b"[]"),
    (b"2", b"Apple pie", b"", b"1.10"),
]


class Looking(App[None]):
    """Rows and nothing else."""

    def __init__(self, table: Table | None = None) -> None:
        super().__init__()
        self.drafted: list[str] = []
        columns = (Column("n", INT), Column("name", TEXT), Column("b", BYTEA), Column("d", JSON))
        self.table = table or Table(columns)
        if table is None:
            self.table.append(Rows(FRUIT))

    def compose(self) -> ComposeResult:
        yield RowsView()

    def on_mount(self) -> None:
        self.rows.show(GridState(self.table), "select *\nfrom fruit;")
        self.grid.focus()

    def on_rows_view_drafted(self, message: RowsView.Drafted) -> None:
        self.drafted.append(message.text)

    @property
    def rows(self) -> RowsView:
        return self.query_one(RowsView)

    @property
    def grid(self) -> Grid:
        return self.rows.grid

    def read_column(self, column: int = 0) -> list[str]:
        sheet = self.grid.state.sheet
        return [str((sheet.value(row, column) or b"NULL").decode()) for row in range(len(sheet))]


async def answer(pilot: Pilot[None], key: str, text: str) -> None:
    """Press a key that asks for a text, and give it."""
    await pilot.press(key)
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, AskDialog))
    await pilot.press(*["space" if character == " " else character for character in text], "enter")
    await wait_until(pilot, lambda: not isinstance(pilot.app.screen, AskDialog))


async def test_s_sorts_the_rows_and_r_restores_their_order() -> None:
    app = Looking()
    async with app.run_test(size=(80, 12)) as pilot:
        for key, order in [("s", "123"), ("s", "321"), ("s", "312"), ("s", "123"), ("r", "312")]:
            await pilot.press(key)
            await wait_until_equal(pilot, lambda: "".join(app.read_column()), order)
        assert not app.rows.has_class("-done")


async def test_types_without_an_order_are_marked_as_sorted_as_text() -> None:
    app = Looking()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("s")
        await wait_until(
            pilot, lambda: "sorted by “n”, ascending" in str(app.rows.arrangement.content)
        )
        await pilot.press("end", "s")
        await wait_until(
            pilot, lambda: "“d” as text, ascending" in str(app.rows.arrangement.content)
        )


async def test_slash_filters_the_loaded_rows_and_shows_it() -> None:
    app = Looking()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("right")
        await answer(pilot, "slash", "apple")
        await wait_until(pilot, lambda: app.read_column(1) == ["apple", "Apple pie"])
        assert "2 of 3 rows" in str(app.rows.arrangement.content)
        await pilot.press("left")
        await answer(pilot, "slash", "> 2")
        await wait_until(pilot, lambda: app.read_column() == ["3"])
        await pilot.press("slash")
        await wait_until(pilot, lambda: isinstance(app.screen, AskDialog))
        await pilot.press(*"<x", "enter")
        assert isinstance(app.screen, AskDialog)
        await pilot.press("escape")


async def test_a_sort_or_a_filter_at_the_server_is_drafted_and_not_run() -> None:
    app = Looking()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("right", "S")
        await answer(pilot, "W", "= it's")
        assert app.drafted == [
            "select *\nfrom (\nselect *\nfrom fruit\n) as result\norder by name;",
            "select *\nfrom (\nselect *\nfrom fruit\n) as result\nwhere name = 'it''s';",
        ]


async def test_find_goes_from_match_to_match() -> None:
    app = Looking()
    async with app.run_test(size=(80, 12)) as pilot:
        await answer(pilot, "f", "apple")
        for key, at in [("", (0, 1)), ("n", (2, 1)), ("n", (0, 1)), ("N", (2, 1))]:
            if key:
                await pilot.press(key)
            await wait_until_equal(pilot, lambda: app.grid.cursor, at)
        await answer(pilot, "colon", "2")
        assert app.grid.cursor == (1, 1)
        await answer(pilot, "f", "Apple")  # a capital counts
        for key in ("", "n", "N"):
            if key:
                await pilot.press(key)
            await wait_until_equal(pilot, lambda: app.grid.cursor, (2, 1))


async def test_selections_are_summed_up() -> None:
    app = Looking()
    async with app.run_test(size=(80, 12)) as pilot:
        for keys, said in [
            ("shift+down", "2 cells · sum 4 · min 1 · max 3"),
            ("escape", ""),
            ("v down right", "4 cells · sum 3 · min 1 · max 2"),
            ("escape home g c", "3 cells · sum 6 · min 1 · max 3"),
            ("V", "4 cells · sum 3 · min 3 · max 3"),
            ("a", "12 cells · 1 NULL · sum 6 · min 1 · max 3"),
        ]:
            await pilot.press(*keys.split())
            await wait_until_equal(pilot, lambda: app.rows.summary, said)


async def test_columns_are_made_wider_hidden_and_frozen() -> None:
    wide = Table((Column("key", INT), *(Column(f"c{n}", TEXT) for n in range(30))))
    wide.append(Rows([(b"42", *(b"%d" % n for n in range(30)))]))
    app = Looking(wide)
    async with app.run_test(size=(40, 8)) as pilot:
        grid = app.grid
        await pilot.press("greater_than_sign", "greater_than_sign", "less_than_sign")
        assert grid.state.columns.widths[0] == 3 + 4
        await pilot.press("equals_sign")
        assert grid.state.columns.widths[0] == 3
        await pilot.press("right", "minus")
        assert [column.name for column in grid.state.sheet.columns[:2]] == ["key", "c1"]
        await pilot.press("z", "end")
        await pilot.pause()
        line = grid.render_line(1).text.split()
        assert line[:2] == ["1", "42"]
        assert line[-1] == "29"
        await pilot.press("home")
        await pilot.pause()
        assert grid.render_line(1).text.split()[:3] == ["1", "42", "1"]
        await pilot.press("z", "end")
        await pilot.pause()
        assert grid.render_line(1).text.split()[:2] != ["1", "42"]


async def test_the_end_is_followed_until_the_user_goes_elsewhere() -> None:
    app = Looking()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("G")
        for last in (5, 8):
            app.table.append(Rows(FRUIT))
            app.grid.show_new_rows()
            assert app.grid.cursor.row == last
        await pilot.press("up")
        app.table.append(Rows(FRUIT))
        app.grid.show_new_rows()
        assert app.grid.cursor.row == 7


async def test_the_mouse_selects_sorts_and_drags_borders() -> None:
    app = Looking()
    async with app.run_test(size=(80, 12)) as pilot:
        grid, left = app.grid, 3
        await pilot.mouse_down(Grid, offset=(left + 1, 1))
        await pilot.hover(Grid, offset=(left + 8, 2))
        await pilot.mouse_up(Grid, offset=(left + 8, 2))
        assert grid.state.selection is not None
        assert (grid.state.rows, grid.state.places) == (range(2), range(2))
        await pilot.click(Grid, offset=(1, 3))
        assert (grid.state.rows, grid.state.places) == (range(2, 3), range(4))
        await pilot.click(Grid, offset=(left + 8, 1))
        assert grid.state.selection is None
        border = left + grid.state.columns.lefts[1]
        await pilot.mouse_down(Grid, offset=(border, 0))
        await pilot.hover(Grid, offset=(border + 5, 0))
        await pilot.mouse_up(Grid, offset=(border + 5, 0))
        assert grid.state.columns.widths[0] == 1 + 5
        assert not grid.state.sorts
        for order in ("123", "321", "312"):
            await pilot.click(Grid, offset=(left + 1, 0))
            await wait_until_equal(pilot, lambda: "".join(app.read_column()), order)


async def choose_from_menu(pilot: Pilot[None], label: str, at: tuple[int, int]) -> None:
    """Choose with the mouse alone from what the right button offers."""
    app = pilot.app
    await pilot.click(Grid, offset=at, button=3)
    await wait_until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
    place = next(n for n, offer in enumerate(MENU_ITEMS) if offer.label.startswith(label))
    await pilot.click("OptionList", offset=(3, 1 + place))
    await wait_until(pilot, lambda: not isinstance(app.screen, ChoiceDialog))


async def test_the_mouse_alone_filters_finds_sorts_hides_and_resets() -> None:
    app = Looking()
    async with app.run_test(size=(80, 24)) as pilot:
        left, look = 3, app.grid.state
        await choose_from_menu(pilot, "sort", (left + 1, 0))
        await wait_until(pilot, lambda: app.read_column() == ["1", "2", "3"])
        await choose_from_menu(pilot, "filter", (left + 1, 2))
        await wait_until(pilot, lambda: isinstance(app.screen, AskDialog))
        app.screen.query_one(Input).value = "> 1"
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.read_column() == ["2", "3"])
        await pilot.click("#arrangement")
        await wait_until(pilot, lambda: len(app.read_column()) == 3)
        assert not look.filters
        await choose_from_menu(pilot, "find …", (left + 1, 1))
        await wait_until(pilot, lambda: isinstance(app.screen, AskDialog))
        app.screen.query_one(Input).value = "pear"
        await pilot.press("enter")
        await wait_until(pilot, lambda: look.sheet.value(*look.cursor) == b"pear")
        await choose_from_menu(pilot, "hide", (left + 1, 1))
        await wait_until(pilot, lambda: len(look.sheet.visible_columns) == 3)
        await choose_from_menu(pilot, "show the row", (left + 1, 1))
        await wait_until(pilot, lambda: isinstance(app.screen, RecordDialog))


async def test_the_right_button_leaves_a_selection_that_it_is_in() -> None:
    app = Looking()
    async with app.run_test(size=(80, 24)) as pilot:
        left, look = 3, app.grid.state
        await pilot.mouse_down(Grid, offset=(left + 1, 1))
        await pilot.hover(Grid, offset=(left + 8, 2))
        await pilot.mouse_up(Grid, offset=(left + 8, 2))
        await pilot.click(Grid, offset=(left + 1, 1), button=3)
        await wait_until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        assert (look.rows, look.places) == (range(2), range(2))
        await pilot.press("escape")
        await wait_until(pilot, lambda: not isinstance(app.screen, ChoiceDialog))
        await pilot.click(Grid, offset=(1, 3), button=3)
        await wait_until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        assert (look.rows, look.places) == (range(2, 3), range(4))


async def test_the_wheel_scrolls_rows() -> None:
    app = Looking()
    async with app.run_test(size=(80, 8)) as pilot:
        app.table.append(Rows(FRUIT * 20))
        app.grid.show_new_rows()
        await pilot.pause()
        await pilot._post_mouse_events([MouseScrollDown], Grid, (5, 3))
        await wait_until(pilot, lambda: app.grid.scroll_offset.y > 0)
        assert app.grid.cursor.row == 0


async def test_a_row_is_shown_as_a_list_and_the_next_one_after_it() -> None:
    app = Looking()
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.press("o")
        record = app.screen
        assert isinstance(record, RecordDialog)
        await pilot.pause()
        assert record.grid.render_line(0).text.split() == ["column", "type", "value"]
        lines = [record.grid.render_line(y).text.split() for y in range(1, 5)]
        assert lines[1] == ["2", "name", "text", "apple"]
        await pilot.press("n", "p", "n")
        lines = [record.grid.render_line(y).text.split() for y in range(1, 5)]
        assert lines[2] == ["3", "b", "bytea", "NULL"]
        await pilot.press("down", "enter")
        assert isinstance(app.screen, CellDialog)
        assert app.screen.value == "pear"
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: app.grid.cursor == (1, 0))


async def test_a_cell_is_shown_as_a_tree_as_bytes_or_as_text_and_searched() -> None:
    app = Looking()
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.press("end", "enter")
        cell = app.screen
        assert isinstance(cell, CellDialog)
        tree = cell.query_one(JsonTree)
        await wait_until(pilot, lambda: bool(tree.root.children))
        assert str(tree.root.children[0].label) == "a: [2]"
        await pilot.press("tab")
        pager = cell.text
        await wait_until(pilot, lambda: list(pager.lines) == ['{"a": [1, 2]}'])
        await pilot.press("escape", "left", "enter")
        cell = app.screen
        assert isinstance(cell, CellDialog)
        dump = cell.views[0]
        assert isinstance(dump, TextPager)
        await wait_until(pilot, lambda: bool(len(dump.lines)))
        assert dump.lines[0].startswith("00000000  00 ff ")
        await pilot.press("tab")
        assert list(cell.text.lines) == [r"\x00ff"]
        await answer(pilot, "slash", "FF")
        assert cell.text.pattern == "FF"
        await pilot.press("n", "escape", "down", "enter", "tab", "n", "escape")


async def test_a_megabyte_is_shown_at_once_and_searched() -> None:
    table = Table((Column("t", TEXT),))
    table.append(Rows([(b"x" * 1_000_000 + "漢needle".encode(),)]))
    app = Looking(table)
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.press("enter")
        cell = app.screen
        assert isinstance(cell, CellDialog)
        await wait_until(pilot, lambda: len(cell.text.lines) > 10_000)
        await answer(pilot, "slash", "needle")
        await wait_until(pilot, lambda: cell.text.scroll_offset.y > 10_000)


async def test_it_all_works_in_the_workbench(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "select i, i % 3 as rest from generate_series(1, 1000) i")
        await pilot.press("f3", "right", "s")
        grid = screen.console.result.grid
        await wait_until(pilot, lambda: grid.state.sheet.order is not None)
        assert grid.state.sheet.value(0, 1) == b"0"
        await pilot.press("c")
        said = screen.status_bar.parts["selected"]
        await wait_until(pilot, lambda: "1,000 cells · sum 1000" in str(said.content))
        await pilot.press("S")
        await wait_until(pilot, lambda: screen.console.editor.text.endswith("order by rest;"))
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: not screen.console.busy)
        assert screen.console.result.grid.state.sheet.value(0, 1) == b"0"


async def test_the_grid_is_visible_after_a_run(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "select 1 as one")
        await wait_until(pilot, lambda: screen.console.result.grid.size.height > 0)


STYLES = [
    ("set datestyle = 'German'", "now()::date - i", "date"),
    ("set datestyle = 'Postgres, MDY'", "now() - i * interval '1 day'", "timestamptz"),
    ("set intervalstyle = 'iso_8601'", "i * interval '-1 day 5 minutes'", "interval"),
    ("set intervalstyle = 'sql_standard'", "i * interval '1 year -3 days'", "interval"),
]


@pytest.mark.parametrize(("style", "value", "kind"), STYLES)
async def test_values_in_another_style_are_sorted_as_text(
    start: Start, style: str, value: str, kind: str
) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, style)
        await run_sql(pilot, screen, f"select ({value})::{kind} as v from generate_series(1, 20) i")
        view = screen.console.result
        view.grid.focus()
        await pilot.press("s")
        await wait_until(pilot, lambda: "as text" in view.grid.state.summary)
        await pilot.press("shift+down", "shift+down", "c")
        await pilot.pause()
        assert pilot.app.is_running
