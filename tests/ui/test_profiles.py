"""Saved connections on screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from dsql_tui.sandbox.ready import Ready
from dsql_tui.store.profiles import add_profile, profiles_file, read_profiles
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.screens.ask import Ask
from dsql_tui.ui.screens.profile_form import ProfileForm
from dsql_tui.ui.screens.profiles import SavedProfiles
from dsql_tui.ui.screens.workbench import Workbench
from dsql_tui.ui.start import Start
from tests.access import connection_to
from tests.ui.driving import picker_listed, until, workbench


async def form(pilot: Pilot[None]) -> ProfileForm:
    await until(pilot, lambda: isinstance(pilot.app.screen, ProfileForm))
    screen = pilot.app.screen
    assert isinstance(screen, ProfileForm)
    await until(pilot, lambda: bool(screen.query("#wrong")))
    return screen


def names() -> list[str]:
    return [profile.name for profile in read_profiles().all]


async def test_profiles_are_made_changed_put_in_order_and_opened(start: Start, aws: Ready) -> None:
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        picker = await picker_listed(pilot)
        await pilot.press(*"shop", "ctrl+o", "N")
        asked = await form(pilot)
        assert asked.query_one("#hostaddr", Input).value == aws.hostaddr
        asked.query_one("#environment", Input).value = "live"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "one of dev" in str(asked.wrong.content))
        asked.query_one("#environment", Input).value = "staging"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: names() == ["shop"] and pilot.app.screen is picker)
        await pilot.press("ctrl+o", "P")
        await until(pilot, lambda: isinstance(pilot.app.screen, SavedProfiles))
        saved = pilot.app.screen
        await pilot.press("c")
        (await form(pilot)).query_one("#name", Input).value = "copy"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: pilot.app.screen is saved and names() == ["shop", "copy"])
        await pilot.press("K")
        await until(pilot, lambda: names() == ["copy", "shop"])
        await pilot.press("e")
        (await form(pilot)).query_one("#name", Input).value = "shop"
        await pilot.press("ctrl+s")
        edited = await form(pilot)
        await until(pilot, lambda: "“shop” already" in str(edited.wrong.content))
        await pilot.press("escape", "x", "y")
        await until(pilot, lambda: pilot.app.screen is saved and names() == ["shop"])
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Workbench))
        bench = pilot.app.screen
        assert isinstance(bench, Workbench)
        await until(pilot, lambda: bench.state_line.parts["target"].has_class("-staging"))


SERVICES = """[live]
host = {host}
user = app
[twice]
host = {host}
[other]
host = db.example.com
"""


async def test_what_psql_has_is_imported_and_a_url_fills_the_form(
    start: Start, aws: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = aws.clusters[0].endpoint
    services = tmp_path / "pg_service.conf"
    services.write_text(SERVICES.format(host=host))
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    add_profile(replace(connection_to(aws), name="twice", target=host))
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        await picker_listed(pilot)
        await pilot.press("ctrl+o", "P")
        await until(pilot, lambda: isinstance(pilot.app.screen, SavedProfiles))
        saved = pilot.app.screen
        assert isinstance(saved, SavedProfiles)

        async def imported(source: str = "") -> None:
            await pilot.press("i")
            await until(pilot, lambda: isinstance(pilot.app.screen, Ask))
            if source:
                pilot.app.screen.query_one(Input).value = source
            await pilot.press("enter")

        await imported()
        await until(pilot, lambda: "Imported: live." in str(saved.said.content))
        assert names() == ["twice", "live"]
        assert "There is a profile “twice” already." in str(saved.said.content)
        assert "[other]: " in str(saved.said.content)
        await imported(str(tmp_path / "nowhere"))
        await until(pilot, lambda: "There is no file" in str(saved.said.content))
        await imported("postgresql://db.example.com/postgres")
        await until(pilot, lambda: "db.example.com" in str(saved.said.content))
        await imported(f"postgresql://app:secret@{host}/postgres?options=-c%20search_path%3Dshop")
        asked = await form(pilot)
        assert asked.query_one("#search_path", Input).value == "shop"
        asked.query_one("#name", Input).value = "by url"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: pilot.app.screen is saved and "by url" in names())
        assert "secret" not in profiles_file().read_text()


async def test_the_connection_at_hand_is_saved_from_the_workbench(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        screen = await workbench(pilot)
        await pilot.press("ctrl+o", "N")
        await form(pilot)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: names() == ["shop"] and pilot.app.screen is screen)
        assert read_profiles().all[0] == screen.access.profile("shop")


async def test_a_file_that_cannot_be_written_is_said_in_the_form(
    start: Start, aws: Ready, tmp_path: Path
) -> None:
    add_profile(connection_to(aws).__class__("a", aws.clusters[0].endpoint))
    profiles_file().write_text("[a]\ntarget = [\n")
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        await picker_listed(pilot)
        await pilot.press("ctrl+o", "P")
        await until(pilot, lambda: isinstance(pilot.app.screen, SavedProfiles))
        saved = pilot.app.screen
        assert isinstance(saved, SavedProfiles)
        await until(pilot, lambda: "profiles.toml, line 2" in str(saved.said.content))
        assert "Nothing is saved yet" in str(saved.said.content)
