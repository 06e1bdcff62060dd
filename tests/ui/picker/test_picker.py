"""The picker, over the sandbox's control plane and gateway."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timezone
from functools import partial
from pathlib import Path

import pytest
from textual.widgets import Input, Static

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.profile import Profile
from dsql_tui.execution.threads import in_thread
from dsql_tui.sandbox.ready import Ready
from dsql_tui.store.cluster_cache import cluster_cache_file, read_clusters, write_clusters
from dsql_tui.store.profiles import add_profile, profiles_file
from dsql_tui.store.roles import read_roles, remember_mappings, remember_role
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.clusters.clusters import Clusters
from dsql_tui.ui.clusters.listing import COLUMNS
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.choice import ChoiceDialog
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.picker.identity_dialog import make_identity
from dsql_tui.ui.picker.picker import Picker
from dsql_tui.ui.picker.welcome import Welcome
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.faults import deny_actions, inject_faults
from tests.ui.driving import wait_for_picker, wait_for_screen, wait_until, wait_until_equal


def names(picker: Picker) -> list[str]:
    assert picker.list is not None
    table = picker.list.table
    return [str(table.get_row_at(row)[0]) for row in range(table.row_count)]


def read_message(picker: Picker) -> str:
    return str(picker.message.content)


def get_clusters(picker: Picker) -> list[Cluster]:
    assert picker.list is not None
    return list(picker.list.listing.found.values())


async def test_clusters_of_every_region_are_listed_the_sample_shop_first(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        assert names(picker)[0] == "shop"
        assert len(names(picker)) == 5
        regions = {cluster.endpoint.region for cluster in get_clusters(picker)}
        assert {"us-east-1", "us-east-2"} <= regions
        statuses = {cluster.status for cluster in get_clusters(picker)}
        assert {"ACTIVE", "CREATING"} <= statuses


async def test_typing_filters_by_any_word(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        await pilot.press(*"shop active")
        assert names(picker) == ["shop"]
        picker.target.value = "no such thing"
        await pilot.pause()
        assert names(picker) == []


async def test_a_filter_that_matches_nothing_says_so_and_clusters_are_counted(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(80, 24)) as pilot:
        picker = await wait_for_picker(pilot)
        assert picker.list is not None
        problems = picker.list.problems
        await wait_until_equal(pilot, lambda: str(picker.target.border_title), "Cluster · 5")
        await pilot.press(*"shop")
        await wait_until_equal(pilot, lambda: str(picker.target.border_title), "Cluster · 1 of 5")
        assert "No cluster matches" not in str(problems.render())
        await pilot.press(*"xx")
        await wait_until_equal(pilot, lambda: str(picker.target.border_title), "Cluster · 0 of 5")
        assert "No cluster matches “shopxx”" in str(problems.render())


async def test_enter_opens_a_session_on_the_chosen_cluster(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        await wait_for_picker(pilot)
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Workbench))


async def test_a_typed_endpoint_connects(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        host = next(c.endpoint.host for c in get_clusters(picker) if c.name == "shop")
        picker.target.value = host
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Workbench))


async def test_a_target_on_the_command_line_connects_at_once(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        host = next(c.endpoint.host for c in get_clusters(picker) if c.name == "shop")
    connection = replace(start.connection, target=host)
    async with DsqlTui(replace(start, connection=connection)).run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Workbench))


@pytest.mark.parametrize("cluster", [False, True])
async def test_the_picker_starts_with_a_role_from_the_command_line(
    start: Start, aws: Ready, cluster: bool
) -> None:
    """An Input that has a value before there is a screen ended in ScreenStackError."""
    target = aws.clusters[0].endpoint if cluster else ""
    asked = replace(start, connection=replace(start.connection, target=target, role="reporting"))
    async with DsqlTui(asked).run_test(size=(120, 40)) as pilot:
        picker = pilot.app.screen
        assert isinstance(picker, Picker)
        await wait_until(pilot, lambda: picker.role.value == "reporting")
        assert picker.role.role == "reporting"
        if cluster:
            await wait_until(pilot, lambda: "reporting" in str(picker.message.content))


async def test_a_role_that_is_not_there_is_refused_in_the_servers_words(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        assert picker.role.has_class("-admin")
        picker.role.value = "nobody"
        await pilot.pause()
        assert not picker.role.has_class("-admin")
        await pilot.press("enter")
        await wait_until(pilot, lambda: picker.message.has_class("-error"))
        assert "access denied" in str(picker.message.content)


async def test_a_cluster_that_is_being_created_is_not_tried(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        picker.target.value = "creating"
        await pilot.press("enter")
        await wait_until(pilot, lambda: "CREATING" in str(picker.message.content))


async def test_regions_that_fail_say_why_and_do_not_hold_up_the_others(
    start: Start, monkeypatch: object
) -> None:
    regions = ("us-east-1", "no_region")
    async with DsqlTui(replace(start, regions=regions)).run_test(size=(120, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        assert picker.list is not None
        assert "shop" in names(picker)
        assert "no_region" in str(picker.list.problems.content)


async def test_an_unknown_target_is_reported(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        picker.target.value = "xyzzy"
        await pilot.press("enter")
        await wait_until(pilot, lambda: "is not a cluster" in str(picker.message.content))


async def test_lines_are_sorted_by_any_column_and_back(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        before = names(picker)
        await pilot.press("ctrl+o", "s")
        await wait_until(pilot, lambda: names(picker) == sorted(before))
        assert picker.list is not None
        assert "▲" in str(picker.list.table.ordered_columns[0].label)
        for _ in COLUMNS:
            picker.list.action_sort()
        assert names(picker) == before


async def test_the_peer_is_one_key_away(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        assert picker.list is not None
        await pilot.press(*"ledger")
        first = picker.list.chosen
        await pilot.press("ctrl+y")
        second = picker.list.chosen
        assert first is not None
        assert second is not None
        assert {first.endpoint.region, second.endpoint.region} == {"us-east-1", "us-east-2"}


async def test_the_list_of_last_time_is_shown_at_once_and_marked(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        await wait_until(pilot, lambda: bool(read_clusters(None).when))
        kept = read_clusters(None)
        assert {cluster.arn for cluster in kept.clusters} == {c.arn for c in get_clusters(picker)}
    gone = replace(kept.clusters[0], arn=kept.clusters[0].arn[:-26] + "z" * 26)
    write_clusters(None, (*kept.clusters, gone), datetime.now(timezone.utc))
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await wait_for_screen(pilot, Picker)
        await wait_until(pilot, lambda: picker.list is not None and bool(picker.list.listing.found))
        assert picker.list is not None
        assert picker.list.listing.stale or not picker.pending
        await wait_for_picker(pilot)
        assert not picker.list.listing.stale
        assert gone.arn not in picker.list.listing.found


async def test_who_asks_is_shown_and_switched(
    start: Start, aws: Ready, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = tmp_path / "aws-config"
    newcomer = aws.identities["newcomer"]
    config.write_text(
        "[profile newcomer]\n"
        f"aws_access_key_id = {newcomer['AWS_ACCESS_KEY_ID']}\n"
        f"aws_secret_access_key = {newcomer['AWS_SECRET_ACCESS_KEY']}\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        await wait_until(pilot, lambda: "user/developer" in str(picker.identity_line.content))
        assert "111122223333" in str(picker.identity_line.content)
        await pilot.press("ctrl+o", "i")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ChoiceDialog))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "user/newcomer" in str(picker.identity_line.content))
        await wait_until(pilot, lambda: not picker.pending)
        assert picker.list is not None
        assert names(picker) == []
        problems = str(picker.list.problems.content)
        assert "is not authorized to perform: dsql:ListClusters" in problems
        assert "type an identifier with its region, an ARN, an endpoint" in problems
        # A saved connection may name another AWS profile: signing in again is then for that one.
        line = picker.identity_line
        assert line.identity_for("another") is line.last_used
        assert (
            line.identity_for(None)
            is line.identity_for("newcomer")
            is line.last_used
            is picker.identity
        )


async def test_a_cluster_that_may_only_be_listed_is_shown_with_the_reason(
    start: Start, aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = aws.clusters[0]
    with deny_actions(aws, "reader", "dsql:GetCluster"):
        for name, value in aws.identities["reader"].items():
            monkeypatch.setenv(name, value)
        async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
            picker = await wait_for_picker(pilot)
            assert picker.list is not None
            await pilot.press(*shop.identifier[:8])
            assert picker.list.chosen is not None
            cells = picker.list.chosen.cells()
            assert cells == ("–", shop.identifier, "us-east-1", "unknown", "", "", "")
            problems = str(picker.list.problems.content)
            assert "Only the identifier of 1 cluster is known" in problems
            assert "is not authorized to perform: dsql:GetCluster" in problems
            await pilot.press("enter")
            await wait_until(pilot, lambda: "access denied" in str(picker.message.content))
        async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
            picker = await wait_for_picker(pilot)
            assert shop.identifier in {one.endpoint.identifier for one in get_clusters(picker)}


@pytest.mark.parametrize("status", ["IDLE", "INACTIVE"])
async def test_a_sleeping_cluster_is_retried_until_it_wakes_up(
    start: Start, aws: Ready, status: str
) -> None:
    asleep = {"cluster": aws.clusters[0].identifier, "openings": 1, "seconds": 0}
    if status == "IDLE":
        asleep = {"cluster": aws.clusters[0].identifier, "status": "IDLE"}
    with inject_faults(aws, sleep=asleep):
        async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
            picker = await wait_for_picker(pilot)
            await pilot.press(*"shop")
            assert picker.list is not None
            assert picker.list.chosen is not None
            assert status in picker.list.chosen.cells()
            await pilot.press("enter")
            if status == "INACTIVE":
                await wait_until(
                    pilot, lambda: "Trying again in 1 s" in str(picker.message.content)
                )
            await wait_until(pilot, lambda: isinstance(pilot.app.screen, Workbench))


async def test_a_wait_for_a_cluster_that_sleeps_can_be_stopped(start: Start, aws: Ready) -> None:
    ledger = next(
        each for each in aws.clusters if each.name == "ledger"
    )  # one of two; it stays asleep
    with inject_faults(aws, sleep={"cluster": ledger.identifier, "openings": 50, "seconds": 600}):
        async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
            picker = await wait_for_picker(pilot)
            await pilot.press(*ledger.identifier)
            for key in ("ctrl+c", "escape"):
                await pilot.press("enter")
                await wait_until(
                    pilot, lambda: "Escape stops waiting" in str(picker.message.content)
                )
                await pilot.press(key)
                await wait_until(pilot, lambda: str(picker.message.content) == "Stopped.")
                assert picker.target.value == ledger.identifier


async def test_a_throttled_call_is_repeated_until_it_is_answered(start: Start, aws: Ready) -> None:
    with inject_faults(aws, fail={"error": "ThrottlingException", "times": 2}):
        async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
            picker = await wait_for_picker(pilot)
            assert len(names(picker)) == 5


async def test_a_region_may_be_typed(start: Start) -> None:
    async with DsqlTui(replace(start, regions=("us-east-2",))).run_test(size=(120, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        assert names(picker) == ["ledger"]
        await pilot.press("ctrl+o", "l")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, AskDialog))
        await pilot.press(*"frankfurt", "enter")
        assert "not a region" in str(pilot.app.screen.query_one("#problem", Static).content)
        await pilot.press(*["backspace"] * 9, *"eu-central-1", "enter")
        await wait_until(pilot, lambda: names(picker) == ["ledger", "archive"])


async def test_profiles_are_listed_first_with_all_settings(start: Start, aws: Ready) -> None:
    shop = Profile(
        "the shop",
        aws.clusters[0].endpoint,
        hostaddr=aws.hostaddr,
        port=aws.port,
        sslrootcert=aws.sslrootcert,
        search_path=("shop",),
    )
    add_profile(shop)
    with profiles_file().open("a") as file:
        file.write("[broken]\ntarget = 1\n")
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        assert picker.list is not None
        assert names(picker)[0] == "the shop"
        assert "profiles.toml, line 8: “target” must be a string" in str(
            picker.list.problems.content
        )
        assert picker.role.offers[0].why == "of this profile"
        await pilot.press("enter")
        screen = await wait_for_screen(pilot, Workbench)
        access = screen.console.session_manager.access
        assert access.startup == ('SET search_path = "shop"',)


async def test_roles_that_are_known_are_offered_after_a_first_session(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Workbench))
        await wait_until(pilot, lambda: bool(read_roles()))
        assert next(iter(read_roles().values())).used == ("admin",)
        pilot.app.pop_screen()
        await wait_until(pilot, lambda: picker.role.offers[0].why == "used before")
        await pilot.press("ctrl+l")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ChoiceDialog))


@pytest.mark.parametrize("keys", [["d"], ["D"], ["enter", "ctrl+o", "D"]])
async def test_a_first_start_offers_the_demo_and_the_picker(
    start: Start, monkeypatch: pytest.MonkeyPatch, keys: list[str]
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    app = DsqlTui(start)
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Welcome))
        for key in keys:
            assert app.next_command is None
            await pilot.press(key)
        await wait_until(pilot, lambda: app.next_command == "demo")


async def test_keys_on_an_empty_list_have_no_effect(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Welcome))
        await pilot.press("escape", "up", "enter", "down", "ctrl+y", "up", "ctrl+r")
        picker = await wait_for_picker(pilot)
        assert "no peer" in str(picker.message.content)
        assert picker.list is not None
        picker.list.table.focus()
        await pilot.press("ctrl+end", "end", "pageup", "up", "ctrl+y", "ctrl+g", "ctrl+end", "n")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Clusters))


async def test_ctrl_c_explains_how_to_quit_if_nothing_runs(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        await wait_for_picker(pilot)
        await pilot.press("ctrl+c")
        await wait_until(
            pilot, lambda: any("Ctrl+Q" in note.message for note in pilot.app._notifications)
        )


async def test_refresh_finds_new_credentials(
    start: Start, aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {name: aws.env[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    for name in keys:
        monkeypatch.delenv(name)
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Welcome))
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Picker))
        for name, value in keys.items():
            monkeypatch.setenv(name, value)
        await pilot.press("ctrl+r")
        picker = await wait_for_picker(pilot)
        await wait_until(pilot, lambda: len(names(picker)) == 5)


async def test_the_role_mapped_to_the_caller_is_first(start: Start, aws: Ready) -> None:
    host = aws.clusters[0].endpoint
    remember_role(host, "admin")
    remember_mappings(
        host, {"app": ("arn:aws:iam::111122223333:user/developer",), "bi": ("arn:x",)}
    )
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        await pilot.press(*"shop")
        await wait_until(pilot, lambda: picker.role.role == "app")
        assert [offer.role for offer in picker.role.offers] == ["app", "admin", "bi"]
        assert not picker.role.has_class("-admin")


async def test_an_mfa_code_is_asked_for_on_the_screen(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_for_picker(pilot)
        identity = make_identity(app, None)
        assert identity.ask is not None
        ask = identity.ask
        answer = asyncio.ensure_future(in_thread(lambda: ask("MFA code: ")))
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, AskDialog))
        assert pilot.app.screen.query_one(Input).password
        await pilot.press(*"123456", "enter")
        assert await answer == "123456"


async def test_a_profile_that_needs_a_code_asks_once_and_lists(
    start: Start, aws: Ready, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A callback from a thread without an active app ended in NoActiveAppError."""
    config = tmp_path / "config"
    config.write_text(
        "[profile careful]\nrole_arn = arn:aws:iam::111122223333:role/reader\n"
        "source_profile = me\nmfa_serial = arn:aws:iam::111122223333:mfa/phone\n"
        f"[profile me]\naws_access_key_id = {aws.env['AWS_ACCESS_KEY_ID']}\n"
        f"aws_secret_access_key = {aws.env['AWS_SECRET_ACCESS_KEY']}\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    asked = replace(start, connection=replace(start.connection, aws_profile="careful"))
    async with DsqlTui(asked).run_test(size=(120, 40)) as pilot:
        picker = pilot.app.screen
        assert isinstance(picker, Picker)
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, AskDialog))
        await pilot.press("escape")
        await wait_until(pilot, lambda: picker.identity is not None and not picker.pending)
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Picker))
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, AskDialog))
        await pilot.press(*"123456", "enter")
        await wait_until(pilot, lambda: "shop" in names(picker))


