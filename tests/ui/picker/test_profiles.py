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
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.profile_form import ProfileForm
from dsql_tui.ui.picker.profiles import SavedProfiles
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.access import build_profile
from tests.ui.driving import open_workbench, read_screen, wait_for_picker, wait_until


async def form(pilot: Pilot[None]) -> ProfileForm:
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ProfileForm))
    screen = pilot.app.screen
    assert isinstance(screen, ProfileForm)
    await wait_until(pilot, lambda: bool(screen.query("#problem")))
    return screen


def names() -> list[str]:
    return [profile.name for profile in read_profiles().all]


async def test_profiles_are_made_changed_put_in_order_and_opened(start: Start, aws: Ready) -> None:
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        picker = await wait_for_picker(pilot)
        await pilot.press(*"shop", "ctrl+o", "N")
        asked = await form(pilot)
        assert asked.query_one("#hostaddr", Input).value == aws.hostaddr
        asked.query_one("#environment", Input).value = "live"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "one of dev" in str(asked.problem.content))
        asked.query_one("#environment", Input).value = "staging"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: names() == ["shop"] and pilot.app.screen is picker)
        await pilot.press("ctrl+o", "P")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, SavedProfiles))
        saved = pilot.app.screen
        await wait_until(pilot, lambda: "profiles · 1 · Enter connects" in read_screen(saved))
        await pilot.press("c")
        (await form(pilot)).query_one("#name", Input).value = "copy"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: pilot.app.screen is saved and names() == ["shop", "copy"])
        await pilot.press("K")
        await wait_until(pilot, lambda: names() == ["copy", "shop"])
        await pilot.press("e")
        (await form(pilot)).query_one("#name", Input).value = "shop"
        await pilot.press("ctrl+s")
        edited = await form(pilot)
        await wait_until(pilot, lambda: "already a profile “shop”" in str(edited.problem.content))
        await pilot.press("escape", "x", "y")
        await wait_until(pilot, lambda: pilot.app.screen is saved and names() == ["shop"])
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Workbench))
        bench = pilot.app.screen
        assert isinstance(bench, Workbench)
        await wait_until(pilot, lambda: bench.status_bar.parts["target"].has_class("-staging"))


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
    add_profile(replace(build_profile(aws), name="twice", target=host))
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        await wait_for_picker(pilot)
        await pilot.press("ctrl+o", "P")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, SavedProfiles))
        saved = pilot.app.screen
        assert isinstance(saved, SavedProfiles)

        async def import_profile(source: str = "") -> None:
            await pilot.press("i")
            await wait_until(pilot, lambda: isinstance(pilot.app.screen, AskDialog))
            if source:
                pilot.app.screen.query_one(Input).value = source
            await pilot.press("enter")

        await import_profile()
        await wait_until(pilot, lambda: "Imported: live." in str(saved.message.content))
        assert names() == ["twice", "live"]
        assert "There is already a profile “twice”." in str(saved.message.content)
        assert "[other]: " in str(saved.message.content)
        await import_profile(str(tmp_path / "nowhere"))
        await wait_until(pilot, lambda: "There is no file" in str(saved.message.content))
        await import_profile("postgresql://db.example.com/postgres")
        await wait_until(pilot, lambda: "db.example.com" in str(saved.message.content))
        await import_profile(
            f"postgresql://app:secret@{host}/postgres?options=-c%20search_path%3Dshop"
        )
        asked = await form(pilot)
        assert asked.query_one("#search_path", Input).value == "shop"
        asked.query_one("#name", Input).value = "by url"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: pilot.app.screen is saved and "by url" in names())
        assert "secret" not in profiles_file().read_text()


async def test_the_connection_at_hand_is_saved_from_the_workbench(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        screen = await open_workbench(pilot)
        await pilot.press("ctrl+o", "N")
        await form(pilot)
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: names() == ["shop"] and pilot.app.screen is screen)
        assert read_profiles().all[0] == screen.access.to_profile("shop")


async def test_the_form_shows_that_a_file_cannot_be_written(
    start: Start, aws: Ready, tmp_path: Path
) -> None:
    add_profile(build_profile(aws).__class__("a", aws.clusters[0].endpoint))
    profiles_file().write_text("[a]\ntarget = [\n")
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        await wait_for_picker(pilot)
        await pilot.press("ctrl+o", "P")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, SavedProfiles))
        saved = pilot.app.screen
        assert isinstance(saved, SavedProfiles)
        await wait_until(pilot, lambda: "profiles.toml, line 2" in str(saved.message.content))
        assert "No profiles yet" not in str(saved.message.content)
