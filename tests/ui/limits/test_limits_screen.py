"""The page of limits: usage, gauges, and where to ask for more."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from dsql_tui.dsql.quotas import SCHEMAS, STORAGE, QuotaUse, combine_uses
from dsql_tui.execution.quota_report import QuotaReport
from dsql_tui.ui import page
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.limits import limits_screen
from dsql_tui.ui.limits.limits_screen import Limits
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import open_workbench, read_screen, wait_for_screen, wait_until

SIZE = (100, 30)


async def wait_for_texts(pilot: Pilot[None], screen: Limits, *texts: str) -> None:
    """Wait until the screen shows all texts."""
    await wait_until(pilot, lambda: all(text in read_screen(screen) for text in texts))


async def open_limits(pilot: Pilot[None]) -> Limits:
    """Open the page by its keys, and wait for the usage."""
    await pilot.press("ctrl+o", "#", "l")
    screen = await wait_for_screen(pilot, Limits)
    await wait_until(pilot, lambda: "reading" not in str(screen.title_line.content))
    return screen


@pytest.mark.parametrize("width", [80, 100, 120])
async def test_the_usage_of_the_shop_is_shown(start: Start, width: int) -> None:
    async with DsqlTui(start).run_test(size=(width, 30)) as pilot:
        await open_workbench(pilot)
        screen = await open_limits(pilot)
        used = {use.quota.name: use.used for use in screen.uses}
        assert used["schemas"] == 1
        assert used["tables"] == 4
        await wait_for_texts(
            pilot,
            screen,
            "Limits of shop · none above 70%",
            "rows of a transaction",
            "Service Quotas",
            "r Refresh",
            "y Copy link",
        )
        assert screen.table.cursor_row == 0
        await pilot.press("escape")
        await wait_for_screen(pilot, Workbench)


async def test_a_nearly_full_quota_comes_first_and_says_who_raises_it(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {SCHEMAS: QuotaUse(SCHEMAS, 8.0), STORAGE: QuotaUse(STORAGE, 9.5 * 2**40)}
    report = QuotaReport(combine_uses(known))
    monkeypatch.setattr(limits_screen, "read_quotas", lambda access: report)
    copied: list[bytes] = []

    async def copy(app: object, text: bytes) -> str:
        copied.append(text)
        return "to a list"

    monkeypatch.setattr(page, "copy_text", copy)
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        await open_workbench(pilot)
        screen = await open_limits(pilot)
        await wait_until(pilot, lambda: "2 above 70%" in read_screen(screen))
        screen.table.move_cursor(row=0)
        await wait_for_texts(pilot, screen, "AWS Support can raise it", "██████████ 95%")
        await pilot.press("y")
        await wait_until(pilot, lambda: bool(copied))
        assert copied[0].startswith(b"https://")
        await pilot.press("down")
        await wait_until(pilot, lambda: "This quota cannot be raised." in read_screen(screen))
        await pilot.press("y")
        await wait_until(
            pilot, lambda: "cannot be raised" in str([n.message for n in pilot.app._notifications])
        )


async def test_an_error_keeps_the_limits_on_screen(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)
        access = bench.access
        nobody = type(access)(access.identity, access.endpoint, "nobody", access.route)
        screen = Limits(nobody, "shop")
        await pilot.app.push_screen(screen)
        await wait_for_texts(pilot, screen, "access denied", "10,000", "usage unknown")
