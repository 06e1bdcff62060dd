"""The cluster manager: lists clusters with their details, and changes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Static

from dsql_tui.aws.changes import POLL_INTERVAL, perform
from dsql_tui.aws.clusters import Details, get_details
from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.identity import Identity
from dsql_tui.dsql.changes import Call, Change, Step
from dsql_tui.dsql.cluster import CONNECTABLE, Cluster
from dsql_tui.execution.threads import in_thread, iterate_in_thread
from dsql_tui.results.text import make_visible
from dsql_tui.ui.clusters import forms
from dsql_tui.ui.clusters.change_form import ChangeForm
from dsql_tui.ui.clusters.change_forms import find_policies, load_form
from dsql_tui.ui.clusters.cluster_keys import KEYS
from dsql_tui.ui.clusters.cluster_list import ClusterList
from dsql_tui.ui.clusters.details import ClusterDetails
from dsql_tui.ui.clusters.export import export_cluster, export_policies
from dsql_tui.ui.clusters.steps import Steps
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.dialogs.dialog import Answering
from dsql_tui.ui.key_bar import KeyBar
from dsql_tui.ui.terminal.clipboard import copy_text
from dsql_tui.ui.too_small import TooSmall

_LEAVE = "A change is not finished, and leaving stops it. Leave?"


class ManagerResult(NamedTuple):
    """The result of the cluster manager."""

    changed: str | None
    """The identifier of the cluster at the cursor if anything was changed."""
    target: Cluster | None = None
    """The cluster to connect to."""


class Clusters(Answering[ManagerResult]):
    """Lists the clusters of some regions; each key opens a form, shows the calls and makes them."""

    AUTO_FOCUS = "ClusterTable"
    DEFAULT_CSS = """
    Clusters > #title { height: 1; padding: 0 1; background: $panel; color: $text-muted; }
    Clusters > #message { height: auto; max-height: 4; padding: 0 1; color: $text-warning; }
    Clusters > Steps { max-height: 10; background: $panel; display: none; }
    Clusters.-changing > Steps { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(
        self,
        identity: Identity,
        regions: Sequence[str],
        chosen: str = "",
        poll_interval: float = POLL_INTERVAL,
    ) -> None:
        """Create the screen.

        Args:
            identity: The identity that AWS is asked with.
            regions: The regions to list.
            chosen: The identifier of the cluster to choose first.
            poll_interval: Seconds between two status checks during a change.
        """
        super().__init__()
        self.identity = identity
        self.poll_interval = poll_interval
        self.list = ClusterList(tuple(dict.fromkeys(regions)), cached=False)
        self.table = self.list.table
        self.table.preferred = chosen
        self.message = Static(id="message", markup=False)
        self.details = ClusterDetails()
        self.steps = Steps()
        self.drafts: dict[str, str] = {}
        """Policies that AWS rejected, by the cluster's identifier, to be corrected."""
        self.shown: Cluster | None = None
        """The cluster whose details are shown."""

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        profile = self.identity.profile
        name = f"AWS profile {profile}" if profile else "default AWS credentials"
        title = f"Clusters · {name} · Enter connects · ? shows all keys"
        yield Static(make_visible(title), id="title", markup=False)
        yield self.list
        yield self.message
        yield self.details
        yield self.steps
        yield KeyBar(palette=False)
        yield TooSmall()

    def on_mount(self) -> None:
        """List the clusters."""
        self._say("")
        self.action_list()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to link only a cluster that waits for its peer."""
        chosen = self.table.cluster if self.is_mounted else None
        linking = action == "form" and parameters == ("link",)
        return not linking or bool(chosen and chosen.status == "PENDING_SETUP")

    @property
    def changing(self) -> bool:
        """True while a change is being made."""
        return any(worker.group == "change" and worker.is_running for worker in self.workers)

    @property
    def pending(self) -> bool:
        """True while a region has not answered."""
        return bool(self.list.listing.pending or self.list.outdated)

    def action_list(self) -> None:
        """List the clusters of every region."""
        self.list.ask(self.identity)

    def action_sort(self) -> None:
        """Sort by the next column, and after the last one by region."""
        self.list.action_sort()

    @on(ClusterList.Moved)
    def show_details(self) -> None:
        """Show the cluster at the cursor, and load the details that the list does not have."""
        chosen = self.table.cluster
        if chosen == self.shown:
            return
        self.shown = chosen
        self.details.show(chosen)
        self.refresh_bindings()
        if chosen:
            self.load_details(chosen)

    @work(group="details", exclusive=True)
    async def load_details(self, chosen: Cluster) -> None:
        """Load and show all details of a cluster."""
        if known := await self._get_details(chosen):
            self.details.show(known.cluster, known)

    def action_create(self) -> None:
        """Create a cluster."""
        chosen = self.table.cluster
        first = self.list.listing.regions[0]
        self._open_form(forms.Create(chosen.endpoint.region if chosen else first))

    @work(group="form", exclusive=True)
    async def action_form(self, name: str) -> None:
        """Open the form of a change of the cluster, once what it shows is loaded."""
        if chosen := self._chosen():
            found = self.list.listing.found.values()
            try:
                form = await load_form(name, self.identity, chosen, found, self.drafts)
            except AwsError as error:
                self._say(f"{chosen.title}: {error}")
            else:
                self._open_form(form)

    @work(group="form", exclusive=True)
    async def action_export(self) -> None:
        """Export the cluster as a template or as commands."""
        if (chosen := self._chosen()) and (known := await self._get_details(chosen)):
            self.app.push_screen(export_cluster(known))

    def action_iam(self) -> None:
        """Show IAM policies for identities that connect to the cluster."""
        if chosen := self._chosen():
            self.app.push_screen(export_policies(chosen))

    @work(group="copy", exclusive=True)
    async def action_copy(self, name: str) -> None:
        """Copy the `endpoint` or the `ARN` of the cluster."""
        if chosen := self._chosen():
            text = chosen.arn if name == "ARN" else chosen.endpoint.host
            try:
                way = await copy_text(self.app, text.encode())
            except OSError as error:
                self._say(f"The {name} was not copied: {error.strerror or error}.")
            else:
                words = f"The {name} of {chosen.title} was copied {way}."
                self.notify(make_visible(words), markup=False)

    @on(DataTable.RowSelected)
    @work(group="leave", exclusive=True)
    async def action_connect(self) -> None:
        """Go back and connect to the cluster."""
        if chosen := self._chosen():
            if chosen.status and chosen.status not in CONNECTABLE:
                self._say(f"{chosen.title} is {chosen.status} and accepts no sessions.")
            elif await self.may_leave():
                self.dismiss(ManagerResult(self._changed, chosen))

    @work(group="leave", exclusive=True)
    async def action_leave(self) -> None:
        """Go back."""
        if await self.may_leave():
            self.dismiss(ManagerResult(self._changed))

    @property
    def _changed(self) -> str | None:
        """The identifier of the cluster at the cursor if anything was changed."""
        if self.steps.change is None:
            return None
        return self.table.cluster.endpoint.identifier if self.table.cluster else ""

    async def may_leave(self) -> bool:
        """Ask before a change is left half done; called in a worker."""
        if not (self.changing and self.steps.calls_left):
            return True
        return await self.app.push_screen_wait(ConfirmDialog(_LEAVE))

    def _open_form(self, form: ChangeForm) -> None:
        """Open a form, and make the change that it returns."""
        if self.changing:
            self._say("A change is being made. Wait until it is finished.")
            return

        def make(change: Change | None) -> None:
            if change:
                self.make(change)

        self.app.push_screen(form, make)

    @work(group="change", exclusive=True)
    async def make(self, change: Change) -> None:
        """Make a change and show the progress of its steps."""
        self._say("")
        self.steps.show(change)
        self.add_class("-changing")
        try:
            async for progress in iterate_in_thread(
                perform(self.identity, change, self.poll_interval)
            ):
                self.steps.advance(progress)
                if progress.done:
                    self._update_list(change.steps[progress.step], progress.words)
        except AwsError as error:
            self.steps.fail(str(error))
            self.drafts.update(find_policies(change))
        else:
            for identifier in find_policies(change):
                self.drafts.pop(identifier, None)
        for region in {step.region for step in change.steps}:
            self.list.ask_again(self.identity, region)
        self.shown = None  # a policy, for example, is not part of the list
        self.show_details()

    def _update_list(self, step: Step, result: str) -> None:
        """List the region of a step again, with the cursor on a new cluster."""
        if isinstance(step, Call) and step.operation == "CreateCluster":
            self.table.preferred = result
        self.list.ask_again(self.identity, step.region)

    def _chosen(self) -> Cluster | None:
        if self.table.cluster is None:
            self._say("Move the cursor to a cluster first.")
        return self.table.cluster

    async def _get_details(self, chosen: Cluster) -> Details | None:
        try:
            return await in_thread(lambda: get_details(self.identity, chosen.endpoint))
        except AwsError as error:
            self._say(f"{chosen.title}: {error}")
            return None

    def _say(self, text: str) -> None:
        self.message.update("\n".join(map(make_visible, text.splitlines())))
        self.message.display = bool(text)
