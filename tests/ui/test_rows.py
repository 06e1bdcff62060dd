"""Looking through rows: selecting, sorting, filtering, finding, one row, one cell."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.events import MouseScrollDown
from textual.pilot import Pilot
from textual.widgets import Input

from dsql_tui.events import Column
from dsql_tui.results.table import Table
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.screens.ask import Ask
from dsql_tui.ui.screens.cell import Cell
from dsql_tui.ui.screens.choice import Choice
from dsql_tui.ui.screens.record import Record
from dsql_tui.ui.start import Start
from dsql_tui.ui.widgets.grid import Grid
from dsql_tui.ui.widgets.json_tree import JsonTree
from dsql_tui.ui.widgets.look import Look
from dsql_tui.ui.widgets.rows_offers import OFFERS
from dsql_tui.ui.widgets.rows_view import RowsView
from tests.results.chunks import Rows
from tests.ui.driving import ran, until, workbench

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
        self.rows.show(Look(self.table), "select *\nfrom fruit;")
        self.grid.focus()

    def on_rows_view_drafted(self, message: RowsView.Drafted) -> None:
        self.drafted.append(message.text)

    @property
    def rows(self) -> RowsView:
        return self.query_one(RowsView)

    @property
    def grid(self) -> Grid:
        return self.rows.grid

    def seen(self, column: int = 0) -> list[str]:
        sheet = self.grid.look.sheet
        return [str((sheet.value(row, column) or b"NULL").decode()) for row in range(len(sheet))]


async def typed(pilot: Pilot[None], key: str, text: str) -> None:
    """Press a key that asks for a text, and give it."""
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.screen, Ask))
    await pilot.press(*["space" if character == " " else character for character in text], "enter")
    await until(pilot, lambda: not isinstance(pilot.app.screen, Ask))


async def test_s_sorts_what_is_loaded_up_then_down_and_r_brings_it_back():
    app = Looking()
    async with app.run_test(size=(80, 12)) as pilot:
        for key, order in [("s", "123"), ("s", "321"), ("r", "312")]:
            await pilot.press(key)
            await until(pilot, lambda order=order: "".join(app.seen()) == order)
        assert not app.rows.has_class("-done")


async def test_what_has_no_order_here_is_said_to_be_sorted_as_text():
    app = Looking()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("s")
        await until(pilot, lambda: "sorted by “n”, ascending" in str(app.rows.doings.content))
        await pilot.press("end", "s")
        await until(pilot, lambda: "“d” as text, ascending" in str(app.rows.doings.content))


async def test_slash_filters_what_is_loaded_and_says_so():
    app = Looking()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("right")
        await typed(pilot, "slash", "apple")
        await until(pilot, lambda: app.seen(1) == ["apple", "Apple pie"])
        assert "2 of 3 rows" in str(app.rows.doings.content)
        await pilot.press("left")
        await typed(pilot, "slash", "> 2")
        await until(pilot, lambda: app.seen() == ["3"])
        await pilot.press("slash")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await pilot.press(*"<x", "enter")
        assert isinstance(app.screen, Ask)
        await pilot.press("escape")


async def test_a_sort_or_a_filter_at_the_server_is_drafted_and_not_run():
    app = Looking()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("right", "S")
        await typed(pilot, "W", "= it's")
        assert app.drafted == [
            "select *\nfrom (\nselect *\nfrom fruit\n) as result\norder by name;",
            "select *\nfrom (\nselect *\nfrom fruit\n) as result\nwhere name = 'it''s';",
        ]


async def test_find_goes_from_match_to_match():
    app = Looking()
    async with app.run_test(size=(80, 12)) as pilot:
        await typed(pilot, "f", "apple")
        for key, at in [("", (0, 1)), ("n", (2, 1)), ("n", (0, 1)), ("N", (2, 1))]:
            if key:
                await pilot.press(key)
            await until(pilot, lambda at=at: app.grid.cursor == at)
        await typed(pilot, "colon", "2")
        assert app.grid.cursor == (1, 1)


async def test_selections_are_summed_up():
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
            await until(pilot, lambda said=said: app.rows.summary == said)


async def test_columns_are_made_wider_hidden_and_frozen():
    wide = Table((Column("key", INT), *(Column(f"c{n}", TEXT) for n in range(30))))
    wide.append(Rows([(b"42", *(b"%d" % n for n in range(30)))]))
    app = Looking(wide)
    async with app.run_test(size=(40, 8)) as pilot:
        grid = app.grid
        await pilot.press("greater_than_sign", "greater_than_sign", "less_than_sign")
        assert grid.look.columns.widths[0] == 3 + 4
        await pilot.press("equals_sign")
        assert grid.look.columns.widths[0] == 3
        await pilot.press("right", "minus")
        assert [column.name for column in grid.look.sheet.columns[:2]] == ["key", "c1"]
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


async def test_the_end_is_followed_until_the_user_goes_elsewhere():
    app = Looking()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("G")
        for last in (5, 8):
            app.table.append(Rows(FRUIT))
            app.grid.grew()
            assert app.grid.cursor.row == last
        await pilot.press("up")
        app.table.append(Rows(FRUIT))
        app.grid.grew()
        assert app.grid.cursor.row == 7


async def test_the_mouse_selects_sorts_and_drags_borders():
    app = Looking()
    async with app.run_test(size=(80, 12)) as pilot:
        grid, left = app.grid, 3
        await pilot.mouse_down(Grid, offset=(left + 1, 1))
        await pilot.hover(Grid, offset=(left + 8, 2))
        await pilot.mouse_up(Grid, offset=(left + 8, 2))
        assert grid.look.selection is not None
        assert (grid.look.rows, grid.look.places) == (range(2), range(2))
        await pilot.click(Grid, offset=(1, 3))
        assert (grid.look.rows, grid.look.places) == (range(2, 3), range(4))
        await pilot.click(Grid, offset=(left + 8, 0))
        assert (grid.look.rows, grid.look.places) == (range(3), range(1, 2))
        await pilot.click(Grid, offset=(left + 8, 1))
        assert grid.look.selection is None
        border = left + grid.look.columns.lefts[1]
        await pilot.mouse_down(Grid, offset=(border, 0))
        await pilot.hover(Grid, offset=(border + 5, 0))
        await pilot.mouse_up(Grid, offset=(border + 5, 0))
        assert grid.look.columns.widths[0] == 1 + 5
        await pilot.double_click(Grid, offset=(left + 2, 0))
        await until(pilot, lambda: app.seen() == ["1", "2", "3"])


async def offered(pilot: Pilot[None], label: str, at: tuple[int, int]) -> None:
    """Choose with the mouse alone from what the right button offers."""
    app = pilot.app
    await pilot.click(Grid, offset=at, button=3)
    await until(pilot, lambda: isinstance(app.screen, Choice))
    place = next(n for n, offer in enumerate(OFFERS) if offer.label.startswith(label))
    await pilot.click("OptionList", offset=(3, 1 + place))
    await until(pilot, lambda: not isinstance(app.screen, Choice))


async def test_the_mouse_alone_filters_finds_sorts_hides_and_resets():
    app = Looking()
    async with app.run_test(size=(80, 24)) as pilot:
        left, look = 3, app.grid.look
        await offered(pilot, "sort", (left + 1, 0))
        await until(pilot, lambda: app.seen() == ["1", "2", "3"])
        await offered(pilot, "filter", (left + 1, 2))
        await until(pilot, lambda: isinstance(app.screen, Ask))
        app.screen.query_one(Input).value = "> 1"
        await pilot.press("enter")
        await until(pilot, lambda: app.seen() == ["2", "3"])
        await pilot.click("#doings")
        await until(pilot, lambda: len(app.seen()) == 3)
        assert not look.conditions
        await offered(pilot, "find …", (left + 1, 1))
        await until(pilot, lambda: isinstance(app.screen, Ask))
        app.screen.query_one(Input).value = "pear"
        await pilot.press("enter")
        await until(pilot, lambda: look.sheet.value(*look.cursor) == b"pear")
        await offered(pilot, "hide", (left + 1, 1))
        await until(pilot, lambda: len(look.sheet.places) == 3)
        await offered(pilot, "row as", (left + 1, 1))
        await until(pilot, lambda: isinstance(app.screen, Record))


async def test_the_right_button_leaves_a_selection_that_it_is_in():
    app = Looking()
    async with app.run_test(size=(80, 24)) as pilot:
        left, look = 3, app.grid.look
        await pilot.mouse_down(Grid, offset=(left + 1, 1))
        await pilot.hover(Grid, offset=(left + 8, 2))
        await pilot.mouse_up(Grid, offset=(left + 8, 2))
        await pilot.click(Grid, offset=(left + 1, 1), button=3)
        await until(pilot, lambda: isinstance(app.screen, Choice))
        assert (look.rows, look.places) == (range(2), range(2))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, Choice))
        await pilot.click(Grid, offset=(1, 3), button=3)
        await until(pilot, lambda: isinstance(app.screen, Choice))
        assert (look.rows, look.places) == (range(2, 3), range(4))


async def test_the_wheel_scrolls_rows():
    app = Looking()
    async with app.run_test(size=(80, 8)) as pilot:
        app.table.append(Rows(FRUIT * 20))
        app.grid.grew()
        await pilot.pause()
        await pilot._post_mouse_events([MouseScrollDown], Grid, (5, 3))
        await until(pilot, lambda: app.grid.scroll_offset.y > 0)
        assert app.grid.cursor.row == 0


async def test_a_row_is_shown_as_a_list_and_the_next_one_after_it():
    app = Looking()
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.press("o")
        record = app.screen
        assert isinstance(record, Record)
        await pilot.pause()
        lines = [record.grid.render_line(y).text.split() for y in range(1, 5)]
        assert lines[1] == ["2", "name", "text", "apple"]
        await pilot.press("n", "p", "n")
        lines = [record.grid.render_line(y).text.split() for y in range(1, 5)]
        assert lines[2] == ["3", "b", "bytea", "NULL"]
        await pilot.press("down", "enter")
        assert isinstance(app.screen, Cell)
        assert app.screen.value == "pear"
        await pilot.press("escape", "escape")
        await until(pilot, lambda: app.grid.cursor == (1, 0))


async def test_a_cell_is_shown_as_a_tree_as_bytes_or_as_text_and_searched():
    app = Looking()
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.press("end", "enter")
        cell = app.screen
        assert isinstance(cell, Cell)
        tree = cell.query_one(JsonTree)
        await until(pilot, lambda: bool(tree.root.children))
        assert str(tree.root.children[0].label) == "a: [2]"
        await pilot.press("tab")
        assert list(cell.text.lines) == ['{"a": [1, 2]}']
        await pilot.press("escape", "left", "enter")
        cell = app.screen
        assert isinstance(cell, Cell)
        await until(pilot, lambda: bool(len(cell.ways[0].lines)))
        assert cell.ways[0].lines[0].startswith("00000000  00 ff ")
        await pilot.press("tab")
        assert list(cell.text.lines) == [r"\x00ff"]
        await typed(pilot, "slash", "FF")
        assert cell.text.sought == "ff"
        await pilot.press("n", "escape", "down", "enter", "tab", "n", "escape")


async def test_a_megabyte_is_shown_at_once_and_searched():
    table = Table((Column("t", TEXT),))
    table.append(Rows([(b"x" * 1_000_000 + "漢needle".encode(),)]))
    app = Looking(table)
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.press("enter")
        cell = app.screen
        assert isinstance(cell, Cell)
        await until(pilot, lambda: len(cell.text.lines) > 10_000)
        await typed(pilot, "slash", "needle")
        await until(pilot, lambda: cell.text.scroll_offset.y > 10_000)


async def test_it_all_works_in_the_workbench(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        screen = await workbench(pilot)
        await ran(pilot, screen, "select i, i % 3 as rest from generate_series(1, 1000) i")
        await pilot.press("f3", "right", "s")
        grid = screen.console.result.grid
        await until(pilot, lambda: grid.look.sheet.order is not None)
        assert grid.look.sheet.value(0, 1) == b"0"
        await pilot.press("c")
        said = screen.state_line.parts["selected"]
        await until(pilot, lambda: "1,000 cells · sum 1000" in str(said.content))
        await pilot.press("S")
        await until(pilot, lambda: screen.console.editor.text.endswith("order by rest;"))
        await pilot.press("ctrl+j")
        await until(pilot, lambda: not screen.console.busy)
        assert screen.console.result.grid.look.sheet.value(0, 1) == b"0"


async def test_rows_that_came_are_in_sight(start: Start):
    app = DsqlTui(start)
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await workbench(pilot)
        await ran(pilot, screen, "select 1 as one")
        await until(pilot, lambda: screen.console.result.grid.size.height > 0)
