"""Switching to a peer or another cluster, with texts and settings."""

from __future__ import annotations

from textual.pilot import Pilot

from dsql_tui.sandbox.ready import Ready
from dsql_tui.store import paths
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.clusters.clusters import Clusters
from dsql_tui.ui.clusters.regions_page import RegionsPage
from dsql_tui.ui.connect.connect_dialog import ConnectDialog
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.leave_dialog import LeaveDialog
from dsql_tui.ui.workbench.workbench import Workbench
from tests.access import build_profile
from tests.faults import inject_faults
from tests.ui.driving import run_sql, wait_for_picker, wait_for_screen, wait_until

SETTINGS = r"""set search_path = books;
\set shelf 'top'
\timing on
\x on"""


def ledger(aws: Ready, region: str) -> str:
    return next(
        each.identifier for each in aws.clusters if (each.name, each.region) == ("ledger", region)
    )


async def open_ledger(pilot: Pilot[None], aws: Ready) -> Workbench:
    picker = await wait_for_picker(pilot)
    picker.target.value = f"{ledger(aws, 'us-east-1')} us-east-1"
    await pilot.press("enter")
    return await wait_for_screen(pilot, Workbench)


async def open_regions(pilot: Pilot[None]) -> RegionsPage:
    await pilot.press("ctrl+o", "#", "r")
    page = await wait_for_screen(pilot, RegionsPage)
    await wait_until(pilot, lambda: page.found is not None)
    return page


async def wait_for_other(pilot: Pilot[None], bench: Workbench) -> Workbench:
    """Wait for the workbench after another one, with every console."""
    await wait_until(
        pilot, lambda: pilot.app.screen is not bench and isinstance(pilot.app.screen, Workbench)
    )
    other = pilot.app.screen
    assert isinstance(other, Workbench)
    await wait_until(pilot, lambda: len(other.consoles.all) == len(other.consoles.states))
    await wait_until(pilot, lambda: not any(w.group == "restore" for w in other.workers))
    return other


async def test_the_peer_has_the_texts_and_settings(start: Start, aws: Ready) -> None:
    async with DsqlTui(start).run_test(size=(110, 40)) as pilot:
        bench = await open_ledger(pilot, aws)
        console = bench.console
        await run_sql(pilot, bench, SETTINGS)
        await pilot.press("ctrl+o", "a")
        await wait_until(pilot, lambda: console.result.rows.mode == "on" and not console.busy)
        console.editor.text = "select 1;\nselect :'shelf'"
        console.runner.options.manual_commit = True
        await pilot.press("ctrl+o", "t")
        await wait_until(pilot, lambda: len(bench.consoles.all) == 2)
        bench.console.editor.text = "-- second"
        page = await open_regions(pilot)
        assert page.found is not None
        assert [(each.endpoint.region, each.status) for each in page.found.clusters] == [
            ("us-east-1", "ACTIVE"),
            ("us-east-2", "ACTIVE"),
        ]
        assert page.found.witness == "us-west-2"
        await pilot.press("up", "enter")
        await wait_until(pilot, lambda: "You are connected" in str(page.message.content))
        await pilot.press("down", "enter")
        other = await wait_for_other(pilot, bench)
        assert other.access.endpoint.region == "us-east-2"
        assert [each.editor.text for each in other.consoles.all] == [
            "select 1;\nselect :'shelf'",
            "-- second",
        ]
        assert other.console is other.consoles.all[1]
        first = other.consoles.all[0]
        assert first.runner.options.manual_commit
        assert first.runner.local.files.display.timing
        assert first.result.rows.mode == "on"
        other.consoles.show(first)
        await run_sql(pilot, other, "select :'shelf' || current_setting('search_path')")
        table = first.results.current.table
        assert table is not None
        assert table.value(0, 0) == b"topbooks"
        await run_sql(pilot, other, "rollback")
        # Back again: the texts are there once.
        await open_regions(pilot)
        await pilot.press("enter")
        back = await wait_for_other(pilot, other)
        assert back.access.endpoint == bench.access.endpoint
        assert [each.editor.text for each in back.consoles.all] == ["rollback", "-- second"]


async def test_a_transaction_is_asked_about_and_staying_changes_nothing(
    start: Start, aws: Ready
) -> None:
    async with DsqlTui(start).run_test(size=(110, 40)) as pilot:
        bench = await open_ledger(pilot, aws)
        await run_sql(pilot, bench, "begin")
        await open_regions(pilot)
        await pilot.press("enter")
        await wait_for_screen(pilot, LeaveDialog)
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is bench)
        assert bench.console.state.open


async def test_a_text_without_a_session_is_kept_for_the_next_time(start: Start, aws: Ready) -> None:
    async with DsqlTui(start).run_test(size=(110, 40)) as pilot:
        bench = await open_ledger(pilot, aws)
        await run_sql(pilot, bench, "begin")
        await pilot.press("ctrl+o", "t")
        await wait_until(pilot, lambda: len(bench.consoles.all) == 2)
        bench.console.editor.text = "-- second"
        await open_regions(pilot)
        await pilot.press("enter")
        await wait_for_screen(pilot, LeaveDialog)
        with inject_faults(aws, refuse={"error": "denied", "times": 50}):
            await pilot.press("b")
            await wait_until(
                pilot, lambda: any("is saved" in n.message for n in pilot.app._notifications)
            )
            other = pilot.app.screen
            assert isinstance(other, Workbench)
            await wait_until(pilot, lambda: not any(w.group == "restore" for w in other.workers))
            assert [each.editor.text for each in other.consoles.all] == ["begin"]
        (kept,) = other.workspace.files.journals.find_lost()
        assert kept.draft is not None
        assert kept.draft.text == "-- second"
        kept.close()


async def test_a_session_that_cannot_be_opened_says_why(start: Start, aws: Ready) -> None:
    profile = f'''[ledger-west]
target = "{ledger(aws, "us-east-2")}"
region = "us-east-2"
hostaddr = "127.0.0.1"
port = 1
environment = "prod"
'''
    paths.profiles_path().parent.mkdir(parents=True)
    paths.profiles_path().write_text(profile)
    async with DsqlTui(start).run_test(size=(110, 40)) as pilot:
        bench = await open_ledger(pilot, aws)
        bench.console.editor.text = "select 1"
        await open_regions(pilot)
        await pilot.press("enter")
        dialog = await wait_for_screen(pilot, ConnectDialog)
        assert dialog.profile.environment == "prod"
        await wait_until(pilot, lambda: "refused" in str(dialog.message.content))
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is bench)
        assert bench.console.editor.text == "select 1"


async def test_the_cluster_manager_connects_to_another_cluster(aws: Ready) -> None:
    start = Start(build_profile(aws), ("us-east-1", "eu-central-1"))
    async with DsqlTui(start).run_test(size=(110, 40)) as pilot:
        bench = await open_ledger(pilot, aws)
        bench.console.editor.text = "select 7"
        await pilot.press("ctrl+o", "M")
        screen = await wait_for_screen(pilot, Clusters)
        await wait_until(pilot, lambda: screen.is_mounted and not screen.pending)
        screen.table.go_to(next(x.key for x in screen.table.lines if x.name == "archive"))
        await pilot.press("enter")
        other = await wait_for_other(pilot, bench)
        assert other.workspace.title == "archive"
        assert other.console.editor.text == "select 7"
