"""Connect with …, in the workbench on the sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.pilot import Pilot

from dsql_tui.clipboard import Way
from dsql_tui.recipes import matching
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.screens.ask import Ask
from dsql_tui.ui.screens.recipes import Recipes
from dsql_tui.ui.start import Start
from tests.ui.driving import until, workbench

SIZE = (120, 40)


async def asked(pilot: Pilot[None], words: str) -> Recipes:
    """The screen, with the cursor at the first recipe that has these words."""
    await pilot.press("ctrl+o", "R")
    await until(pilot, lambda: isinstance(pilot.app.screen, Recipes))
    screen = pilot.app.screen
    assert isinstance(screen, Recipes)
    await until(pilot, lambda: len(screen.items) > 40)
    await sought(pilot, screen, words)
    return screen


async def sought(pilot: Pilot[None], screen: Recipes, words: str) -> None:
    """Look for other words."""
    screen.wanted.value = words
    found = matching(words)
    await until(pilot, lambda: list(screen.items) == found and screen.item is found[0])
    await until(pilot, lambda: shown(screen).startswith(found[0].title))


def shown(screen: Recipes) -> str:
    """What the preview says."""
    return str(screen.preview.render())


def said(pilot: Pilot[None]) -> str:
    """The last notice."""
    notices = [notice.message for notice in pilot.app._notifications]
    return notices[-1] if notices else ""


async def test_a_recipe_is_found_read_copied_and_filled_in_for_another_libpq(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dsql_tui.ui.screens.recipes.ways", lambda *_: [Way("the terminal")])
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        bench = await workbench(pilot)
        screen = await asked(pilot, "drizzle without")
        host = bench.access.endpoint.host
        assert host in shown(screen)
        assert "Run as it stands against the sandbox" in shown(screen)
        await pilot.press("enter")
        await until(pilot, lambda: "drizzle-orm/node-postgres" in pilot.app.clipboard)
        await pilot.press("tab", "enter")
        await until(pilot, lambda: "node connect.mjs" in pilot.app.clipboard)
        await pilot.press("ctrl+y")
        await until(pilot, lambda: pilot.app.clipboard.startswith("# Drizzle"))

        pane = screen.query_one(VerticalScroll)
        await pilot.press("ctrl+d")
        assert pane.scroll_y > 0
        await pilot.press("ctrl+u")
        assert pane.scroll_y == 0

        await sought(pilot, screen, "prisma")
        assert "Not run (" in shown(screen)

        await sought(pilot, screen, "pg_service")
        tiers = set()
        for _ in range(3):
            await pilot.press("ctrl+l")
            tiers.add("sslnegotiation" in shown(screen))
        assert tiers == {True, False}
        await pilot.press("escape")
        assert pilot.app.screen is bench


async def test_a_token_is_in_it_when_asked_for_counted_down_and_in_no_file(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        await workbench(pilot)
        screen = await asked(pilot, "psql environment")
        assert "X-Amz-Signature" not in shown(screen)
        await pilot.press("ctrl+g")
        await until(pilot, lambda: "good for another 14:" in shown(screen))
        assert "X-Amz-Signature" in shown(screen)
        monkeypatch.setattr("dsql_tui.ui.screens.recipes.ways", lambda *_: [])
        await pilot.press("enter")
        await until(pilot, lambda: "a token goes into no file" in said(pilot))
        monkeypatch.chdir(tmp_path)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask))
        await pilot.press("enter")
        await until(pilot, lambda: "Written to" in said(pilot))
        assert "X-Amz" not in (tmp_path / "dsql-psql" / "run.sh").read_text()
        screen.signed -= 1000
        await until(pilot, lambda: "X-Amz-Signature" not in shown(screen))
        assert "expired" in said(pilot)
        await sought(pilot, screen, "asyncpg token")
        await pilot.press("ctrl+g")
        await until(pilot, lambda: "takes no token" in said(pilot))


async def test_files_are_saved_and_handed_to_their_program(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        await workbench(pilot)
        screen = await asked(pilot, "datagrip token")
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask))
        await pilot.press("enter")
        await until(pilot, lambda: "not on the PATH" in said(pilot))
        folder = tmp_path / "dsql-datagrip-token"
        assert (folder / ".idea" / "dataSources.xml").is_file()

        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask))
        await pilot.press("enter")
        await until(pilot, lambda: "Nothing was written" in said(pilot))

        program = tmp_path / "bin" / "datagrip"
        program.parent.mkdir()
        program.write_text('#!/bin/sh\necho "$@" > opened\n')
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(program.parent), prepend=":")
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask))
        await pilot.press("end", "2", "enter")
        opened = tmp_path / "dsql-datagrip-token2" / "opened"
        await until(pilot, lambda: opened.is_file() and opened.read_text() == ".\n")

        await sought(pilot, screen, "pgx plain")
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "no program to open" in said(pilot))
