"""Connect with …, in the workbench on the sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.pilot import Pilot

from dsql_tui.clipboard import ClipboardWay
from dsql_tui.recipes import search_recipes
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.tools.recipes_screen import RecipesScreen
from tests.ui.driving import open_workbench, wait_until

SIZE = (120, 40)


async def open_recipes(pilot: Pilot[None], words: str) -> RecipesScreen:
    """Open the recipes, and move the cursor to the first one with some words."""
    await pilot.press("ctrl+o", "R")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, RecipesScreen))
    screen = pilot.app.screen
    assert isinstance(screen, RecipesScreen)
    await wait_until(pilot, lambda: len(screen.items) > 40)
    await sought(pilot, screen, words)
    return screen


async def sought(pilot: Pilot[None], screen: RecipesScreen, words: str) -> None:
    """Look for other words."""
    screen.search.value = words
    found = search_recipes(words)
    await wait_until(pilot, lambda: list(screen.items) == found and screen.item is found[0])
    await wait_until(pilot, lambda: read_preview(screen).startswith(found[0].title))


def read_preview(screen: RecipesScreen) -> str:
    """Return the text of the preview."""
    return str(screen.preview.render())


def read_notification(pilot: Pilot[None]) -> str:
    """Return the last notification."""
    notices = [notice.message for notice in pilot.app._notifications]
    return notices[-1] if notices else ""


async def test_a_recipe_is_found_read_copied_and_filled_in_for_another_libpq(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "dsql_tui.ui.terminal.clipboard.find_ways",
        lambda *_: [ClipboardWay("the terminal")],
    )
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await open_workbench(pilot)
        screen = await open_recipes(pilot, "drizzle without")
        host = bench.access.endpoint.host
        assert host in read_preview(screen)
        assert "Run exactly as shown against the sandbox" in read_preview(screen)
        await pilot.press("enter")
        await wait_until(pilot, lambda: "drizzle-orm/node-postgres" in pilot.app.clipboard)
        await pilot.press("tab", "enter")
        await wait_until(pilot, lambda: "node connect.mjs" in pilot.app.clipboard)
        await pilot.press("ctrl+y")
        await wait_until(pilot, lambda: pilot.app.clipboard.startswith("# Drizzle"))

        pane = screen.query_one(VerticalScroll)
        await pilot.press("ctrl+d")
        assert pane.scroll_y > 0
        await pilot.press("ctrl+u")
        assert pane.scroll_y == 0

        await sought(pilot, screen, "prisma")
        assert "Not run (" in read_preview(screen)

        await sought(pilot, screen, "pg_service")
        tiers = set()
        for _ in range(3):
            await pilot.press("ctrl+l")
            tiers.add("sslnegotiation" in read_preview(screen))
        assert tiers == {True, False}
        await pilot.press("escape")
        assert pilot.app.screen is bench


async def test_a_token_is_added_on_request_and_never_saved(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        await open_workbench(pilot)
        screen = await open_recipes(pilot, "psql environment")
        assert "X-Amz-Signature" not in read_preview(screen)
        await pilot.press("ctrl+g")
        await wait_until(pilot, lambda: "valid for 14:" in read_preview(screen))
        assert "X-Amz-Signature" in read_preview(screen)
        monkeypatch.setattr("dsql_tui.ui.terminal.clipboard.find_ways", lambda *_: [])
        await pilot.press("enter")
        await wait_until(
            pilot, lambda: "a token is not written to a file" in read_notification(pilot)
        )
        monkeypatch.chdir(tmp_path)
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, AskDialog))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Saved in" in read_notification(pilot))
        assert "X-Amz" not in (tmp_path / "dsql-psql" / "run.sh").read_text()
        screen.signed_at -= 1000
        await wait_until(pilot, lambda: "X-Amz-Signature" not in read_preview(screen))
        assert "expired" in read_notification(pilot)
        await sought(pilot, screen, "asyncpg token")
        await pilot.press("ctrl+g")
        await wait_until(pilot, lambda: "signs its own tokens" in read_notification(pilot))


async def test_files_are_saved_and_handed_to_their_program(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        await open_workbench(pilot)
        screen = await open_recipes(pilot, "datagrip token")
        await pilot.press("ctrl+o")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, AskDialog))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "not on the PATH" in read_notification(pilot))
        folder = tmp_path / "dsql-datagrip-token"
        assert (folder / ".idea" / "dataSources.xml").is_file()

        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, AskDialog))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Nothing was saved" in read_notification(pilot))

        program = tmp_path / "bin" / "datagrip"
        program.parent.mkdir()
        program.write_text('#!/bin/sh\necho "$@" > opened\n')
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(program.parent), prepend=":")
        await pilot.press("ctrl+o")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, AskDialog))
        await pilot.press("end", "2", "enter")
        opened = tmp_path / "dsql-datagrip-token2" / "opened"
        await wait_until(pilot, lambda: opened.is_file() and opened.read_text() == ".\n")

        await sought(pilot, screen, "pgx plain")
        await pilot.press("ctrl+o")
        await wait_until(pilot, lambda: "no program to open" in read_notification(pilot))
