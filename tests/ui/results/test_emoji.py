"""Emoji of several characters in the results: whole, and each in its column."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import App, ComposeResult

from dsql_tui.results.emoji import split_text
from dsql_tui.ui.results.expanded_view import ExpandedView
from dsql_tui.ui.results.grid import Grid
from dsql_tui.ui.results.grid_state import GridState
from dsql_tui.ui.results.text_pager import TextPager
from tests.ui.results.test_grid import Gridded, table_of

EMOJI = ("👩\u200d👩\u200d👧", "🇩🇪", "👍🏽", "❤️", "1️⃣", "🏳️\u200d🌈", "👩🏽\u200d🚀")


class Listed(Gridded):
    """A grid, and its rows as a list."""

    def compose(self) -> ComposeResult:
        grid = Grid()
        grid.display = False
        yield grid
        yield ExpandedView(grid)


async def test_emoji_of_several_characters_are_whole_and_aligned() -> None:
    app = Gridded()
    rows = [(b"1", f"{emoji}x".encode(), b"|") for emoji in EMOJI]
    rows += [(b"1", "a\u200db".encode(), b"|"), (b"1", b"", b"|")]
    async with app.run_test(size=(60, 12)):
        app.grid.show(GridState(table_of(*rows)))
        lines = app.lines()[1 : len(rows) + 1]
    assert [line.split()[2] for line in lines[:-1]] == [*(f"{each}x" for each in EMOJI), "a‹ZWJ›b"]
    assert len({cell_len(line[: line.index("|")]) for line in lines}) == 1


async def test_emoji_that_are_cut_or_scrolled_away_leave_blanks() -> None:
    app = Gridded()
    rows = [(b"1", f"{emoji * 30}".encode()) for emoji in EMOJI]
    async with app.run_test(size=(30, 12)) as pilot:
        app.grid.show(GridState(table_of(*rows)))
        for width in (20, 21):
            app.grid.state.columns.set_width(1, width)
            app.grid.fit_in()
            for left in range(8):
                app.grid.scroll_to(x=left, animate=False, immediate=True)
                await pilot.pause()
                for line, emoji in zip(app.lines()[1:], EMOJI, strict=False):
                    assert cell_len(line) == 30
                    assert set(line.replace(emoji, "")) <= set(" 1234567…"), (line, left)


async def test_a_list_shows_emoji_whole() -> None:
    app = Listed()
    async with app.run_test(size=(40, 40)):
        app.grid.show(GridState(table_of(*((b"1", f"{each}x".encode()) for each in EMOJI))))
        view = app.query_one(ExpandedView)
        view.fit_in()
        lines = [view.render_line(3 * row + 2).text for row in range(len(EMOJI))]
    assert [line.rstrip() for line in lines] == [f"c1 │ {each}x" for each in EMOJI]
    assert {cell_len(line) for line in lines} == {40}


async def test_a_match_in_a_text_never_tears_an_emoji() -> None:
    class Paged(App[None]):
        def compose(self) -> ComposeResult:
            yield TextPager(lambda width: ["".join(f"{each}x" for each in EMOJI)])

    app = Paged()
    async with app.run_test(size=(40, 5)):
        pager = app.query_one(TextPager)
        for pattern in ("👩", "👧", "👧x", "\ufe0f", "🇩", "x"):
            assert pager.seek(pattern)
            segments = [segment.text for segment in pager.render_line(0)]
            assert "".join(segments).rstrip() == pager.lines[0]
            for segment in segments:
                assert {*split_text(segment)} <= {*EMOJI, "x", " "}, pattern
