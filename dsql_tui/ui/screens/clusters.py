"""Clusters: what there is, all about each, and what can be done to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Static

from dsql_tui.aws.changes import PAUSE, perform
from dsql_tui.aws.clusters import Details, cluster, details
from dsql_tui.aws.identity import AwsError, Identity
from dsql_tui.dsql.changes import Call, Change, Step
from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import parse_target
from dsql_tui.results.text import visible
from dsql_tui.ui.screens import cluster_forms as forms
from dsql_tui.ui.screens.change import ChangeForm
from dsql_tui.ui.screens.cluster_export import ClusterExport
from dsql_tui.ui.screens.confirm import Confirm
from dsql_tui.ui.screens.dialog import Answering
from dsql_tui.ui.threads import in_thread, turned
from dsql_tui.ui.widgets.cluster_details import ClusterDetails
from dsql_tui.ui.widgets.cluster_list import ClusterList
from dsql_tui.ui.widgets.steps import Steps
from dsql_tui.ui.widgets.too_small import TooSmall


def _binding(key: str, action: str, label: str, tooltip: str, show: bool = True) -> Binding:
    name = action.partition("(")[0]
    return Binding(key, action, label, tooltip=tooltip, id=f"clusters.{name}", show=show)


class Clusters(Answering[str | None]):
    """Lists the clusters of some regions; each letter asks, shows the calls, and makes them.

    Gives back the identifier of the cluster at the cursor, if anything was changed.
    """

    AUTO_FOCUS = "ClusterTable"
    DEFAULT_CSS = """
    Clusters > #title { height: 1; padding: 0 1; background: $panel; color: $text-muted; }
    Clusters > #said { height: auto; max-height: 4; padding: 0 1; color: $text-warning; }
    Clusters > Steps { max-height: 10; background: $panel; display: none; }
    Clusters.-changing > Steps { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        _binding("c", "create", "Create", "Create a cluster, in one Region or two."),
        _binding("n", "rename", "Rename", "Change the tag Name."),
        _binding("t", "tags", "Tags", "Change the tags."),
        _binding("p", "protect", "Protect", "Turn protection from deletion on or off."),
        _binding("o", "policy", "Policy", "See and edit the cluster's policy."),
        _binding("l", "link", "Link", "Link the ends of a multi-Region cluster."),
        _binding("d", "delete", "Delete", "Delete the cluster, after its name was typed."),
        _binding("x", "export", "Export", "As a CloudFormation template or AWS CLI commands."),
        _binding("escape,q", "leave", "Back", "Leave; what AWS was told goes on there."),
        _binding("ctrl+r,r", "list", "List anew", "Ask every Region again."),
        _binding("s", "sort", "Sort", "Sort by the next column."),
        _binding("question_mark", "app.help", "Help", "Show every key.", show=False),
    ]

    def __init__(
        self,
        identity: Identity,
        regions: Sequence[str],
        chosen: str = "",
        pause: float = PAUSE,
    ) -> None:
        super().__init__()
        self.identity = identity
        self.pause = pause
        """Seconds between two looks at a status that is waited for."""
        self.list = ClusterList(tuple(dict.fromkeys(regions)), kept=False)
        self.table = self.list.table
        self.table.preferred = chosen
        self.said = Static(id="said", markup=False)
        self.about = ClusterDetails()
        self.steps = Steps()
        self.drafts: dict[str, str] = {}
        """Policies that AWS has refused, by the cluster's identifier, to be corrected."""
        self.shown: Cluster | None = None
        """The cluster that details are shown of."""

    def compose(self) -> ComposeResult:
        profile = self.identity.profile or "as boto3 finds it"
        yield Static(visible(f"Clusters · AWS profile {profile}"), id="title", markup=False)
        yield self.list
        yield self.said
        yield self.about
        yield self.steps
        yield Footer(show_command_palette=False)
        yield TooSmall()

    def on_mount(self) -> None:
        self._say("")
        self.action_list()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a cluster that waits for its peer can be linked."""
        chosen = self.table.cluster if self.is_mounted else None
        return action != "link" or bool(chosen and chosen.status == "PENDING_SETUP")

    @property
    def changing(self) -> bool:
        """Is a change under way?"""
        return any(worker.group == "change" and worker.is_running for worker in self.workers)

    def action_list(self) -> None:
        """Ask every region, side by side."""
        self.list.ask(self.identity)

    def action_sort(self) -> None:
        """Sort by the next column, and after the last as at first."""
        self.list.action_sort()

    @property
    def pending(self) -> bool:
        """Has a region yet to answer?"""
        return bool(self.list.listing.pending or self.list.outdated)

    @on(ClusterList.Moved)
    def look(self) -> None:
        """Show the cluster at the cursor: what is known at once, the rest when it is there."""
        chosen = self.table.cluster
        if chosen == self.shown:
            return
        self.shown = chosen
        self.about.show(chosen)
        self.refresh_bindings()
        if chosen:
            self.ask(chosen)

    @work(group="ask", exclusive=True)
    async def ask(self, chosen: Cluster) -> None:
        """Ask for all about a cluster."""
        if known := await self._details(chosen):
            self.about.show(known.cluster, known)

    def action_create(self) -> None:
        """Ask what the cluster is to be, and create it."""
        chosen = self.table.cluster
        first = self.list.listing.regions[0]
        self._change(forms.Create(chosen.endpoint.region if chosen else first))

    def action_rename(self) -> None:
        """Ask for another name."""
        if chosen := self._chosen():
            self._change(forms.Rename(chosen))

    def action_tags(self) -> None:
        """Ask for other tags."""
        if chosen := self._chosen():
            self._change(forms.Tags(chosen))

    def action_protect(self) -> None:
        """Ask whether protection shall change."""
        if chosen := self._chosen():
            self._change(forms.Protection(chosen))

    @work(group="form", exclusive=True)
    async def action_policy(self) -> None:
        """Ask for another policy, once the present one is known."""
        if (chosen := self._chosen()) and (known := await self._details(chosen)):
            self._change(forms.Policy(known, self.drafts.get(chosen.endpoint.identifier, "")))

    def action_link(self) -> None:
        """Ask for the other end of a cluster that is not linked yet."""
        if chosen := self._chosen():
            others = [
                other
                for other in self.list.listing.found.values()
                if other.status == "PENDING_SETUP"
                and other.endpoint.region != chosen.endpoint.region
            ]
            self._change(forms.Link(chosen, others))

    @work(group="form", exclusive=True)
    async def action_delete(self) -> None:
        """Ask for the cluster's name, once its peers are known."""
        if chosen := self._chosen():
            try:
                peers = [await self._peer(arn) for arn in chosen.peers]
            except AwsError as error:
                self._say(f"Its peer does not answer, and has to go with it. {error}")
            else:
                self._change(forms.Delete(chosen, peers))

    @work(group="form", exclusive=True)
    async def action_export(self) -> None:
        """Show the cluster as something that makes another like it."""
        if (chosen := self._chosen()) and (known := await self._details(chosen)):
            self.app.push_screen(ClusterExport(known))

    @work(group="leave", exclusive=True)
    async def action_leave(self) -> None:
        """Back to where one came from."""
        if await self.may_leave():
            chosen = self.table.cluster
            identifier = chosen.endpoint.identifier if chosen else ""
            self.dismiss(identifier if self.steps.change else None)

    async def may_leave(self) -> bool:
        """Ask, where leaving would keep calls from being made. Called from a worker."""
        if not (self.changing and self.steps.calls_left):
            return True
        question = "A change is half done, and leaving stops it there. Leave?"
        return await self.app.push_screen_wait(Confirm(question))

    def _change(self, form: ChangeForm) -> None:
        """Let the form be filled in, and do what comes of it."""
        if self.changing:
            self._say("A change is under way: wait for it, then begin another.")
            return

        def asked(change: Change | None) -> None:
            if change:
                self.make(change)

        self.app.push_screen(form, asked)

    @work(group="change", exclusive=True)
    async def make(self, change: Change) -> None:
        """Make a change in sight, step by step."""
        self._say("")
        self.steps.show(change)
        self.add_class("-changing")
        touched = {step.region for step in change.steps}
        try:
            async for progress in turned(perform(self.identity, change, self.pause)):
                self.steps.advance(progress)
                if progress.done:
                    self._done(change.steps[progress.step], progress.words)
        except AwsError as error:
            self.steps.fail(str(error))
            self.drafts.update(_policies(change))
        else:
            for identifier in _policies(change):
                self.drafts.pop(identifier, None)
        for region in touched:
            self.list.ask_again(self.identity, region)
        self.shown = None  # its policy, say, is no part of what the list tells
        self.look()

    def _done(self, step: Step, words: str) -> None:
        """Show what came of a step, with the cursor on a cluster that it made."""
        if isinstance(step, Call) and step.operation == "CreateCluster":
            self.table.preferred = words
        self.list.ask_again(self.identity, step.region)

    def _chosen(self) -> Cluster | None:
        if self.table.cluster is None:
            self._say("There is no cluster at the cursor.")
        return self.table.cluster

    async def _details(self, chosen: Cluster) -> Details | None:
        try:
            return await in_thread(lambda: details(self.identity, chosen.endpoint))
        except AwsError as error:
            self._say(f"{chosen.title}: {error}")
            return None

    async def _peer(self, arn: str) -> Cluster:
        return await in_thread(lambda: cluster(self.identity, parse_target(arn)))

    def _say(self, text: str) -> None:
        self.said.update("\n".join(map(visible, text.splitlines())))
        self.said.display = bool(text)


def _policies(change: Change) -> dict[str, str]:
    """The policies that it puts, by the identifier of the cluster that each is for."""
    calls = (step for step in change.steps if isinstance(step, Call))
    return {
        call.parameters["identifier"]: call.parameters["policy"]
        for call in calls
        if call.operation == "PutClusterPolicy"
    }
