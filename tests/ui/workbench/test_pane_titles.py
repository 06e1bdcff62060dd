"""Titles above the panes: which one has the focus, how many there are, what state they have."""

from __future__ import annotations

import pytest
from textual.content import Content
from textual.pilot import Pilot

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.pane_border import PaneTitle
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import open_workbench, run_sql, wait_until_equal


def titles(screen: Workbench) -> list[str]:
    """Return the titles that are shown: of the left pane, the editor and the results."""
    console = screen.console
    shown = (screen.side.title, console.title, console.results_border)
    return [
        Content.from_markup(each.border_title or "").plain for each in shown if each.region.height
    ]


async def wait_for_titles(pilot: Pilot[None], screen: Workbench, *expected: str) -> None:
    await wait_until_equal(pilot, lambda: titles(screen), list(expected))


def read_focus(screen: Workbench) -> list[str]:
    """Return the titles in the accent colour."""
    return [
        str(title.border_title).partition(" · ")[0]
        for title in screen.query(PaneTitle)
        if title.has_class("-focused")
    ]


async def test_the_title_of_the_pane_with_the_focus_is_marked(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 36)) as pilot:
        screen = await open_workbench(pilot)
        await wait_until_equal(pilot, lambda: read_focus(screen), ["Editor"])
        for part, title in (
            ("results", "Results"),
            ("schema", "Schema"),
            ("editor", "Editor"),
            ("sessions", "Sessions"),
        ):
            if part == "results":
                await run_sql(pilot, screen, "select 1 as n")
            await screen.action_go_to(part)
            await wait_until_equal(pilot, lambda: read_focus(screen), [title])


async def test_titles_show_counts_and_states(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 36)) as pilot:
        screen = await open_workbench(pilot)
        await wait_for_titles(pilot, screen, "Schema", "Editor", "Results")
        await run_sql(pilot, screen, "select n from generate_series(1, 1500) n")
        await wait_for_titles(pilot, screen, "Schema", "Editor", "Results · 1,500 rows")
        await run_sql(pilot, screen, "select nothing")
        await wait_for_titles(pilot, screen, "Schema", "Editor", "Results · failed")
        await screen.action_go_to("sessions")
        await wait_for_titles(pilot, screen, "Sessions · 1", "Editor", "Results · failed")
        screen.console.line._rename("[b]monthly")
        await wait_for_titles(
            pilot, screen, "Sessions · 1", "Editor · [b]monthly", "Results · failed"
        )


@pytest.mark.parametrize("size", [(120, 16), (50, 24)])
async def test_titles_give_way_to_panes_on_a_small_screen(
    start: Start, size: tuple[int, int]
) -> None:
    async with DsqlTui(start).run_test(size=(120, 36)) as pilot:
        screen = await open_workbench(pilot)
        await pilot.resize_terminal(*size)
        await wait_for_titles(pilot, screen)


async def test_empty_results_say_how_to_get_some(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(80, 24)) as pilot:
        screen = await open_workbench(pilot)
        hint = screen.console.result.query_one("#empty")
        await wait_until_equal(pilot, lambda: hint.region.height > 3, True)
        assert "Ctrl+J" in str(hint.render())
        await run_sql(pilot, screen, "select 1 as n")
        await wait_until_equal(pilot, lambda: hint.region.height, 0)
