"""The notices of a result."""

from __future__ import annotations

import asyncio

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from dsql_tui.events import (
    Column,
    Described,
    Event,
    Failed,
    Finished,
    Notice,
    ServerError,
)
from dsql_tui.execution.result import Result
from dsql_tui.sql.statements import Statement
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.results.notices import Notices
from dsql_tui.ui.results.results import Results
from dsql_tui.ui.start import Start
from tests.ui.driving import MAX_DELAY, open_workbench, run_sql, wait_until

COUNT = 2000
MANY = 20_000


class Resulted(App[None]):
    """The results and nothing else."""

    def compose(self) -> ComposeResult:
        yield Results()


def draw(pane: Notices) -> list[str]:
    """Return the lines on the screen."""
    lines = range(pane.size.height)
    return ["".join(part.text for part in pane.render_line(y)).strip() for y in lines]


async def read_all(pilot: Pilot[None], pane: Notices) -> list[str]:
    """Scroll from the first line to the last, and return the notices in their order."""
    seen: dict[str, None] = {}
    for y in range(0, pane.max_scroll_y + pane.size.height, pane.size.height):
        pane.scroll_to(y=y, animate=False, force=True, immediate=True)
        await pilot.pause()
        seen.update(dict.fromkeys(line for line in draw(pane) if line.startswith("NOTICE")))
    return list(seen)


async def test_all_notices_can_be_reached_in_order() -> None:
    async with Resulted().run_test(size=(80, 200)) as pilot:
        results = pilot.app.query_one(Results)
        pane = results.view.notices
        endings: list[Event] = [Finished("DO", 0.1), Failed(ServerError("no", "22012"), 0.1)]
        for number, ending in enumerate(endings):
            result: Result = results.next(Statement(f"do {number}", 0, 0))
            for each in range(COUNT):
                result.take(Notice("NOTICE", f"{number}.{each}"))
            result.take(ending)
            results.flush()
            await wait_until(pilot, lambda: pane.size.height > 0)
            results.shown.focus()
            await pilot.pause()
            assert draw(pane)[0] == f"{COUNT:,} notices, m shows them all: do {number}"
            await pilot.press("m")
            await wait_until(pilot, lambda: pane.has_focus and pane.size.height > 10)
            expected = [f"NOTICE: {number}.{each}" for each in range(COUNT)]
            assert await read_all(pilot, pane) == expected
            await pilot.press("home")
            await wait_until(pilot, lambda: pane.scroll_offset.y == 0)
            await pilot.press("end")
            await wait_until(pilot, lambda: pane.scroll_offset.y == pane.max_scroll_y)
            await pilot.press("escape")
            await wait_until(pilot, lambda: results.shown.has_focus)
        await wait_until(pilot, lambda: pane.size.height == 4)


async def test_keys_do_not_wait_for_many_notices(delays: list[float]) -> None:
    async with Resulted().run_test(size=(80, 40)) as pilot:
        results = pilot.app.query_one(Results)
        pane = results.view.notices
        result: Result = results.next(Statement("do 1", 0, 0))
        result.take(Described((Column("a", 25),)))
        for start in range(0, MANY, 1000):
            for each in range(start, start + 1000):
                result.take(Notice("NOTICE", f"{each} \x1b[31m{'é' * 80}"))
            await asyncio.sleep(0)
        result.take(Finished("SELECT 0", 0.1))
        results.flush()
        await wait_until(pilot, lambda: len(pane.lines) > 2 * MANY)
        assert pane.lines[-2].startswith(f"NOTICE: {MANY - 1} ␛[31mé")
        assert max(delays) < MAX_DELAY


async def test_notices_that_come_with_the_first_layout_are_shown() -> None:
    async with Resulted().run_test(size=(80, 40)) as pilot:
        results = pilot.app.query_one(Results)
        pane = results.view.notices
        result: Result = results.next(Statement("do 1", 0, 0))
        result.take(Notice("NOTICE", "1"))
        result.take(Finished("DO", 0.1))
        results.flush()
        # What a busy event loop does: the layout comes before the pane has had its turn.
        pilot.app.stylesheet.update(results.view)
        results.view._clear_arrangement_cache()
        pilot.app.screen._refresh_layout()
        await wait_until(pilot, lambda: draw(pane) == ["NOTICE: 1"])


async def test_results_of_sixty_statements_can_be_reached(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        console.editor.text = "\n".join(f"select {n} as n;" for n in range(60))
        await pilot.press("ctrl+o", "a")
        await wait_until(pilot, lambda: not console.busy)
        console.results.shown.focus()
        seen = []
        for _ in range(60):
            await pilot.press("right_square_bracket")
            table = console.result.table
            assert table is not None
            seen.append(table.value(0, 0))
        assert sorted(map(int, filter(None, seen))) == list(range(60))


async def test_notices_of_a_statement_that_fails_are_shown(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "drop table if exists nothing_1")
        assert "nothing_1" in str(screen.console.result.result.notices)
