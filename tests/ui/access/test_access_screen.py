"""Roles and access on screen: the matrix, the policy, and a new role."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from dsql_tui.ui import page
from dsql_tui.ui.access.access_screen import AccessPage
from dsql_tui.ui.access.new_role_form import NewRoleForm
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start
from dsql_tui.ui.toggles import Checkbox
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import open_workbench, read_screen, wait_for_screen, wait_until


async def open_access(pilot: Pilot[None]) -> AccessPage:
    """Open the page by its keys, and wait until it was read."""
    await pilot.press("ctrl+o", "#", "a")
    screen = await wait_for_screen(pilot, AccessPage)
    await wait_until(pilot, lambda: bool(screen.roles) and screen.caller is not None)
    return screen


async def test_a_role_is_created_and_shown(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[bytes] = []

    async def copy(app: object, text: bytes) -> str:
        copied.append(text)
        return "to a list"

    monkeypatch.setattr(page, "copy_text", copy)
    name = "[b]App"
    async with DsqlTui(start).run_test(size=(80, 24)) as pilot:
        bench = await open_workbench(pilot)
        screen = await open_access(pilot)
        assert screen.roles[:2] == ["PUBLIC", "admin"]
        await pilot.press("right", "n")
        form = await wait_for_screen(pilot, NewRoleForm)
        await pilot.press("ctrl+j")  # Nothing is run without a name.
        assert form.is_current
        form.query_one("#name", Input).value = name
        await pilot.press("tab", *"arn:aws:iam::111122223333:role/app")
        form.query_one("#writes", Checkbox).value = True
        form.query_one("#future", Checkbox).value = True
        await wait_until(pilot, lambda: form.script.count(";\n") == 7)
        await pilot.press("ctrl+j")
        await wait_for_screen(pilot, Workbench)
        results = bench.console.results
        await wait_until(pilot, lambda: len(results.all) == 7 and not bench.console.busy)
        assert [each.error for each in results.all] == [None] * 7
        screen = await open_access(pilot)
        await pilot.press(*["right"] * (screen.roles.index(name)))
        assert screen.role == name
        shown = str(screen.details.content)
        assert "Granted to arn:aws:iam::111122223333:role/app" in shown
        assert '"Action": "dsql:DbConnect"' in shown
        await pilot.press("y")
        await wait_until(pilot, lambda: bool(copied))
        assert b"arn:aws:dsql:us-east-1:111122223333:cluster/" in copied[0]
        names = [one.name if one else "" for one in screen.objects]
        screen.table.move_cursor(row=names.index("orders"))
        await wait_until(pilot, lambda: screen.object is not None)
        await wait_until(pilot, lambda: "SELECT, UPDATE, DELETE" in str(screen.details.content))
        assert "SIUD" in read_screen(screen)
        assert name in read_screen(screen)
        await pilot.press("home")
        await pilot.press("i")
        assert screen.is_current  # It shows no role there.
        screen.table.move_cursor(column=1 + screen.roles.index(name))
        await pilot.press("i")
        await wait_for_screen(pilot, Workbench)
        await wait_until(
            pilot, lambda: f'ON TABLE shop.orders FROM "{name}";' in bench.console.editor.text
        )
        # Each statement needs its own transaction, so none is run in manual commit.
        before = len(results.all)
        bench.console.runner.options.manual_commit = True
        screen = await open_access(pilot)
        await pilot.press("n")
        form = await wait_for_screen(pilot, NewRoleForm)
        await pilot.press(*"other")
        await wait_until(pilot, lambda: bool(form.script))
        await pilot.press("ctrl+j")
        await wait_for_screen(pilot, Workbench)
        await wait_until(pilot, lambda: "CREATE ROLE other" in bench.console.editor.text)
        assert len(results.all) == before


async def test_a_read_only_console_runs_nothing(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(80, 24)) as pilot:
        bench = await open_workbench(pilot)
        bench.console.action_switch("read_only")
        await open_access(pilot)
        await pilot.press("n")
        form = await wait_for_screen(pilot, NewRoleForm)
        await pilot.press(*"nobody")
        await wait_until(pilot, lambda: bool(form.script))
        await pilot.press("ctrl+j")
        await wait_for_screen(pilot, Workbench)
        await wait_until(pilot, lambda: not bench.console.busy)
        screen = await open_access(pilot)
        assert "nobody" not in screen.roles
