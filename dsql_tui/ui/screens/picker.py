"""The way in: which cluster, by which identity, as which database role."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import DataTable, Footer, Input

from dsql_tui.dsql.profile import Profile
from dsql_tui.store.listed import read_listed
from dsql_tui.store.roles import read_roles
from dsql_tui.ui.leads import LEADS, welcome
from dsql_tui.ui.screens.menu import Entry, Offer, open_menu
from dsql_tui.ui.start import Start
from dsql_tui.ui.threads import in_thread
from dsql_tui.ui.wanted import typed, wanted
from dsql_tui.ui.widgets.identity_line import IdentityLine
from dsql_tui.ui.widgets.role_field import RoleField
from dsql_tui.ui.widgets.said import Said
from dsql_tui.ui.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from dsql_tui.aws.identity import Identity
    from dsql_tui.ui.widgets.cluster_list import ClusterList


class Picker(Screen[None]):
    """Lists clusters as they arrive, and opens a session on the one that is chosen."""

    AUTO_FOCUS = "#target"
    DEFAULT_CSS = """
    Picker > #fields { height: 3; }
    Picker #target { width: 2fr; border: round $foreground 40%; background: $background; }
    Picker #target:focus { border: round $primary; }
    Picker #role { width: 1fr; }
    """
    MENU: ClassVar[tuple[Entry, ...]] = (
        Entry("y", "peer of this cluster", "peer", "cluster"),
        Entry("u", "list anew", "list", "go to"),
        *(lead.entry for lead in LEADS),
        Entry("?", "help", "app.help", "program"),
        Entry("q", "quit", "app.leave", "program"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "connect", "Connect", tooltip="Open a session.", id="picker.connect"),
        Binding("up", "move(-1)", "Up", show=False, id="picker.up"),
        Binding("down", "move(1)", "Down", show=False, id="picker.down"),
        Binding(
            "ctrl+o",
            "menu",
            "Menu",
            tooltip="Choose by letter.",
            id="picker.menu",
            priority=True,
        ),
        Binding(
            "ctrl+r", "list", "List anew", tooltip="Ask every region again.", id="picker.refresh"
        ),
        Binding("ctrl+l", "role", "Role", tooltip="Choose a database role.", id="picker.role"),
        Binding(
            "ctrl+y",
            "peer",
            "Peer",
            tooltip="Go to the same cluster in another region.",
            id="picker.peer",
            show=False,
        ),
        Binding(
            "ctrl+g",
            "lead('M')",
            "Manage",
            tooltip="Create, change and delete clusters.",
            id="picker.manage",
        ),
        Binding("escape", "stay", "Stop", tooltip="Stop waiting.", id="picker.stop", show=False),
    ]

    def __init__(self, start: Start) -> None:
        super().__init__()
        self.start = start
        self.only_region = start.regions[0] if len(start.regions) == 1 else None
        """That of an identifier which is typed without one."""
        self.connection: Profile = start.connection
        """What holds of any cluster that is not a saved profile."""
        self.identity_line = IdentityLine(start.connection.aws_profile, bool(start.sandbox))
        self.target = Input(placeholder="filter, or an identifier, ARN or endpoint", id="target")
        self.role = RoleField(self.connection.role)
        self.said = Said()
        self.list: ClusterList | None = None
        """`None` until the first frame is drawn."""
        self.welcomed = False

    @property
    def identity(self) -> Identity | None:
        """By whom AWS is asked; `None` until boto3 is there."""
        return self.identity_line.identity

    @property
    def pending(self) -> set[str]:
        """Regions that have yet to answer."""
        return self.list.listing.pending if self.list is not None else set()

    def compose(self) -> ComposeResult:
        yield self.identity_line
        with Horizontal(id="fields"):
            yield self.target
            yield self.role
        yield self.said
        yield TooSmall()

    def on_mount(self) -> None:
        self.target.border_title = "Cluster"
        self.target.border_subtitle = "↑ ↓ choose · Enter connects"
        self.call_after_refresh(self.begin)

    @work(group="begin")
    async def begin(self) -> None:
        """What would have held up the first frame: costly widgets, files, the sandbox, boto3."""
        # Lazily, because the first frame does without them.
        from dsql_tui.ui.demo import entered_sandbox
        from dsql_tui.ui.widgets.cluster_list import ClusterList

        self.list = ClusterList(self.start.regions, kept=self.start.sandbox is None)
        await self.mount(self.list, before="#said")
        await self.recall()
        await self.mount(Footer())
        self.refresh_bindings()
        if self.start.sandbox and not await entered_sandbox(self, self.start.sandbox):
            return
        self.identity_line.begin(self.connection.aws_profile)
        if self.connection.target:
            self.connect(self.connection, self.connection.name)
        else:
            self.say("")
            self.action_list()

    async def recall(self) -> None:
        """Show what is kept on this computer: profiles, roles, and the clusters of last time."""
        # Lazily, because tomlkit loads only after the first frame.
        from dsql_tui.store.profiles import read_profiles

        assert self.list is not None
        known = self.role.known = await in_thread(read_roles)
        if self.start.sandbox is None:
            profiles = await in_thread(read_profiles)
            self.list.offer(profiles.all, (*self.start.problems, *profiles.problems))
            aws_profile = self.connection.aws_profile
            listed = await in_thread(lambda: read_listed(aws_profile))
            if aws_profile == self.connection.aws_profile:  # it may have been switched meanwhile
                self.list.remember(listed)
        if known and not self.list.table.preferred and self.identity is None:
            self.list.table.preferred = next(iter(known)).partition(".")[0]
        self.list.redraw()

    def on_screen_resume(self) -> None:
        """Back from the workbench, or from elsewhere, where something may have been saved."""
        if self.identity is not None:
            self.run_worker(self.recall(), group="recall", exclusive=True)

    def action_list(self) -> None:
        """Ask every region, side by side, with credentials that are looked up anew."""
        if self.identity is not None and self.list is not None and not self.pending:
            self.list.ask(self.identity_line.begin(self.connection.aws_profile))

    @on(IdentityLine.Changed)
    async def ask_anew(self) -> None:
        """Others may see other clusters."""
        assert self.list is not None
        if self.connection.aws_profile != self.identity_line.aws_profile:
            aws_profile = self.identity_line.aws_profile
            self.connection = replace(self.connection, aws_profile=aws_profile)
            self.list.forget()
            await self.recall()
        self.action_list()

    def action_move(self, rows: int) -> None:
        """Move the list's cursor from within a field."""
        if self.list is not None:
            self.list.table.step(rows)

    @on(Input.Submitted)
    @on(DataTable.RowSelected)
    def action_connect(self) -> None:
        """Open a session on what is typed, if that names a cluster, else on the chosen line."""
        if self.identity is None:
            return
        try:
            self.connect(*self.wanted())
        except ValueError as error:
            self.say(str(error), refused=True)

    @work(group="connect", exclusive=True)
    async def connect(self, profile: Profile, title: str) -> None:
        """Open a session and go to the workbench with it, or say why not."""
        # Lazily, because boto3, psycopg and Pygments load only after the first frame.
        from dsql_tui.opening import Access
        from dsql_tui.ui.entrance import as_far_as_it_can_be_checked, entered
        from dsql_tui.ui.screens.workbench import Workbench

        try:
            if not (trusted := await as_far_as_it_can_be_checked(self.app, profile)):
                return
            access = Access.by(trusted, self.identity_line.of(trusted.aws_profile))
        except ValueError as error:
            self.say(str(error), refused=True)
            return
        title = title or access.endpoint.identifier
        self.say(f"Opening a session on {title} as {access.role}.")
        session = await entered(access, lambda words: self.say(f"{words} Escape stops."))
        if isinstance(session, str):
            self.say(session, refused=True)
            return
        self.say("")
        self.app.push_screen(Workbench(access, session, title, self.start))

    def action_stay(self) -> None:
        """Stop waiting for a session; one that still comes is closed."""
        if self.workers.cancel_group(self, "connect"):
            self.say("Stopped.")

    def action_menu(self) -> None:
        """Ask for a letter, and do what it stands for."""
        open_menu(self, self.offers())

    def offers(self) -> list[Offer]:
        """What can be done here, and by whom."""
        nodes = (self, self.identity_line, self.role, self.list)
        return [Offer(entry, node) for node in nodes if node is not None for entry in node.MENU]

    def action_role(self) -> None:
        """Choose among the roles that are known here."""
        self.role.action_choose()

    def action_lead(self, letter: str) -> None:
        """Go to another screen."""
        lead = next(lead for lead in LEADS if lead.letter == letter)
        self.run_worker(lead.go(self), group="menu", exclusive=True)

    def action_peer(self) -> None:
        """Go to the same cluster in another region, or ask for it where that is not listed."""
        cluster = self.list.table.cluster if self.list is not None else None
        if self.list is None or cluster is None or not cluster.peers:
            self.say("The cluster at the cursor has no peer.")
        elif not self.list.table.go_to(cluster.peers[0]):
            self.target.value = cluster.peers[0]

    def say(self, text: str, refused: bool = False) -> None:
        """Put `text` below the table, in place of what stood there."""
        self.said.say(text, refused)

    @on(Input.Changed, "#target")
    def filter(self) -> None:
        """Show what matches what is typed."""
        if self.list is not None:
            self.list.filter(self.target.value)

    def on_cluster_list_moved(self) -> None:
        """The line at the cursor is another."""
        self.offer_roles()

    def on_cluster_list_answered(self) -> None:
        """The first rows are there, and there is time to ask who we are."""
        assert self.list is not None
        if self.list.without_credentials:
            if not self.welcomed and not self.list.listing.lines(""):
                self.welcomed = True
                self.run_worker(welcome(self), group="welcome", exclusive=True)
        else:
            self.identity_line.ask(self.start.regions[0])

    @on(IdentityLine.Known)
    def offer_roles(self) -> None:
        """Offer the roles that are known of the cluster that is meant."""
        line = self.list.chosen if self.list is not None else None
        endpoint = typed(self.target.value, self.only_region)
        own = line.profile.role if line and line.profile and not endpoint else None
        endpoint = endpoint or (line.endpoint if line else None)
        self.role.offer(endpoint, self.identity_line.arn, own)

    def wanted(self) -> tuple[Profile, str]:
        """What Enter would connect to, and its title.

        Raises:
            ValueError: nothing; with a sentence for the user.
        """
        line = self.list.chosen if self.list is not None else None
        return wanted(self.target.value, self.only_region, line, self.connection, self.role.role)
