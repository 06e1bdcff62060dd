"""A part of the screen is drawn as Textual's own compositor draws it."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from rich.segment import Segment
from textual._compositor import Compositor
from textual.geometry import Region

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from dsql_tui.ui.terminal.compositor import render_all_rows
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import open_workbench, run_sql

SIZE = (120, 40)


async def test_parts_of_the_screen_are_drawn_as_by_textual(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With results, a list of completions, a selection and side panes on the screen."""
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        workbench = await open_workbench(pilot)
        await run_sql(pilot, workbench, "select g, 'é👩‍👩‍👦' as e from generate_series(1, 90) g")
        compare_parts(workbench, monkeypatch)
        await pilot.press("down", "enter", *"select * fr")
        await pilot.pause()
        compare_parts(workbench, monkeypatch)
        await pilot.press("escape", "ctrl+a", "f3", "pagedown")
        await pilot.pause()
        compare_parts(workbench, monkeypatch)


async def test_a_key_asks_for_one_row_of_each_widget(start: Start) -> None:
    """The results below the editor are not asked for their rows."""
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        workbench = await open_workbench(pilot)
        compositor = workbench._compositor
        rows = [len(strips) for _, _, strips in compositor._get_renders(Region(31, 1, 89, 1))]
        assert set(rows) == {1}
        assert len(rows) < len(compositor.visible_widgets) / 2


def compare_parts(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw random parts of the screen in both ways."""
    pick = random.Random(1)
    compositor = workbench._compositor
    for _ in range(60):
        x, y = pick.randrange(SIZE[0]), pick.randrange(SIZE[1])
        width, height = pick.randint(1, SIZE[0] - x), pick.randint(1, SIZE[1] - y)
        part = Region(x, y, width, height)
        drawn = draw(compositor, part)
        with monkeypatch.context() as patch:
            patch.setattr(Compositor, "_get_renders", render_all_rows)
            assert drawn == draw(compositor, part)


def draw(compositor: Compositor, part: Region) -> list[list[Segment]]:
    """Return what is drawn between the edges of widgets in a part of the screen."""
    chops = compositor._render_chops(part, set(part.line_range).__contains__)
    drawn = []
    for y in part.line_range:
        for start, end in pairwise(compositor.cuts[y]):
            if end > part.x and start < part.right:
                strip = chops[y][start]
                assert strip is not None
                assert strip.cell_length == end - start
                drawn.append(list(strip.simplify()))
    return drawn