async def test_an_identifier_may_have_its_region_behind_it(start: Start, aws: Ready) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        picker.target.value = "a" * 26
        await pilot.press("enter")
        await wait_until(pilot, lambda: "type it after a space" in str(picker.message.content))
        picker.target.value = f"{aws.clusters[0].identifier} us-east-1"
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Workbench))


async def test_enter_before_the_start_has_ended_connects_when_it_has(
    start: Start, aws: Ready
) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await wait_for_screen(pilot, Picker)
        picker.target.value = aws.clusters[0].endpoint
        picker.action_connect()
        assert picker.identity is None
        await wait_for_screen(pilot, Workbench)


async def test_an_identifier_is_awaited_until_a_region_lists_it(start: Start, aws: Ready) -> None:
    """It was said to need its region, while a list with the region was on its way."""
    with inject_faults(aws, fail={"error": "ThrottlingException", "times": 4}):
        async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
            picker = await wait_for_screen(pilot, Picker)
            await wait_until(pilot, lambda: bool(picker.pending))
            picker.target.value = aws.clusters[0].identifier
            await wait_until(pilot, lambda: not names(picker))
            picker.action_connect()
            assert "Waiting for the region" in str(picker.message.content)
            await wait_for_screen(pilot, Workbench)


async def test_words_that_match_nothing_yet_are_not_called_wrong(start: Start, aws: Ready) -> None:
    with inject_faults(aws, fail={"error": "ThrottlingException", "times": 4}):
        async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
            picker = await wait_for_screen(pilot, Picker)
            await wait_until(pilot, lambda: bool(picker.pending))
            assert picker.target.border_title == "Cluster"
            picker.target.value = "archive"
            picker.action_connect()
            assert "yet: some regions have not answered" in read_message(picker)


