"""The comparison of schemas: the tree, the statements, and the script in the editor."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from dsql_tui.sandbox.ready import Ready
from dsql_tui.store.profiles import add_profile
from dsql_tui.ui import page
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.compare.compare_screen import SchemaComparison
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.access import build_access
from tests.ui.driving import open_workbench, read_screen, wait_for_screen, wait_until


async def open_comparison(pilot: Pilot[None], other: str) -> SchemaComparison:
    """Open the comparison by its keys, and wait for it."""
    await pilot.press("ctrl+o", "#", "d")
    dialog = await wait_for_screen(pilot, AskDialog)
    dialog.query_one(Input).value = other
    await pilot.press("enter")
    screen = await wait_for_screen(pilot, SchemaComparison)
    await wait_until(pilot, lambda: "Reading" not in str(screen.title_line.content))
    return screen


@pytest.mark.parametrize("width", [80, 120])
async def test_differences_and_their_statements_are_shown(
    start: Start, aws: Ready, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[bytes] = []

    async def copy(app: object, text: bytes) -> str:
        copied.append(text)
        return "to a list"

    monkeypatch.setattr(page, "copy_text", copy)
    archive = next(each for each in aws.clusters if each.region == "eu-central-1")
    async with DsqlTui(start).run_test(size=(width, 30)) as pilot:
        bench = await open_workbench(pilot)
        screen = await open_comparison(pilot, archive.endpoint)
        assert "7 differences · " in str(screen.title_line.content)
        await wait_until(pilot, lambda: "DROP SCHEMA shop;" in read_screen(screen))
        shown = read_screen(screen)
        assert "- schema shop" in shown
        assert "- table shop.orders" in shown
        await pilot.press("down")
        await wait_until(pilot, lambda: "DROP VIEW shop.best_sellers;" in read_screen(screen))
        await pilot.press("y")
        await wait_until(pilot, lambda: bool(copied))
        assert copied == [screen.script.encode()]
        await pilot.press("i")
        await wait_for_screen(pilot, Workbench)
        await wait_until(pilot, lambda: "DROP TABLE shop.orders;" in bench.console.editor.text)


async def test_a_profile_with_the_same_schema_is_equal(start: Start, aws: Ready) -> None:
    add_profile(build_access(aws).to_profile("twin"))
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        await open_workbench(pilot)
        screen = await open_comparison(pilot, "twin")
        await wait_until(pilot, lambda: "The schemas are equal." in read_screen(screen))
        await pilot.press("i", "escape")
        await wait_for_screen(pilot, Workbench)


async def test_a_name_that_is_no_cluster_is_an_error_and_a_file_is_read(
    start: Start, tmp_path: Path
) -> None:
    file = tmp_path / "schema.sql"
    file.write_text("create schema fresh; create extension \x1b")
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        await open_workbench(pilot)
        screen = await open_comparison(pilot, "no cluster")
        await wait_until(pilot, lambda: "no cluster" in str(screen._text))
        assert "Not compared ·" in read_screen(screen)
        assert not screen.script
        await pilot.press("escape")
        await wait_for_screen(pilot, Workbench)
        screen = await open_comparison(pilot, str(file))
        assert "1 statement not read" in str(screen.title_line.content)
        await wait_until(pilot, lambda: "Line 1, “create extension ␛”" in read_screen(screen))
        assert "+ schema fresh" in read_screen(screen)
        assert not screen.script
