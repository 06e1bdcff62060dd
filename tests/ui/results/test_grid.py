"""The grid draws what is visible, and nothing that could harm a terminal."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.coordinate import Coordinate

from dsql_tui.events import Column
from dsql_tui.results.table import Table
from dsql_tui.ui.results.grid import Grid
from dsql_tui.ui.results.grid_state import GridState
from tests.results.chunks import Counted, Rows
from tests.ui.driving import wait_until

ID, TEXT = 23, 25


class Gridded(App[None]):
    """A grid and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[tuple[int, int]] = []

    def compose(self) -> ComposeResult:
        yield Grid()

    def on_grid_cell_opened(self, message: Grid.CellOpened) -> None:
        row, column = message.state.cursor
        self.opened.append((row, column))

    @property
    def grid(self) -> Grid:
        return self.query_one(Grid)

    def lines(self) -> list[str]:
        """Return the lines on the screen."""
        grid = self.grid
        height = grid.scrollable_content_region.height
        return [grid.render_line(y).text for y in range(height)]


def table_of(*rows: tuple[bytes | None, ...]) -> Table:
    table = Table((Column("id", ID), *(Column(f"c{n}", TEXT) for n in range(1, len(rows[0])))))
    table.append(Rows(rows))
    return table


def million() -> Table:
    table = Table((Column("id", ID), Column("a", TEXT)))
    for start in range(0, 1_000_000, 1000):
        table.append(Counted(start, 1000))
    return table


async def test_numbers_stand_to_the_right_and_null_is_not_an_empty_string() -> None:
    app = Gridded()
    async with app.run_test(size=(40, 6)):
        app.grid.show(GridState(table_of((b"7", b"ab"), (b"1234567", None), (b"30", b""))))
        lines = app.lines()
    assert [line.rstrip() for line in lines[:4]] == [
        "         id  c1",
        " 1        7  ab",
        " 2  1234567  NULL",
        " 3       30",
    ]


async def test_the_header_names_types_where_there_is_room() -> None:
    app = Gridded()
    async with app.run_test(size=(60, 4)):
        app.grid.show(GridState(table_of((b"12345678901", b"a longer text"))))
        assert app.lines()[0].split() == ["integer", "id", "c1", "text"]


async def test_hostile_values_and_names_never_reach_a_segment() -> None:
    hostile = ["[/b]", "\x1b[2J", "\x1b]52;c;eA==\x07", "\u202eabc", "\x00", "\x9b2J", "a\nb\tc\r"]
    table = Table((Column("\x1b[31m[/b]\u202e", TEXT), Column("v", TEXT)))
    table.append(Rows([(value.encode(), value.encode()) for value in hostile]))
    app = Gridded()
    async with app.run_test(size=(60, 12)):
        app.grid.show(GridState(table))
        shown = "".join(app.lines())
    assert shown.isprintable()
    assert "\u202e" not in shown
    assert "[/b]" in shown
    assert "a⏎b→c␍" in shown
    assert "␛[31m[/b]‹RLO›" in shown


async def test_wide_and_combining_characters_leave_columns_aligned() -> None:
    app = Gridded()
    values = ("漢字", "abcdef", "é", "e\u0301", "🎉", "عربى", "漢" * 30, "\u0301x")
    async with app.run_test(size=(80, 12)):
        app.grid.show(GridState(table_of(*((b"1", value.encode(), b"|") for value in values))))
        lines = app.lines()[1 : len(values) + 1]
    assert {cell_len(line[: line.index("|")]) for line in lines} == {3 + 5 + 62}
    assert {cell_len(line) for line in lines} == {80}


async def test_a_million_rows_are_drawn_by_number() -> None:
    app = Gridded()
    async with app.run_test(size=(60, 10)) as pilot:
        app.grid.show(GridState(million()))
        await pilot.press("ctrl+end")
        last = ["1000000", "999999.0", "999999.1"]
        await wait_until(pilot, lambda: app.lines()[-1].split() == last)
        await pilot.press("ctrl+home")
        await pilot.pause()
        assert app.lines()[1].split() == ["1", "0.0", "0.1"]
        await pilot.press("pagedown")
        assert app.grid.cursor == Coordinate(9, 0)


async def test_a_column_widens_for_a_later_wider_number() -> None:
    app = Gridded()
    async with app.run_test(size=(60, 10)) as pilot:
        app.grid.show(GridState(million()))
        assert app.grid.state.columns.widths[0] == len("199.0")
        await pilot.press("G")
        await wait_until(pilot, lambda: app.grid.state.columns.widths[0] == len("999999.0"))
        assert "…" not in "".join(app.lines())


async def test_columns_share_the_room_and_are_limited_where_there_is_none() -> None:
    app = Gridded()
    async with app.run_test(size=(120, 8)) as pilot:
        columns = app.grid.state.columns

        async def show(*widths: int, rows: int = 1) -> list[int]:
            nonlocal columns
            app.grid.show(GridState(table_of(*[tuple(b"x" * width for width in widths)] * rows)))
            await pilot.pause()
            columns = app.grid.state.columns
            return columns.widths

        assert await show(90) == [90]  # a plan, or the output of \\d
        assert await show(300) == [120 - 3 - 2]
        assert await show(300, rows=20) == [120 - 4 - 2 - 1]
        assert await show(20, 60, 3) == [20, 60, 3]
        assert await show(20, 60, 60) == [20, 45, 46]
        assert await show(50, 50, 50) == [40, 40, 40]
        await show(200, 3)
        await pilot.press("equals_sign", "right")
        assert (columns.widths[0], app.grid.cursor.column) == (200, 0)
        assert app.grid.scroll_offset.x == 58  # half of the room
        await pilot.press("right")
        assert (app.grid.scroll_offset.x, app.grid.cursor.column) == (85, 0)  # the end
        await pilot.press("right")
        assert app.grid.cursor.column == 1
        await pilot.press("left")
        assert (app.grid.cursor.column, app.grid.scroll_offset.x) == (0, 0)
        await show(20, 200)
        await pilot.press("greater_than_sign")
        assert columns.widths == [24, 93]  # only the column that the user widens changes
        await pilot.resize_terminal(80, 8)
        await pilot.pause()
        assert columns.widths == [24, 80 - 3 - 28]


