"""Charts on screen: drawn to any size, changed with keys, saved whole."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.notifications import Notification
from textual.pilot import Pilot
from textual.widgets import Input, Static

from dsql_tui.results.charts.build import build_figure
from dsql_tui.results.charts.plan import KINDS, Plan, fit_plan
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.charts.braille import MARKS, render_chart
from dsql_tui.ui.charts.chart_screen import Chart
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.choice import ChoiceDialog
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.key_bar import KeyBar
from dsql_tui.ui.start import Start
from tests.results.charts.test_charts import AWKWARD, MOMENTS, WORDS, sheet
from tests.ui.driving import open_workbench, run_sql, wait_for_screen, wait_until
from tests.ui.results.test_awkward_values import HARMFUL

SIZE = (100, 30)
ROWS = """select d::date as day, w as word, n * length(w) as amount, n as count
from generate_series(timestamp '2026-01-01', '2026-02-01', '1 day') with ordinality as g (d, n),
unnest(array['a', '[/b]bb', e'\\x1b[2Jc']) w order by 1, 2"""


def text_of(chart: Chart) -> str:
    """Return the text of the plot."""
    return "\n".join("".join(piece.text for piece in line) for line in chart.plot.drawn)


def title_of(chart: Chart) -> str:
    return str(chart.query_one("#title", Static).render())


async def wait_for_chart(pilot: Pilot[None], title: str) -> Chart:
    """Wait until the chart is drawn with its title, and return it."""
    await wait_until(
        pilot,
        lambda: (
            isinstance(screen := pilot.app.screen, Chart)
            and title in title_of(screen)
            and screen.plot.shown is screen.drawn
        ),
    )
    chart = pilot.app.screen
    assert isinstance(chart, Chart)
    return chart


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("width", "height"), [(200, 60), (40, 12), (24, 8), (5, 2)])
def test_a_chart_fits_into_its_place_and_shows_nothing_harmful(
    kind: str, width: int, height: int
) -> None:
    of = sheet(
        "w 25, d 1184, n 701, \u202ex\x1b 701",
        [(w, d, n, n) for w in WORDS for d in MOMENTS for n in AWKWARD],
    )
    for plan in (Plan(kind, 0, (2, 3)), Plan(kind, 1, (2,), 0), Plan(kind)):
        lines = render_chart(build_figure(of, fit_plan(plan, of.columns)), width, height)
        assert len(lines) <= height
        for line in lines:
            text = "".join(piece.text for piece in line)
            assert cell_len(text) <= width
            assert not HARMFUL.search(text)


def test_series_differ_without_colour() -> None:
    of = sheet("n 20, a 20, b 20", [(n, n, 100 - n) for n in range(100)])
    for kind in ("line", "scatter", "bar"):
        lines = render_chart(build_figure(of, Plan(kind, 0, (1, 2))), 100, 30)
        for mark in MARKS[:2]:
            assert sum(mark in piece.text for line in lines[1:] for piece in line) > 3


async def test_a_chart_is_chosen_changed_and_redrawn(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await pilot.press("ctrl+o", "C")
        assert pilot.app.screen is screen
        await run_sql(pilot, screen, ROWS)
        screen.query_one("Grid").focus()
        await pilot.press("ctrl+o", "C")
        chart = await wait_for_chart(pilot, "line · amount by day, for each word")
        assert "● ␛[2Jc ▲ [/b]bb ■ a" in text_of(chart)
        assert "2026-01-0" in text_of(chart)
        await pilot.resize_terminal(80, 30)
        bar = chart.query_one(KeyBar)
        await wait_until(pilot, lambda: "Close" in {key.description for key in bar.keys})
        await pilot.press("o")
        await wait_for_chart(pilot, "· logarithmic")
        await pilot.press("o", "s")
        await wait_for_chart(pilot, "scatter · amount by day, for each word")
        await pilot.press("g")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ChoiceDialog))
        await pilot.press("home", "enter")
        await wait_for_chart(pilot, "scatter · amount by day")
        await pilot.press("Y")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ChoiceDialog))
        await pilot.press("end", "enter")
        await wait_for_chart(pilot, "scatter · amount, count by day")
        await pilot.press("y")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ChoiceDialog))
        await pilot.press("end", "enter")
        await wait_for_chart(pilot, "scatter · count by day")
        await pilot.press("b", "x")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ChoiceDialog))
        await pilot.press("home", "down", "enter")
        chart = await wait_for_chart(pilot, "bar · sum of count by word")
        assert "[/b]bb █" in text_of(chart)
        await pilot.resize_terminal(60, 20)
        await wait_until(pilot, lambda: max(map(len, text_of(chart).splitlines())) <= 58)
        await pilot.click(KeyBar, offset=(1, 0))
        await wait_for_chart(pilot, "line · ")
        await pilot.press("h")
        await wait_for_chart(pilot, "histogram · count, how often")
        await pilot.press("a")
        await wait_for_chart(pilot, "line · amount by day, for each word")
        await pilot.press("escape")
        assert pilot.app.screen is screen


async def save_chart(pilot: Pilot[None], name: str) -> None:
    """Ask for a chart to be saved under a name."""
    await pilot.press("ctrl+s")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, AskDialog))
    pilot.app.screen.query_one(Input).value = name
    await pilot.press("enter")


async def test_a_chart_is_saved_and_asks_before_replacing_a_file(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await run_sql(pilot, screen, "select 'a' as w, 3 as n")
        screen.query_one("Grid").focus()
        await pilot.press("ctrl+o", "C")
        chart = await wait_for_chart(pilot, "bar · n by w")
        await save_chart(pilot, "chart.gif")
        assert "end in" in str(pilot.app.screen.query_one("#problem", Static).render())
        pilot.app.screen.query_one(Input).value = "chart.svg"
        await pilot.press("enter")
        await wait_until(pilot, lambda: (tmp_path / "chart.svg").exists())
        assert "n by w" in (tmp_path / "chart.svg").read_text("utf-8")
        (tmp_path / "chart.svg").write_text("mine")
        (tmp_path / "chart.png").write_text("replaced")
        (tmp_path / "chart.png").chmod(0o640)
        await wait_until(pilot, lambda: pilot.app.screen is chart)
        await save_chart(pilot, "chart.svg")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("n")
        await save_chart(pilot, "chart.png")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("y")
        await wait_until(pilot, lambda: (tmp_path / "chart.png").read_bytes() != b"replaced")
        assert (tmp_path / "chart.png").stat().st_mode & 0o777 == 0o640
        assert (tmp_path / "chart.svg").read_text() == "mine"
        await wait_until(pilot, lambda: pilot.app.screen is chart)
        for key in ("n", "y"):
            await save_chart(pilot, "new/deeper/chart.svg")
            confirm = await wait_for_screen(pilot, ConfirmDialog)
            assert f"The folder {tmp_path / 'new' / 'deeper'} does not exist" in confirm.question
            assert not (tmp_path / "new").exists()
            await pilot.press(key)
            await wait_until(pilot, lambda: pilot.app.screen is chart)
        await wait_until(pilot, (tmp_path / "new" / "deeper" / "chart.svg").exists)
        monkeypatch.setitem(sys.modules, "resvg_py", None)
        await save_chart(pilot, "other.png")
        await wait_until(pilot, lambda: any("'dsql-tui[png]'" in n.message for n in notices(pilot)))
        await save_chart(pilot, "chart.png/chart.svg")
        await wait_until(pilot, lambda: any("was not written" in n.message for n in notices(pilot)))
        assert not (tmp_path / "other.png").exists()


def notices(pilot: Pilot[None]) -> list[Notification]:
    """Return the notifications."""
    return list(pilot.app._notifications)