async def test_an_identifier_that_no_region_lists_is_reported_when_all_have_answered(
    start: Start, aws: Ready
) -> None:
    with inject_faults(aws, fail={"error": "ThrottlingException", "times": 4}):
        async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
            picker = await wait_for_screen(pilot, Picker)
            picker.target.value = "a" * 26
            await wait_until(pilot, lambda: bool(picker.pending))
            picker.action_connect()
            await wait_until(pilot, lambda: "needs its region" in read_message(picker))
            assert not picker.pending


async def test_a_connection_that_is_awaited_ends_with_ctrl_c_or_another_text(
    start: Start, aws: Ready
) -> None:
    with inject_faults(aws, fail={"error": "ThrottlingException", "times": 4}):
        async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
            picker = await wait_for_screen(pilot, Picker)
            picker.target.value = aws.clusters[0].identifier
            picker.action_connect()
            picker.action_stop()
            assert read_message(picker) == "Stopped."
            picker.action_connect()
            picker.target.value = "archive"
            await wait_for_picker(pilot)
            await wait_until_equal(pilot, lambda: names(picker), ["archive"])
            assert picker.awaited is None
            assert pilot.app.screen is picker


async def test_privatelink_without_private_dns_says_what_cannot_be_checked(
    start: Start, aws: Ready
) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        workspace = "vpce-0abc-1def.dsql-fnh4.us-east-1.vpce.amazonaws.com"
        picker.target.value = f"{aws.clusters[0].identifier}@{workspace}"
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("y")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Workbench))


