"""The picker, over the sandbox's control plane and gateway."""

from __future__ import annotations

from dataclasses import replace

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.screens.picker import Picker
from dsql_tui.ui.screens.workbench import Workbench
from dsql_tui.ui.start import Start
from tests.ui.driving import picker_listed, until


def names(picker: Picker) -> list[str]:
    assert picker.table is not None
    return [str(picker.table.get_row_at(row)[0]) for row in range(picker.table.row_count)]


async def test_clusters_of_every_region_are_listed_the_sample_shop_first(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await picker_listed(pilot)
        assert names(picker)[0] == "shop"
        assert len(names(picker)) == 5
        regions = {cluster.endpoint.region for cluster in picker.found.values()}
        assert {"us-east-1", "us-east-2"} <= regions
        statuses = {cluster.status for cluster in picker.found.values()}
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
        host = next(c.endpoint.host for c in picker.found.values() if c.name == "shop")
        picker.target.value = host
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Workbench))


async def test_a_target_on_the_command_line_connects_at_once(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await picker_listed(pilot)
        host = next(c.endpoint.host for c in picker.found.values() if c.name == "shop")
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
        assert "no_region" in str(picker.problems.content)


async def test_what_names_no_cluster_is_told_so(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(120, 40)) as pilot:
        picker = await picker_listed(pilot)
        picker.target.value = "xyzzy"
        await pilot.press("enter")
        await until(pilot, lambda: "names no cluster" in str(picker.said.content))
