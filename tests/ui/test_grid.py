"""The grid draws what is visible, and nothing that could harm a terminal."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.coordinate import Coordinate

from dsql_tui.events import Column
from dsql_tui.results.table import Table
from dsql_tui.ui.widgets.grid import Grid
from dsql_tui.ui.widgets.look import Look
from tests.results.chunks import Counted, Rows

ID, TEXT = 23, 25


class Gridded(App[None]):
    """A grid and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[tuple[int, int]] = []

    def compose(self) -> ComposeResult:
        yield Grid()

    def on_grid_cell_opened(self, message: Grid.CellOpened) -> None:
        self.opened.append(tuple(message.look.cursor))

    @property
    def grid(self) -> Grid:
        return self.query_one(Grid)

    def lines(self) -> list[str]:
        """What stands on the screen."""
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


async def test_numbers_stand_to_the_right_and_null_is_not_an_empty_string():
    app = Gridded()
    async with app.run_test(size=(40, 6)):
        app.grid.show(Look(table_of((b"7", b"ab"), (b"1234567", None), (b"30", b""))))
        lines = app.lines()
    assert [line.rstrip() for line in lines[:4]] == [
        "         id  c1",
        " 1        7  ab",
        " 2  1234567  NULL",
        " 3       30",
    ]


async def test_the_header_names_types_where_there_is_room():
    app = Gridded()
    async with app.run_test(size=(60, 4)):
        app.grid.show(Look(table_of((b"12345678901", b"a longer text"))))
        assert app.lines()[0].split() == ["integer", "id", "c1", "text"]


async def test_hostile_values_and_names_never_reach_a_segment():
    hostile = ["[/b]", "\x1b[2J", "\x1b]52;c;eA==\x07", "\u202eabc", "\x00", "\x9b2J", "a\nb\tc\r"]
    table = Table((Column("\x1b[31m[/b]\u202e", TEXT), Column("v", TEXT)))
    table.append(Rows([(value.encode(), value.encode()) for value in hostile]))
    app = Gridded()
    async with app.run_test(size=(60, 12)):
        app.grid.show(Look(table))
        shown = "".join(app.lines())
    assert shown.isprintable()
    assert "\u202e" not in shown
    assert "[/b]" in shown
    assert "a⏎b→c␍" in shown
    assert "␛[31m[/b]�" in shown


async def test_wide_and_combining_characters_leave_columns_aligned():
    app = Gridded()
    values = ("漢字", "abcdef", "é", "e\u0301", "🎉", "عربى", "漢" * 30, "\u0301x")
    async with app.run_test(size=(80, 12)):
        app.grid.show(Look(table_of(*((b"1", value.encode(), b"|") for value in values))))
        lines = app.lines()[1 : len(values) + 1]
    assert {cell_len(line[: line.index("|")]) for line in lines} == {3 + 5 + 42}
    assert {cell_len(line) for line in lines} == {80}


async def test_a_million_rows_are_drawn_by_number():
    app = Gridded()
    async with app.run_test(size=(60, 10)) as pilot:
        app.grid.show(Look(million()))
        await pilot.press("ctrl+end")
        await pilot.pause()
        assert app.lines()[-1].split() == ["1000000", "999999.0", "999999.1"]
        await pilot.press("ctrl+home")
        await pilot.pause()
        assert app.lines()[1].split() == ["1", "0.0", "0.1"]
        await pilot.press("pagedown")
        assert app.grid.cursor == Coordinate(9, 0)


async def test_a_column_widens_for_a_number_that_comes_late():
    app = Gridded()
    async with app.run_test(size=(60, 10)) as pilot:
        app.grid.show(Look(million()))
        assert app.grid.look.columns.widths[0] == len("199.0")
        await pilot.press("G")
        await pilot.pause()
        assert app.grid.look.columns.widths[0] == len("999999.0")
        assert "…" not in "".join(app.lines())