async def test_the_cursor_moves_by_keys_and_stays_inside_and_in_view() -> None:
    app = Gridded()
    rows = [tuple(b"%d-%d" % (r, c) for c in range(12)) for r in range(30)]
    async with app.run_test(size=(40, 10)) as pilot:
        app.grid.show(GridState(table_of(*rows)))
        moves = [
            ("up left", (0, 0)),
            ("down j right l", (2, 2)),
            ("k h", (1, 1)),
            ("end", (1, 11)),
            ("home", (1, 0)),
            ("ctrl+end end right down", (29, 11)),
        ]
        for keys, at in moves:
            await pilot.press(*keys.split())
            assert app.grid.cursor == at
        await pilot.pause()
        assert "29-11" in app.lines()[-1]
        await pilot.press("enter")
        assert app.opened == [(29, 11)]


async def test_the_mouse_puts_the_cursor_and_a_double_click_opens() -> None:
    app = Gridded()
    async with app.run_test(size=(40, 10)) as pilot:
        app.grid.show(GridState(table_of((b"10", b"a"), (b"20", b"b"))))
        await pilot.click(Grid, offset=(9, 2))
        assert app.grid.cursor == (1, 1)
        await pilot.click(Grid, offset=(0, 1))
        assert app.grid.cursor == (0, 1)
        await pilot.click(Grid, offset=(5, 8))
        assert app.grid.cursor == (0, 1)
        await pilot.double_click(Grid, offset=(5, 2))
        assert app.opened == [(1, 0)]


async def test_the_cursor_and_its_row_are_distinct() -> None:
    app = Gridded()
    async with app.run_test(size=(40, 10)) as pilot:
        app.grid.show(GridState(table_of((b"10", b"a"), (b"20", b"b"), (b"30", b"c"))))
        await pilot.press("down")
        grounds = [
            [segment.style.bgcolor for segment in app.grid.render_line(y) if segment.style]
            for y in (1, 2, 3)
        ]
    assert len(set(grounds[0])) == 1
    assert len(set(grounds[1])) == 2
    assert set(grounds[1]).isdisjoint(grounds[0])
    assert grounds[0] == grounds[2][: len(grounds[0])]


async def test_a_growing_table_is_redrawn_and_a_cleared_one_is_blank() -> None:
    table = Table((Column("id", ID),))
    app = Gridded()
    async with app.run_test(size=(30, 8)) as pilot:
        app.grid.show(GridState(table))
        await pilot.press("down", "enter")
        assert app.opened == []
        assert app.lines()[0].split() == ["id"]
        assert app.lines()[1].strip() == ""
        table.append(Rows([(b"1",), (b"22222",)]))
        app.grid.show_new_rows()
        assert [line.split() for line in app.lines()[1:3]] == [["1", "1"], ["2", "22222"]]
        await pilot.press("down")
        app.grid.clear()
        await pilot.pause()
        assert "".join(app.lines()).strip() == ""
        assert app.grid.cursor == (0, 0)


async def test_new_rows_do_not_cause_a_new_layout() -> None:
    app = Gridded()
    async with app.run_test(size=(30, 10)) as pilot:
        table = Table((Column("id", ID), *(Column(f"c{n}", TEXT) for n in range(1, 9))))
        table.append(Counted(0, 990))
        app.grid.show(GridState(table))
        grid = app.grid
        await wait_until(
            pilot, lambda: grid.show_vertical_scrollbar and grid.show_horizontal_scrollbar
        )
        laid_out: list[int] = []
        app.screen.screen_layout_refresh_signal.subscribe(app.grid, lambda _: laid_out.append(1))
        quiet = 0
        while quiet < 3:  # each scrollbar causes a layout, which a busy machine may put off
            laid_out.clear()
            await pilot.pause()
            quiet = 0 if laid_out else quiet + 1
        table.append(Counted(990, 20))
        app.grid.show_new_rows()
        await pilot.pause()
        assert not laid_out
        assert app.lines()[1].startswith("    1  ")
        bars = app.grid.vertical_scrollbar, app.grid.horizontal_scrollbar
        assert tuple(bar.window_virtual_size for bar in bars) == (1011, app.grid.max_scroll_x + 29)
        await pilot.press("ctrl+end")
        await pilot.pause()
        assert app.lines()[-1].startswith(" 1010  ")


async def test_rows_without_columns_and_many_columns_are_drawn() -> None:
    app = Gridded()
    async with app.run_test(size=(30, 8)) as pilot:
        nothing = Table(())
        nothing.append(Rows([(), ()]))
        app.grid.show(GridState(nothing))
        await pilot.press("down", "enter", "end")
        assert "".join(app.lines()).strip() == ""
        app.grid.show(GridState(table_of(tuple(b"%d" % n for n in range(255)))))
        await pilot.press("end")
        await pilot.pause()
        assert app.lines()[1].split()[-1] == "254"
