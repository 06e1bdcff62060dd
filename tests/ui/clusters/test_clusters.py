"""Managing clusters on screen, over the sandbox's control plane."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
import yaml
from textual.pilot import Pilot
from textual.widgets import TextArea

from dsql_tui.aws.clusters import list_clusters
from dsql_tui.aws.identity import Identity
from dsql_tui.dsql.changes import Call, Change, Wait
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.clusters.change_form import ChangeForm
from dsql_tui.ui.clusters.clusters import Clusters
from dsql_tui.ui.clusters.export import TextExport
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.dialogs.menu import Menu
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.workbench import Workbench
from tests.access import build_profile
from tests.ui.driving import open_workbench, wait_for_picker, wait_for_screen, wait_until

POLICY = json.dumps({"Version": "2012-10-17", "Statement": []})
REGIONS = ("ap-northeast-1", "ap-northeast-2")


@asynccontextmanager
async def managing(
    fast: Ready, regions: tuple[str, ...] = REGIONS, chosen: str = ""
) -> AsyncIterator[tuple[Pilot[None], Clusters]]:
    """Open the screen, and wait until its regions are listed."""
    start = Start(build_profile(fast), ("ap-northeast-3",))
    async with DsqlTui(start).run_test(size=(110, 40)) as pilot:
        await wait_for_picker(pilot)
        screen = Clusters(Identity(), regions, chosen, poll_interval=0.02)
        await pilot.app.push_screen(screen)
        await wait_until(pilot, lambda: not screen.pending and screen.is_current)
        yield pilot, screen


async def form(pilot: Pilot[None], key: str) -> ChangeForm:
    """Ask for a form by its letter."""
    await pilot.press(key)
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ChangeForm))
    asked = pilot.app.screen
    assert isinstance(asked, ChangeForm)
    await wait_until(pilot, lambda: bool(asked.query("#problem")))
    return asked


def fill(asked: ChangeForm, **fields: str) -> None:
    for name, value in fields.items():
        asked.query_one(f"#{name}").value = value  # type: ignore[attr-defined]


async def apply_form(pilot: Pilot[None], screen: Clusters, key: str = "ctrl+j") -> None:
    """Do what the form says, and wait for the end of it."""
    await pilot.press(key)
    await wait_until(pilot, lambda: pilot.app.screen is screen)
    await pilot.pause()
    await wait_until(pilot, lambda: not screen.changing and not screen.pending)


def read_steps(screen: Clusters | ChangeForm) -> str:
    return str(screen.steps.content)


def list_statuses(region: str, name: str) -> list[str]:
    return [one.status for one in list_clusters(Identity(), region) if one.name == name]


async def test_a_cluster_is_created_changed_and_deleted(fast_aws: Ready) -> None:
    async with managing(fast_aws) as (pilot, screen):
        asked = await form(pilot, "c")
        assert "deletionProtectionEnabled true" in read_steps(asked)
        fill(asked, name="shelf", region="ap-northeast-1")
        await pilot.pause()
        assert "CreateCluster in ap-northeast-1" in read_steps(asked)
        assert "IAM: dsql:CreateCluster" in read_steps(asked)
        asked.query_one("#name").focus()
        await pilot.press("enter")
        assert asked.is_current
        assert asked.focused is asked.query_one("#region")
        await pilot.press("ctrl+o")
        assert "aws dsql create-cluster --region ap-northeast-1" in read_steps(asked)
        await apply_form(pilot, screen)
        assert "✓ wait until it accepts sessions" in read_steps(screen)
        assert [line.name for line in screen.table.lines] == ["shelf"]

        asked = await form(pilot, "d")
        assert "protected from deletion" in str(asked.problem.content)
        await pilot.press("ctrl+j", "escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        asked = await form(pilot, "p")
        assert "Turn off deletion protection of shelf" in read_steps(asked)
        assert ", deletionProtectionEnabled false" in read_steps(asked)
        await apply_form(pilot, screen)

        asked = await form(pilot, "m")
        assert "Turn on statement statistics of shelf" in read_steps(asked)
        await pilot.press("ctrl+o")
        assert '--metric-groups \'{"metricGroup":"STATEMENT_STATISTICS"}\'' in read_steps(asked)
        await apply_form(pilot, screen)
        await wait_until(pilot, lambda: "Statistics  on" in str(screen.details.text.content))

        fill(await form(pilot, "n"), name="rack")
        await apply_form(pilot, screen, "enter")
        assert list_statuses("ap-northeast-1", "rack") == ["ACTIVE"]
        await wait_until(pilot, lambda: "rack" in str(screen.details.text.content))

        asked = await form(pilot, "t")
        asked.query_one("#tags").text = "Name=rack\nteam=a"  # type: ignore[attr-defined]
        await apply_form(pilot, screen)
        cluster = screen.table.lines[0].cluster
        assert cluster is not None
        assert cluster.tags == {"Name": "rack", "team": "a"}

        asked = await form(pilot, "d")
        fill(asked, typed="shelf")
        await pilot.pause()
        assert "Type the name, rack" in str(asked.problem.content)
        fill(asked, typed="rack")
        await apply_form(pilot, screen)
        assert screen.table.lines == ()


async def test_two_linked_regions_are_shown_and_deleted_together(fast_aws: Ready) -> None:
    async with managing(fast_aws) as (pilot, screen):
        asked = await form(pilot, "c")
        fill(asked, name="pair", region="ap-northeast-1", peer="ap-northeast-2")
        await pilot.pause()
        assert "needs a witness" in str(asked.problem.content)
        assert "ap-northeast-3" in str(asked.query_one("#witness").border_subtitle)
        fill(asked, witness="ap-northeast-3")
        asked.query_one("#protected").value = False  # type: ignore[attr-defined]
        await apply_form(pilot, screen)
        assert read_steps(screen).count("✓") == 5
        assert list_statuses("ap-northeast-2", "pair") == ["ACTIVE"]
        await wait_until(pilot, lambda: " · ACTIVE" in str(screen.details.text.content))
        await form(pilot, "d")
        fill(pilot.app.screen, typed="pair")  # type: ignore[arg-type]
        await apply_form(pilot, screen)
        assert (
            list_statuses("ap-northeast-1", "pair") == list_statuses("ap-northeast-2", "pair") == []
        )


async def test_a_policy_is_edited_as_json(fast_aws: Ready) -> None:
    regions = ("us-east-1",)
    shop = fast_aws.clusters[0].identifier
    async with managing(fast_aws, regions, shop) as (pilot, screen):
        asked = await form(pilot, "o")
        assert "has no policy. Type or paste one" in str(asked.problem.content)
        asked.query_one("#policy").text = "{"  # type: ignore[attr-defined]
        await pilot.pause()
        assert "not JSON" in str(asked.problem.content)
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("n")
        await wait_until(pilot, lambda: pilot.app.screen is asked)
        asked.query_one("#policy").text = '{"Version": "2012-10-17"}'  # type: ignore[attr-defined]
        await apply_form(pilot, screen)
        assert "✗ PutClusterPolicy" in read_steps(screen)
        assert "Statement is missing" in read_steps(screen)
        asked = await form(pilot, "o")
        assert "2012-10-17" in asked.text("policy")


REFUSED: tuple[tuple[str, dict[str, str], str], ...] = (
    ("c", {"name": "mine"}, "CreateCluster"),
    ("n", {"name": "mine"}, "TagResource"),
    ("t", {"tags": "Name=mine"}, "TagResource"),
    ("p", {}, "UpdateCluster"),
    ("m", {}, "UpdateCluster"),
    ("o", {"policy": POLICY}, "PutClusterPolicy"),
    ("d", {"typed": "archive"}, "DeleteCluster"),
)
"""The key of each change, its fields, and the action that AWS refuses."""


async def test_every_change_that_is_not_allowed_has_the_code_and_words_of_aws(
    fast_aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in fast_aws.identities["reader"].items():
        monkeypatch.setenv(name, value)
    async with managing(fast_aws, ("eu-central-1",)) as (pilot, screen):
        for key, fields, action in REFUSED:
            asked = await form(pilot, key)
            for name, text in fields.items():
                widget = asked.query_one(f"#{name}")
                setattr(widget, "text" if isinstance(widget, TextArea) else "value", text)
            await pilot.pause()
            await apply_form(pilot, screen)
            steps = read_steps(screen)
            assert "AccessDeniedException: " in steps
            assert f"is not authorized to perform: dsql:{action}" in steps


async def test_a_cluster_is_exported_as_template_and_as_commands(
    fast_aws: Ready, tmp_path: Path
) -> None:
    ledger = next(c for c in fast_aws.clusters if c.name == "ledger" and c.region == "us-east-1")
    async with managing(fast_aws, ("us-east-1",), ledger.identifier) as (pilot, _):
        await pilot.press("x")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, TextExport))
        export = pilot.app.screen
        assert isinstance(export, TextExport)
        await wait_until(pilot, lambda: export.path.value == "ledger.yaml")
        file = tmp_path / "ledger.yaml"
        export.path.value = str(file)
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "Saved" in str(export.message.content))
        assert yaml.safe_load(file.read_text())["Parameters"]["WitnessRegion"]
        file.write_text("old")
        file.chmod(0o640)
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "already exists" in str(export.message.content))
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: "Saved" in str(export.message.content))
        assert (file.read_text() != "old", file.stat().st_mode & 0o777) == (True, 0o640)
        await pilot.press("ctrl+o")
        assert "aws dsql create-cluster" in export.text.text
        assert export.path.value == "ledger.sh"
        await pilot.press("ctrl+y")
        await wait_until(pilot, lambda: "Copied" in str(export.message.content))
        export.path.value = "/proc/nowhere/x"
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("y")
        await wait_until(pilot, lambda: "could not be written" in str(export.message.content))
        await pilot.press("ctrl+o")
        assert 'resource "aws_dsql_cluster_peering" "peer"' in export.text.text
        assert export.path.value == "ledger.tf"


async def test_regions_that_do_not_answer_say_why(fast_aws: Ready) -> None:
    async with managing(fast_aws, ("us-east-1", "no_region")) as (pilot, screen):
        assert "no_region" in str(screen.list.problems.content)
        await pilot.press("s")
        names = [line.cells()[0] for line in screen.table.lines]
        assert names == sorted(names)
        assert "shop" in names


async def test_it_is_reached_from_the_picker_and_from_the_menu(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(110, 40)) as pilot:
        await wait_for_picker(pilot)
        await pilot.press("ctrl+g")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Clusters))
        await pilot.press("escape")
        screen = await open_workbench(pilot)
        await pilot.press("ctrl+o")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Menu))
        await pilot.press("M")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Clusters))
        managing = pilot.app.screen
        assert isinstance(managing, Clusters)
        await wait_until(pilot, lambda: managing.table.chosen is not None and not managing.pending)
        assert managing.table.chosen.endpoint == screen.access.endpoint  # type: ignore[union-attr]


async def test_one_end_alone_is_made_and_deleted(fast_aws: Ready) -> None:
    async with managing(fast_aws) as (pilot, screen):
        asked = await form(pilot, "c")
        fill(asked, name="half", region="ap-northeast-1", witness="ap-northeast-3")
        asked.query_one("#protected").value = False  # type: ignore[attr-defined]
        await pilot.pause()
        assert "to be linked with a peer" in read_steps(asked)
        await apply_form(pilot, screen)
        assert list_statuses("ap-northeast-1", "half") == ["PENDING_SETUP"]
        await wait_until(pilot, lambda: screen.table.chosen is not None)
        await form(pilot, "d")
        fill(pilot.app.screen, typed="half")  # type: ignore[arg-type]
        await apply_form(pilot, screen)
        assert list_statuses("ap-northeast-1", "half") == []


async def test_a_change_that_is_half_done_is_not_left_by_mistake(fast_aws: Ready) -> None:
    staging = next(offer for offer in fast_aws.clusters if offer.name == "staging")
    forever = Wait("us-east-1", staging.identifier)
    never = Call("DeleteCluster", "us-east-1", {"identifier": staging.identifier})
    async with managing(fast_aws, ("us-east-1",)) as (pilot, screen):
        screen.make(Change("Wait for what does not come", (forever, never)))
        await wait_until(pilot, lambda: "CREATING" in read_steps(screen))
        for answer, left in (("n", False), ("y", True)):
            await pilot.press("escape")
            await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
            await pilot.press(answer)
            await wait_until(pilot, lambda: not isinstance(pilot.app.screen, ConfirmDialog))
            assert screen.is_current is not left


async def test_what_was_changed_is_chosen_when_the_picker_is_back(fast_aws: Ready) -> None:
    start = Start(connection=build_profile(fast_aws), regions=("eu-west-3",))
    async with DsqlTui(start).run_test(size=(110, 40)) as pilot:
        picker = await wait_for_picker(pilot)
        await pilot.press("ctrl+g")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, Clusters))
        screen = pilot.app.screen
        assert isinstance(screen, Clusters)
        screen.poll_interval = 0.02
        await wait_until(pilot, lambda: screen.is_mounted and not screen.pending)
        fill(await form(pilot, "c"), name="fresh", region="eu-west-3")
        await apply_form(pilot, screen)
        await pilot.press("escape")
        await wait_until(
            pilot,
            lambda: (
                picker.list is not None
                and picker.list.chosen is not None
                and picker.list.chosen.name == "fresh"
            ),
        )


async def test_endpoint_and_arn_are_copied_and_policies_exported(
    fast_aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = fast_aws.clusters[0]
    copied: list[str] = []
    async with managing(fast_aws, ("us-east-1",), shop.identifier) as (pilot, screen):
        monkeypatch.setattr(pilot.app, "copy_to_clipboard", copied.append)
        cluster = screen.table.cluster
        assert cluster is not None
        for key, text in (("y", cluster.endpoint.host), ("a", cluster.arn)):
            await pilot.press(key)
            await wait_until(pilot, partial(lambda text: copied[-1:] == [text], text))
        await pilot.press("i")
        policy = await wait_for_screen(pilot, TextExport)
        await wait_until(pilot, lambda: policy.path.value == "shop-admin-policy.json")
        first, last = json.loads(policy.render_text())["Statement"]
        assert first["Resource"] == cluster.arn
        assert "dsql:DbConnectAdmin" in first["Action"]
        assert (last["Resource"], last["Action"]) == ("*", ["dsql:ListClusters"])
        await pilot.press("ctrl+o")
        assert '"dsql:DbConnect",' in policy.text.text
        assert policy.path.value == "shop-policy.json"


async def test_enter_connects_to_the_cluster_from_the_picker(start: Start) -> None:
    async with DsqlTui(start).run_test(size=(110, 40)) as pilot:
        await wait_for_picker(pilot)
        await pilot.press("ctrl+g")
        screen = await wait_for_screen(pilot, Clusters)
        await wait_until(pilot, lambda: screen.is_mounted and not screen.pending)
        assert screen.table.go_to(next(x.key for x in screen.table.lines if x.name == "staging"))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "accepts no sessions" in str(screen.message.content))
        screen.table.go_to(next(x.key for x in screen.table.lines if x.name == "archive"))
        await pilot.press("enter")
        bench = await wait_for_screen(pilot, Workbench)
        assert bench.workspace.title == "archive"