async def test_the_cursor_moves_by_keys_and_stays_inside_and_in_view():
    app = Gridded()
    rows = [tuple(b"%d-%d" % (r, c) for c in range(12)) for r in range(30)]
    async with app.run_test(size=(40, 10)) as pilot:
        app.grid.show(Look(table_of(*rows)))
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


async def test_the_mouse_puts_the_cursor_and_a_double_click_opens():
    app = Gridded()
    async with app.run_test(size=(40, 10)) as pilot:
        app.grid.show(Look(table_of((b"10", b"a"), (b"20", b"b"))))
        await pilot.click(Grid, offset=(9, 2))
        assert app.grid.cursor == (1, 1)
        await pilot.click(Grid, offset=(0, 1))
        assert app.grid.cursor == (0, 1)
        await pilot.click(Grid, offset=(5, 8))
        assert app.grid.cursor == (0, 1)
        await pilot.double_click(Grid, offset=(5, 2))
        assert app.opened == [(1, 0)]


async def test_the_cursor_can_be_told_from_its_row_and_the_row_from_others():
    app = Gridded()
    async with app.run_test(size=(40, 10)) as pilot:
        app.grid.show(Look(table_of((b"10", b"a"), (b"20", b"b"), (b"30", b"c"))))
        await pilot.press("down")
        grounds = [
            [segment.style.bgcolor for segment in app.grid.render_line(y) if segment.style]
            for y in (1, 2, 3)
        ]
    assert len(set(grounds[0])) == 1
    assert len(set(grounds[1])) == 2
    assert set(grounds[1]).isdisjoint(grounds[0])
    assert grounds[0] == grounds[2][: len(grounds[0])]


async def test_a_growing_table_is_shown_as_it_grows_and_a_cleared_one_not_at_all():
    table = Table((Column("id", ID),))
    app = Gridded()
    async with app.run_test(size=(30, 8)) as pilot:
        app.grid.show(Look(table))
        await pilot.press("down", "enter")
        assert app.opened == []
        assert app.lines()[0].split() == ["id"]
        assert app.lines()[1].strip() == ""
        table.append(Rows([(b"1",), (b"22222",)]))
        app.grid.grew()
        assert [line.split() for line in app.lines()[1:3]] == [["1", "1"], ["2", "22222"]]
        await pilot.press("down")
        app.grid.clear()
        await pilot.pause()
        assert "".join(app.lines()).strip() == ""
        assert app.grid.cursor == (0, 0)


async def test_rows_come_and_their_numbers_widen_without_the_screen_being_laid_out_again():
    app = Gridded()
    async with app.run_test(size=(30, 10)) as pilot:
        table = Table((Column("id", ID), *(Column(f"c{n}", TEXT) for n in range(1, 9))))
        table.append(Counted(0, 990))
        app.grid.show(Look(table))
        await pilot.pause()
        laid_out: list[int] = []
        app.screen.screen_layout_refresh_signal.subscribe(app.grid, lambda _: laid_out.append(1))
        table.append(Counted(990, 20))
        app.grid.grew()
        await pilot.pause()
        assert not laid_out
        assert app.lines()[1].startswith("    1  ")
        bars = app.grid.vertical_scrollbar, app.grid.horizontal_scrollbar
        assert tuple(bar.window_virtual_size for bar in bars) == (1011, app.grid.max_scroll_x + 29)
        await pilot.press("ctrl+end")
        await pilot.pause()
        assert app.lines()[-1].startswith(" 1010  ")


async def test_rows_without_columns_and_many_columns_are_drawn():
    app = Gridded()
    async with app.run_test(size=(30, 8)) as pilot:
        nothing = Table(())
        nothing.append(Rows([(), ()]))
        app.grid.show(Look(nothing))
        await pilot.press("down", "enter", "end")
        assert "".join(app.lines()).strip() == ""
        app.grid.show(Look(table_of(tuple(b"%d" % n for n in range(255)))))
        await pilot.press("end")
        await pilot.pause()
        assert app.lines()[1].split()[-1] == "254"
