"""The metrics below the consoles: shown, remembered, hidden, refused."""

from __future__ import annotations

import pytest
from rich.style import Style

from dsql_tui.dsql.cluster_metrics import SPANS, make_series
from dsql_tui.sandbox.ready import Ready
from dsql_tui.store.settings import read_settings
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.metrics.metrics_strip import SHOWN, MetricsStrip, draw_figures
from dsql_tui.ui.start import Start
from tests.access import build_access, build_profile
from tests.ui.driving import open_workbench, read_screen, wait_until

NOW = 1_780_000_000.0


async def test_the_strip_is_shown_remembered_and_hidden(aws: Ready) -> None:
    start = Start(build_profile(aws), ("us-east-1",))
    async with DsqlTui(start).run_test(size=(110, 30)) as pilot:
        bench = await open_workbench(pilot)
        await pilot.press("ctrl+o", "equals_sign", "m", "escape")
        await wait_until(pilot, lambda: "last 1h" in read_screen(bench))
        for title in ("transactions ", "conflicts ", "commit p99 ", "DPU "):
            assert title in read_screen(bench)
        assert bench.console.editor.has_focus
        await wait_until(pilot, lambda: read_settings()[0].metrics_strip)
        await pilot.resize_terminal(110, 17)
        await wait_until(pilot, lambda: "last 1h" not in read_screen(bench))
        await pilot.resize_terminal(70, 24)
        await wait_until(pilot, lambda: "DPU " in read_screen(bench))
        assert bench.panes.strip is not None
        assert bench.panes.strip.region.bottom == bench.status_bar.region.y
        await pilot.press("ctrl+o", "equals_sign", "m", "escape")
        await wait_until(pilot, lambda: not bench.query(MetricsStrip))
        await wait_until(pilot, lambda: not read_settings()[0].metrics_strip)


async def test_a_denial_is_one_line_and_is_not_repeated(
    aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in aws.identities["newcomer"].items():
        monkeypatch.setenv(name, value)
    async with DsqlTui(Start()).run_test(size=(160, 30)) as pilot:
        strip = MetricsStrip(build_access(aws))
        await pilot.app.screen.mount(strip)
        await wait_until(pilot, lambda: strip.denied)
        assert "not authorized to perform: cloudwatch:GetMetricData" in strip.message
        assert "cloudwatch:GetMetricData). AccessDenied" in read_screen(pilot.app.screen)


def test_gaps_stay_gaps_and_wide_figures_fit() -> None:
    start = SPANS[1].find_start(NOW)
    points = [(start + 60 * place, 123_456.0) for place in range(60) if not 20 <= place < 40]
    series = [make_series(metric, SPANS[1], start, points) for metric in SHOWN]
    for width in (60, 80, 99, 100, 250):
        titles, trends = draw_figures(series, width, "16:20", Style(), Style()).split("\n")
        assert max(titles.cell_len, trends.cell_len) <= width
        assert "   " in trends.plain.strip()
        assert titles.plain.count("4,938,240") == 3
