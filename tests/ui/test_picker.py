"""The picker, over the sandbox's control plane and gateway."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pytest
from textual.widgets import Input, Static

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.profile import Profile
from dsql_tui.sandbox.ready import Ready
from dsql_tui.store.listed import read_listed, write_listed
from dsql_tui.store.profiles import add_profile, profiles_file
from dsql_tui.store.roles import note_mappings, note_role, read_roles
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.identities import identity_of
from dsql_tui.ui.listing import COLUMNS
from dsql_tui.ui.screens.ask import Ask
from dsql_tui.ui.screens.choice import Choice
from dsql_tui.ui.screens.clusters import Clusters
from dsql_tui.ui.screens.confirm import Confirm
from dsql_tui.ui.screens.picker import Picker
from dsql_tui.ui.screens.welcome import Welcome
from dsql_tui.ui.screens.workbench import Workbench
from dsql_tui.ui.start import Start
from tests.arming import armed, denied
from tests.ui.driving import picker_listed, until


def names(picker: Picker) -> list[str]:
    assert picker.list is not None
    table = picker.list.table
    return [str(table.get_row_at(row)[0]) for row in range(table.row_count)]


def found(picker: Picker) -> list[Cluster]:
    assert picker.list is not None
    return list(picker.list.listing.found.values())


async def test_clusters_of_every_region_are_listed_the_sample_shop_first(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await picker_listed(pilot)
        assert names(picker)[0] == "shop"
        assert len(names(picker)) == 5
        regions = {cluster.endpoint.region for cluster in found(picker)}
        assert {"us-east-1", "us-east-2"} <= regions
        statuses = {cluster.status for cluster in found(picker)}
        assert {"ACTIVE", "CREATING"} <= statuses


async def test_typing_filters_by_any_word(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await picker_listed(pilot)
        await pilot.press(*"shop active")
        assert names(picker) == ["shop"]
        picker.target.value = "no such thing"
        await pilot.pause()
        assert names(picker) == []


async def test_enter_opens_a_session_on_the_chosen_cluster(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        await picker_listed(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Workbench))


async def test_a_typed_endpoint_needs_no_list(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await picker_listed(pilot)
        host = next(c.endpoint.host for c in found(picker) if c.name == "shop")
        picker.target.value = host
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Workbench))


async def test_a_target_on_the_command_line_connects_at_once(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await picker_listed(pilot)
        host = next(c.endpoint.host for c in found(picker) if c.name == "shop")
    connection = replace(start.connection, target=host)
    async with DsqlTui(replace(start, connection=connection)).run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, Workbench))


async def test_a_role_that_is_not_there_is_refused_in_the_servers_words(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await picker_listed(pilot)
        assert picker.role.has_class("-admin")
        picker.role.value = "nobody"
        await pilot.pause()
        assert not picker.role.has_class("-admin")
        await pilot.press("enter")
        await until(pilot, lambda: picker.said.has_class("-refused"))
        assert "access denied" in str(picker.said.content)


async def test_a_cluster_that_is_being_created_is_not_tried(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await picker_listed(pilot)
        picker.target.value = "creating"
        await pilot.press("enter")
        await until(pilot, lambda: "CREATING" in str(picker.said.content))


async def test_regions_that_fail_say_why_and_do_not_hold_up_the_others(
    start: Start, monkeypatch: object
) -> None:
    regions = ("us-east-1", "no_region")
    async with DsqlTui(replace(start, regions=regions)).run_test(size=(120, 40)) as pilot:
        picker = await picker_listed(pilot)
        assert "shop" in names(picker)
        assert "no_region" in str(picker.list.problems.content)


async def test_what_names_no_cluster_is_told_so(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await picker_listed(pilot)
        picker.target.value = "xyzzy"
        await pilot.press("enter")
        await until(pilot, lambda: "names no cluster" in str(picker.said.content))


async def test_lines_are_sorted_by_any_column_and_back(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await picker_listed(pilot)
        before = names(picker)
        await pilot.press("ctrl+o", "s")
        await until(pilot, lambda: names(picker) == sorted(before))
        assert picker.list is not None
        assert "▲" in str(picker.list.table.ordered_columns[0].label)
        for _ in COLUMNS:
            picker.list.action_sort()
        assert names(picker) == before


async def test_the_peer_is_one_key_away(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await picker_listed(pilot)
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
        picker = await picker_listed(pilot)
        await until(pilot, lambda: bool(read_listed(None).when))
        kept = read_listed(None)
        assert {cluster.arn for cluster in kept.clusters} == {c.arn for c in found(picker)}
    gone = replace(kept.clusters[0], arn=kept.clusters[0].arn[:-26] + "z" * 26)
    write_listed(None, (*kept.clusters, gone), datetime.now(timezone.utc))
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = pilot.app.screen
        assert isinstance(picker, Picker)
        await until(pilot, lambda: picker.list is not None and bool(picker.list.listing.found))
        assert picker.list is not None
        assert picker.list.listing.stale or not picker.pending
        await picker_listed(pilot)
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
        picker = await picker_listed(pilot)
        await until(pilot, lambda: "user/developer" in str(picker.identity_line.content))
        assert "111122223333" in str(picker.identity_line.content)
        await pilot.press("ctrl+o", "i")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await pilot.press("down", "enter")
        await until(pilot, lambda: "user/newcomer" in str(picker.identity_line.content))
        await until(pilot, lambda: not picker.pending)
        assert picker.list is not None
        assert names(picker) == []
        problems = str(picker.list.problems.content)
        assert "is not authorized to perform: dsql:ListClusters" in problems
        assert "type an identifier with its region, an ARN, an endpoint" in problems
        # A saved connection may name another AWS profile: signing in again is then for that one.
        line = picker.identity_line
        assert line.of("another") is line.used
        assert line.of(None) is line.of("newcomer") is line.used is picker.identity


async def test_a_cluster_that_may_only_be_listed_is_shown_with_the_reason(
    start: Start, aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = aws.clusters[0]
    with denied(aws, "reader", "dsql:GetCluster"):
        for name, value in aws.identities["reader"].items():
            monkeypatch.setenv(name, value)
        async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
            picker = await picker_listed(pilot)
            assert picker.list is not None
            await pilot.press(*shop.identifier[:8])
            assert picker.list.chosen is not None
            cells = picker.list.chosen.cells()
            assert cells == ("–", shop.identifier, "us-east-1", "not told", "", "", "")
            problems = str(picker.list.problems.content)
            assert "1 cluster is known by identifier only, and can be connected to" in problems
            assert "is not authorized to perform: dsql:GetCluster" in problems
            await pilot.press("enter")
            await until(pilot, lambda: "access denied" in str(picker.said.content))
        async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
            picker = await picker_listed(pilot)
            assert shop.identifier in {one.endpoint.identifier for one in found(picker)}


@pytest.mark.parametrize("status", ["IDLE", "INACTIVE"])
async def test_a_cluster_that_sleeps_is_woken_with_patience(
    start: Start, aws: Ready, status: str
) -> None:
    asleep = {"cluster": aws.clusters[0].identifier, "openings": 1, "seconds": 0}
    if status == "IDLE":
        asleep = {"cluster": aws.clusters[0].identifier, "status": "IDLE"}
    with armed(aws, sleep=asleep):
        async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
            picker = await picker_listed(pilot)
            await pilot.press(*"shop")
            assert picker.list is not None
            assert picker.list.chosen is not None
            assert status in picker.list.chosen.cells()
            await pilot.press("enter")
            if status == "INACTIVE":
                await until(pilot, lambda: "Trying again in 1 s" in str(picker.said.content))
            await until(pilot, lambda: isinstance(pilot.app.screen, Workbench))


async def test_a_wait_for_a_cluster_that_sleeps_can_be_stopped(start: Start, aws: Ready) -> None:
    ledger = next(
        each for each in aws.clusters if each.name == "ledger"
    )  # one of two; it stays asleep
    with armed(aws, sleep={"cluster": ledger.identifier, "openings": 50, "seconds": 600}):
        async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
            picker = await picker_listed(pilot)
            await pilot.press(*ledger.identifier, "enter")
            await until(pilot, lambda: "Escape stops" in str(picker.said.content))
            await pilot.press("escape")
            await until(pilot, lambda: str(picker.said.content) == "Stopped.")
            assert picker.target.value == ledger.identifier


async def test_a_throttled_call_is_repeated_until_it_is_answered(start: Start, aws: Ready) -> None:
    with armed(aws, fail={"error": "ThrottlingException", "times": 2}):
        async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
            picker = await picker_listed(pilot)
            assert len(names(picker)) == 5


async def test_a_region_may_be_typed(start: Start) -> None:
    async with DsqlTui(replace(start, regions=("us-east-2",))).run_test(size=(120, 40)) as pilot:
        picker = await picker_listed(pilot)
        assert names(picker) == ["ledger"]
        await pilot.press("ctrl+o", "l")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask))
        await pilot.press(*"frankfurt", "enter")
        assert "no region" in str(pilot.app.screen.query_one("#complaint", Static).content)
        await pilot.press(*["backspace"] * 9, *"eu-central-1", "enter")
        await until(pilot, lambda: names(picker) == ["ledger", "archive"])


async def test_profiles_come_first_and_bring_all_they_say(start: Start, aws: Ready) -> None:
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
        picker = await picker_listed(pilot)
        assert picker.list is not None
        assert names(picker)[0] == "the shop"
        assert "profiles.toml, line 8: “target” has to be a text" in str(
            picker.list.problems.content
        )
        assert picker.role.offers[0].why == "of this profile"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Workbench))
        assert pilot.app.screen.console.keeper.access.startup == ('SET search_path = "shop"',)  # type: ignore[attr-defined]


async def test_roles_that_are_known_are_offered_after_a_first_session(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await picker_listed(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Workbench))
        await until(pilot, lambda: bool(read_roles()))
        assert next(iter(read_roles().values())).used == ("admin",)
        pilot.app.pop_screen()
        await until(pilot, lambda: picker.role.offers[0].why == "used before")
        await pilot.press("ctrl+l")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))


@pytest.mark.parametrize("keys", [["d"], ["D"], ["enter", "ctrl+o", "D"]])
async def test_a_first_start_offers_the_demo_and_the_picker(
    start: Start, monkeypatch: pytest.MonkeyPatch, keys: list[str]
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    app = DsqlTui(start)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, Welcome))
        for key in keys:
            assert app.goes_on is None
            await pilot.press(key)
        await until(pilot, lambda: app.goes_on == "demo")


async def test_keys_on_a_list_that_is_empty_do_nothing(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, Welcome))
        await pilot.press("escape", "up", "enter", "down", "ctrl+y", "up", "ctrl+r")
        picker = await picker_listed(pilot)
        assert "no peer" in str(picker.said.content)
        assert picker.list is not None
        picker.list.table.focus()
        await pilot.press("ctrl+end", "end", "pageup", "up", "ctrl+y", "ctrl+g", "ctrl+end", "n")
        await until(pilot, lambda: isinstance(pilot.app.screen, Clusters))


async def test_ctrl_c_says_how_to_leave_where_there_is_nothing_to_cancel(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        await picker_listed(pilot)
        await pilot.press("ctrl+c")
        await until(
            pilot, lambda: any("Ctrl+Q" in note.message for note in pilot.app._notifications)
        )


async def test_credentials_that_come_later_are_found_when_listing_anew(
    start: Start, aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {name: aws.env[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    for name in keys:
        monkeypatch.delenv(name)
    async with DsqlTui(start).run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, Welcome))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Picker))
        for name, value in keys.items():
            monkeypatch.setenv(name, value)
        await pilot.press("ctrl+r")
        picker = await picker_listed(pilot)
        await until(pilot, lambda: len(names(picker)) == 5)


async def test_ones_own_mapped_role_comes_first(start: Start, aws: Ready) -> None:
    host = aws.clusters[0].endpoint
    note_role(host, "admin")
    note_mappings(host, {"app": ("arn:aws:iam::111122223333:user/developer",), "bi": ("arn:x",)})
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await picker_listed(pilot)
        await pilot.press(*"shop")
        await until(pilot, lambda: picker.role.role == "app")
        assert [offer.role for offer in picker.role.offers] == ["app", "admin", "bi"]
        assert not picker.role.has_class("-admin")


async def test_an_mfa_code_is_asked_for_on_the_screen(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test(size=(100, 30)) as pilot:
        await picker_listed(pilot)
        identity = identity_of(app, None)
        assert identity.ask is not None
        ask = identity.ask
        answer = asyncio.ensure_future(asyncio.to_thread(ask, "MFA code: "))
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask))
        assert pilot.app.screen.query_one(Input).password
        await pilot.press(*"123456", "enter")
        assert await answer == "123456"


async def test_an_identifier_may_have_its_region_behind_it(start: Start, aws: Ready) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await picker_listed(pilot)
        picker.target.value = "a" * 26
        await pilot.press("enter")
        await until(pilot, lambda: "type it after a space" in str(picker.said.content))
        picker.target.value = f"{aws.clusters[0].identifier} us-east-1"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Workbench))


async def test_privatelink_without_private_dns_says_what_cannot_be_checked(
    start: Start, aws: Ready
) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await picker_listed(pilot)
        shared = "vpce-0abc-1def.dsql-fnh4.us-east-1.vpce.amazonaws.com"
        picker.target.value = f"{aws.clusters[0].identifier}@{shared}"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: isinstance(pilot.app.screen, Workbench))


async def test_an_endpoint_that_leads_nowhere_is_said_and_nothing_is_lost(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await picker_listed(pilot)
        picker.connection = replace(picker.connection, hostaddr=None)
        picker.target.value = "a" * 26 + ".dsql.us-east-1.on.aws"
        await pilot.press("enter")
        await until(pilot, lambda: "failed to resolve host" in str(picker.said.content))
        assert picker.target.value.startswith("aaa")