async def test_an_unreachable_endpoint_is_reported_and_the_input_kept(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        picker.connection = replace(picker.connection, hostaddr=None)
        picker.target.value = "a" * 26 + ".dsql.us-east-1.on.aws"
        await pilot.press("enter")
        await wait_until(
            pilot, lambda: "could not translate host name" in str(picker.message.content)
        )
        assert picker.target.value.startswith("aaa")


async def test_a_url_is_a_target_with_its_role(start: Start, aws: Ready) -> None:
    async with DsqlTui(start).run_test(size=(110, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        host = aws.clusters[0].endpoint
        picker.target.value = f"postgresql://app:secret@{host}:5432/postgres"
        await wait_until(pilot, lambda: picker.role.role == "app")
        assert "of this URL" in str(picker.role.border_title)
        profile, _ = picker.target_profile()
        assert (profile.target, profile.role) == (host, "app")
        picker.target.value = "https://console.aws.amazon.com/dsql/home?region=us-east-1"
        await pilot.press("enter")
        await wait_until(pilot, lambda: "URL does not name" in str(picker.message.content))


async def test_clusters_used_before_are_offered_without_permission_to_list(
    start: Start, aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = f"{'q' * 26}.dsql.us-east-1.on.aws"
    for used, role in ((host, "app"), (aws.clusters[0].endpoint, "admin")):
        await in_thread(partial(remember_role, used, role))
    async with DsqlTui(start).run_test(size=(110, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        assert picker.list is not None
        listed = {line.endpoint.host for line in picker.list.table.lines}
        assert host not in listed  # its region has answered without it
        await wait_until(pilot, cluster_cache_file().exists)
    for name, value in aws.identities["newcomer"].items():
        monkeypatch.setenv(name, value)
    cluster_cache_file().unlink()
    async with DsqlTui(start).run_test(size=(110, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        assert picker.list is not None
        assert [line.endpoint.host for line in picker.list.table.lines] == [host]
        assert picker.list.table.lines[0].cells()[2:4] == ("us-east-1", "used before")
        await wait_until(pilot, lambda: picker.role.role == "app")
        profile, title = picker.target_profile()
        assert (profile.target, profile.role, title) == (host, "app", "q" * 26)
