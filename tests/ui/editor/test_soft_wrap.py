"""Long lines are wrapped: where, how the cursor moves, and what is drawn after each edit."""

from __future__ import annotations

import random
from itertools import pairwise
from time import process_time

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.command import CommandList
from textual.expand_tabs import expand_tabs_inline
from textual.pilot import Pilot

from dsql_tui.store.settings import read_settings
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.command_palette import Palette
from dsql_tui.ui.editor.characters import next_column, render_text, start_of_character
from dsql_tui.ui.editor.document import SqlDocument
from dsql_tui.ui.editor.editor import SqlEditor
from dsql_tui.ui.editor.line_wrap import RowMap, find_breaks
from dsql_tui.ui.start import Start
from tests.ui.driving import open_workbench, wait_for_screen, wait_until

CHARACTERS = "ab ,;()'\t日本é👩‍👩‍👦🇫🇷❤️\u200b\u0301x. "
WORDS = "select id, name from shop.customers where country in ('DE','FR','IT') order by name, id;"
SIZE = (40, 12)


class Wrapped(App[None]):
    """An editor that wraps its lines."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.first = text

    def compose(self) -> ComposeResult:
        editor = SqlEditor(self.first, burst=-1)
        editor.soft_wrap, editor.cursor_blink = True, False
        yield editor

    @property
    def editor(self) -> SqlEditor:
        return self.query_one(SqlEditor)


def make_line(pick: random.Random, length: int) -> str:
    return "".join(pick.choices(CHARACTERS, k=length))


def count_cells(row: str, tab_width: int) -> int:
    return cell_len(expand_tabs_inline(render_text(row), tab_width))


def read_rows(editor: SqlEditor) -> list[str]:
    """Return what is drawn behind the numbers of lines."""
    rows = [editor.render_line(y).crop(editor.gutter_width) for y in range(editor.size.height)]
    return ["".join(segment.text for segment in row).rstrip() for row in rows]


@pytest.mark.parametrize("seed", range(20))
def test_rows_fit_and_hold_the_whole_line(seed: int) -> None:
    pick = random.Random(seed)
    for _ in range(60):
        line, width = make_line(pick, pick.randrange(120)), pick.randint(4, 30)
        edges = (0, *find_breaks(line, width, 4), len(line))
        assert "".join(line[start:end] for start, end in pairwise(edges)) == line
        for start, end in pairwise(edges):
            assert start == start_of_character(line, start)
            row = line[start:end]
            assert count_cells(row, 4) <= width or next_column(row, 0) == len(row)


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        ("select id, name from t", ["select id, ", "name from t"]),
        ("values (1,2,3),(4,5,6)", ["values (1,", "2,3),(4,5,", "6)"]),
        ("abcdefghijklmnopq", ["abcdefghijk", "lmnopq"]),
        ("select 日本日本日本", ["select ", "日本日本日", "本"]),
        ("a\tbcdefgh ij", ["a\t", "bcdefgh ij"]),
        ("", [""]),
        ("exactly 11 ", ["exactly 11 "]),
    ],
)
def test_a_row_ends_behind_a_word_if_it_can(line: str, rows: list[str]) -> None:
    edges = (0, *find_breaks(line, 11, 4), len(line))
    assert [line[start:end] for start, end in pairwise(edges)] == rows


@pytest.mark.parametrize("seed", range(20))
def test_rows_are_known_after_any_edits(seed: int) -> None:
    pick = random.Random(seed)
    document = SqlDocument("\n".join(make_line(pick, pick.randrange(60)) for _ in range(30)))
    document.row_map = RowMap(document.lines, 17, 4)
    for _ in range(60):
        row = pick.randrange(document.line_count)
        last = min(row + pick.randrange(3), document.line_count - 1)
        new = "\n".join(make_line(pick, pick.randrange(50)) for _ in range(pick.randint(1, 3)))
        document.replace_range((row, pick.randrange(9)), (last, pick.randrange(9)), new)
        rows = document.row_map
        if pick.random() < 0.5:
            rows.line_at(pick.randrange(rows.height))
        again = RowMap(document.lines, 17, 4)
        assert rows.height == again.height
        for line in pick.sample(range(document.line_count), min(5, document.line_count)):
            assert rows.rows_of(line) == again.rows_of(line)
            assert {rows.line_at(each) for each in rows.rows_of(line)} == {line}


async def test_a_long_line_is_drawn_in_rows_with_one_number() -> None:
    app = Wrapped(f"-- one\n{WORDS}\n-- three")
    async with app.run_test(size=SIZE):
        rows = read_rows(app.editor)
        assert rows[0] == "-- one"
        assert "".join(rows[1:4]).replace(" ", "") == WORDS.replace(" ", "")
        assert rows[4] == "-- three"
        numbers = [app.editor.render_line(y).text[:2].strip() for y in range(5)]
        assert numbers == ["1", "2", "", "", "3"]
        assert app.editor.max_scroll_x == 0


async def test_the_cursor_moves_by_rows() -> None:
    app = Wrapped(f"-- one\n{WORDS}\n-- three")
    async with app.run_test(size=SIZE) as pilot:
        editor = app.editor
        breaks = find_breaks(WORDS, editor.wrap_width, 4)
        await pilot.press("down", "down")
        assert editor.cursor_location == (1, breaks[0])
        await pilot.press("end")
        assert editor.cursor_location == (1, breaks[1] - 1)
        await pilot.press("end")
        assert editor.cursor_location == (1, len(WORDS))
        await pilot.press("home")
        assert editor.cursor_location == (1, breaks[-1])
        await pilot.press("home")
        assert editor.cursor_location == (1, 0)
        await pilot.press("down", "right", "right", "down", "down")
        assert editor.cursor_location == (2, 2)
        await pilot.press("up", "up", "up", "up", "up")
        assert editor.cursor_location == (0, 0)


async def test_a_click_and_a_selection_use_the_row() -> None:
    app = Wrapped(f"-- one\n{WORDS}")
    async with app.run_test(size=SIZE) as pilot:
        editor = app.editor
        breaks = find_breaks(WORDS, editor.wrap_width, 4)
        await pilot.click(editor, offset=(editor.gutter_width + 4, 2))
        assert editor.cursor_location == (1, breaks[0] + 4)
        await pilot.press("shift+down")
        assert editor.selected_text == WORDS[breaks[0] + 4 : breaks[1] + 4]
        await pilot.press("ctrl+shift+home")
        assert editor.cursor_location == (0, 0)
        await pilot.click(editor, offset=(editor.size.width - 2, 1))
        assert editor.cursor_location == (1, breaks[0] - 1)


async def test_the_selection_is_drawn_in_the_rows_that_it_covers() -> None:
    app = Wrapped(WORDS)
    async with app.run_test(size=SIZE) as pilot:
        editor = app.editor
        breaks = find_breaks(WORDS, editor.wrap_width, 4)
        await pilot.press("right", "right", "shift+down", "shift+down", "shift+left")
        start, end = 2, breaks[1] + 1
        background = editor._theme.selection_style
        assert background is not None
        drawn = ""
        for y, (first, last) in enumerate(pairwise((0, *breaks))):
            for segment in editor.render_line(y).crop(editor.gutter_width):
                if segment.style and segment.style.bgcolor == background.bgcolor:
                    drawn += segment.text
            assert last > first
        third = editor.render_line(2).crop(editor.gutter_width)
        drawn += "".join(s.text for s in third if s.style and s.style.bgcolor == background.bgcolor)
        assert drawn == WORDS[start:end]


@pytest.mark.parametrize("seed", range(2))
async def test_what_is_drawn_after_keys_is_what_a_new_editor_draws(seed: int) -> None:
    pick = random.Random(seed)
    app = Wrapped("\n".join(make_line(pick, pick.randrange(90)) for _ in range(8)))
    keys = ["a", "space", "é", "日", "enter", "backspace", "delete", "up", "down", "left"]
    keys += ["right", "home", "end", "pageup", "pagedown", "shift+down", "ctrl+z", "ctrl+y"]
    keys += ["ctrl+d", "ctrl+up", "tab", "shift+tab", "ctrl+a", "(", "'"]
    async with app.run_test(size=SIZE) as pilot:
        for _ in range(25):
            await pilot.press(*pick.choices(keys, k=3))
            await check_drawing(pilot, app.editor)


async def check_drawing(pilot: Pilot[None], editor: SqlEditor) -> None:
    """Compare what stands on the screen with what is drawn without any cache."""
    await pilot.pause()
    shown = [
        [(s.text, s.style) for s in strip.simplify()]
        for strip in pilot.app.screen._compositor.render_strips()
    ]
    editor.draw_all()
    await pilot.pause()
    again = [
        [(s.text, s.style) for s in strip.simplify()]
        for strip in pilot.app.screen._compositor.render_strips()
    ]
    assert shown == again
    x, y = editor.wrapped_document.location_to_offset(editor.cursor_location)
    assert 0 <= y - editor.scroll_offset.y < editor.scrollable_content_region.height
    assert x <= editor.wrap_width


async def test_a_narrower_terminal_wraps_again() -> None:
    app = Wrapped(WORDS)
    async with app.run_test(size=(60, 12)) as pilot:
        height = app.editor.wrapped_document.height
        await pilot.resize_terminal(24, 12)
        assert app.editor.wrapped_document.height > height
        assert "".join(read_rows(app.editor)).replace(" ", "") == WORDS.replace(" ", "")


async def test_a_page_and_vim_move_by_what_is_visible() -> None:
    app = Wrapped("\n".join([WORDS] * 20))
    async with app.run_test(size=SIZE) as pilot:
        editor = app.editor
        await pilot.press("shift+pagedown")
        assert editor.wrapped_document.location_to_offset(editor.cursor_location).y == 11
        await pilot.press("escape", "ctrl+home")
        editor.use_vim(True)
        assert editor.find_view() == (0, 3)
        await pilot.press("L")
        assert editor.cursor_location == (2, 0)
        await pilot.press("v", "$")
        await pilot.press("escape", *":set nowrap", "enter")
        assert not editor.soft_wrap
        assert editor.wrapped_document.height == 20
        await pilot.press(*":set wrap", "enter")
        assert editor.wrapped_document.height == 80


def test_wrapping_fifty_thousand_long_lines_takes_little_time() -> None:
    lines = [f"{WORDS} -- {number}" for number in range(50_000)]
    started = process_time()
    RowMap(lines, 60, 4)
    assert process_time() - started < 1


def test_one_very_long_line_is_wrapped_at_once() -> None:
    started = process_time()
    for line in ("x" * 3_000_000, "é" * 3_000_000, f"{WORDS}\t" * 20_000):
        assert len(find_breaks(line, 80, 4)) > 20_000
    assert process_time() - started < 3


async def test_a_key_and_the_palette_turn_it_on_and_off_and_it_is_remembered(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        workbench = await open_workbench(pilot)
        assert not workbench.console.editor.soft_wrap
        await pilot.press("alt+z")
        await wait_until(pilot, lambda: workbench.console.editor.soft_wrap)
        await wait_until(pilot, lambda: read_settings()[0].wrap)
        await pilot.press("ctrl+o", "t")
        await wait_until(pilot, lambda: len(workbench.consoles.all) == 2)
        assert workbench.console.editor.soft_wrap
        await pilot.press("ctrl+p")
        found = (await wait_for_screen(pilot, Palette)).query_one(CommandList)
        await pilot.press(*"soft wrap")
        await wait_until(pilot, lambda: found.option_count == 1)
        await pilot.press("enter")
        await wait_until(pilot, lambda: not read_settings()[0].wrap)
        assert not any(console.editor.soft_wrap for console in workbench.consoles.all)
