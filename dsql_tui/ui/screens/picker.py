"""The way in: which cluster, by which identity, as which database role."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import DataTable, Footer, Input, Static

from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.profile import Profile
from dsql_tui.dsql.regions import checked_region
from dsql_tui.dsql.role import KnownRoles, RoleOffer, offered
from dsql_tui.results.text import visible
from dsql_tui.store.listed import read_listed
from dsql_tui.store.roles import read_roles
from dsql_tui.ui.screens.menu import Entry, Menu, Offer
from dsql_tui.ui.start import Start
from dsql_tui.ui.threads import in_thread
from dsql_tui.ui.wanted import typed, wanted
from dsql_tui.ui.widgets.identity_line import IdentityLine
from dsql_tui.ui.widgets.role_field import RoleField
from dsql_tui.ui.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from dsql_tui.aws.caller import Caller
    from dsql_tui.aws.identity import Identity
    from dsql_tui.sandbox.ready import Ready
    from dsql_tui.ui.widgets.cluster_list import ClusterList

_CLOCK = 10.0
"""Seconds between two looks at how long credentials last."""

_UNCHECKED = (
    "This name of PrivateLink leads to every cluster of the region, and the certificate there is\n"
    "for another name: it cannot be checked in full. Connect all the same (sslmode require)?"
)


class Picker(Screen[None]):
    """Lists clusters as they arrive, and opens a session on the one that is chosen."""

    AUTO_FOCUS = "#target"
    DEFAULT_CSS = """
    Picker > #fields { height: 3; }
    Picker #target { width: 2fr; border: round $foreground 40%; background: $background; }
    Picker #target:focus { border: round $primary; }
    Picker #role { width: 1fr; }
    Picker > #said { height: auto; padding: 0 1; }
    Picker > #said.-refused { color: $text-error; }
    """
    MENU: ClassVar[tuple[Entry, ...]] = (
        Entry("i", "AWS identity", "identity", "cluster"),
        Entry("W", "sign in to AWS again", "sign_in", "cluster"),
        Entry("r", "database role", "role", "cluster"),
        Entry("y", "peer of this cluster", "peer", "cluster"),
        Entry("N", "save as a profile", "save_profile", "cluster"),
        Entry("P", "saved profiles", "profiles", "cluster"),
        Entry("M", "manage clusters", "manage", "cluster"),
        Entry("u", "list anew", "list", "go to"),
        Entry("l", "list another region", "region", "go to"),
        Entry("D", "demo", "demo", "program"),
        Entry("?", "help", "app.help", "program"),
        Entry("q", "quit", "app.leave", "program"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "connect", "Connect", tooltip="Open a session.", id="picker.connect"),
        Binding("up", "move(-1)", "Up", show=False, id="picker.up"),
        Binding("down", "move(1)", "Down", show=False, id="picker.down"),
        Binding("ctrl+o", "menu", "Menu", tooltip="Choose by letter.", id="picker.menu"),
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
            "manage",
            "Manage",
            tooltip="Create, change and delete clusters.",
            id="picker.manage",
        ),
        Binding("escape", "stay", "Stop", tooltip="Stop waiting.", id="picker.stop", show=False),
    ]

    def __init__(self, start: Start) -> None:
        super().__init__()
        self.start = start
        self.connection: Profile = start.connection
        """What holds of any cluster that is not a saved profile."""
        self.identity: Identity | None = None
        """`None` until boto3 is there."""
        self.identity_line = IdentityLine(self._who())
        self.target = Input(placeholder="filter, or an identifier, ARN or endpoint", id="target")
        self.role = RoleField(self.connection.role)
        self.said = Static(id="said", markup=False)
        self.list: ClusterList | None = None
        """`None` until the first frame is drawn."""
        self.known_roles: dict[str, KnownRoles] = {}
        self.welcomed = False

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
        self.role.mark()
        self.call_after_refresh(self.begin)

    @work(group="begin")
    async def begin(self) -> None:
        """What would have held up the first frame: costly widgets, files, the sandbox, boto3."""
        # Lazily, because the first frame does without them.
        from dsql_tui.ui.widgets.cluster_list import ClusterList

        self.list = ClusterList(self.start.regions, kept=self.start.sandbox is None)
        await self.mount(self.list, before="#said")
        await self.recall()
        await self.mount(Footer())
        self.refresh_bindings()
        self.set_interval(_CLOCK, self.identity_line.show)
        if not await self._sandbox_ready():
            return
        self.identity = self._identity(self.connection.aws_profile)
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
        self.known_roles = await in_thread(read_roles)
        if self.start.sandbox is None:
            profiles = await in_thread(read_profiles)
            self.list.offer(profiles.all, (*self.start.problems, *profiles.problems))
            self.list.remember(await in_thread(lambda: read_listed(self.connection.aws_profile)))
        if self.known_roles and not self.list.table.preferred and self.identity is None:
            self.list.table.preferred = next(iter(self.known_roles)).partition(".")[0]
        self.list.redraw()

    def on_screen_resume(self) -> None:
        """Back from the workbench, or from elsewhere, where something may have been saved."""
        if self.identity is not None:
            self.run_worker(self.recall(), group="recall", exclusive=True)

    def action_list(self) -> None:
        """Ask every region, side by side, with credentials that are looked up anew."""
        if self.identity is not None and self.list is not None and not self.pending:
            self.identity = self._identity(self.connection.aws_profile)
            self.identity_line.arn = None
            self.list.ask(self.identity)

    @work(group="who", exclusive=True)
    async def ask_who(self, identity: Identity) -> None:
        """Show who AWS says that we are, and when the credentials end."""
        who = await in_thread(lambda: _who(identity, self.start.regions[0]))
        self.identity_line.arn, self.identity_line.ends = who.arn, identity.ends
        self.identity_line.show()
        self.offer_roles()

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
            self.connect(*self._wanted())
        except ValueError as error:
            self.say(str(error), refused=True)

    @work(group="connect", exclusive=True)
    async def connect(self, profile: Profile, title: str) -> None:
        """Open a session and go to the workbench with it, or say why not."""
        # Lazily, because boto3, psycopg and Pygments load only after the first frame.
        from dsql_tui.opening import Access
        from dsql_tui.ui.entrance import entered
        from dsql_tui.ui.screens.confirm import Confirm
        from dsql_tui.ui.screens.workbench import Workbench

        try:
            if profile.endpoint.via and profile.sslmode != "require":
                if not await self.app.push_screen_wait(Confirm(_UNCHECKED)):
                    return
                profile = replace(profile, sslmode="require")
            access = Access.by(profile, self._identity_of(profile))
        except ValueError as error:
            self.say(str(error), refused=True)
            return
        title = title or access.endpoint.identifier
        self.say(f"Opening a session on {title} as {access.role}.")
        session = await entered(access, lambda words: self.say(f"{words} Escape stops."))
        if isinstance(session, str):
            self.say(session, refused=True)
        else:
            self.say("")
            self.app.push_screen(Workbench(access, session, title, self.start))

    def action_stay(self) -> None:
        """Stop waiting for a session; one that still comes is closed."""
        if self.workers.cancel_group(self, "connect"):
            self.say("Stopped.")

    @work(group="menu", exclusive=True)
    async def action_menu(self) -> None:
        """Ask for a letter, and do what it stands for."""
        if chosen := await self.app.push_screen_wait(Menu(self.offers())):
            await self.app.run_action(chosen.entry.action, chosen.node)

    def offers(self) -> list[Offer]:
        """What can be done here, and by whom."""
        return [Offer(entry, node) for node in (self, self.list) if node for entry in node.MENU]

    @work(group="menu", exclusive=True)
    async def action_sign_in(self) -> None:
        """Sign in again where the AWS profile is one of those, and list anew."""
        # Lazily, because boto3 loads only after the first frame.
        from dsql_tui.ui.sign_in import signed_in

        if self.identity is not None and await signed_in(self, self.identity):
            self.action_list()

    @work(group="menu", exclusive=True)
    async def action_identity(self) -> None:
        """Choose by whose credentials AWS is asked, and ask anew."""
        # Lazily, because boto3 loads only after the first frame.
        from dsql_tui.ui.identities import chosen_identity

        if self.start.sandbox:
            self.say("The sandbox has credentials of its own.")
            return
        chosen = await chosen_identity(self.app, self.connection.aws_profile)
        if chosen is not None and self.list is not None:
            self.connection = replace(self.connection, aws_profile=chosen or None)
            self.identity = self._identity(chosen or None)
            self.identity_line.become(self._who())
            self.list.forget()
            await self.recall()
            self.action_list()

    @work(group="menu", exclusive=True)
    async def action_role(self) -> None:
        """Choose among the roles that are known here."""
        # Lazily, because the first frame does without it.
        from dsql_tui.ui.screens.choice import Choice

        choice = Choice("Database role", self.role.options(), self.role.role)
        if chosen := await self.app.push_screen_wait(choice):
            self.role.value = chosen

    @work(group="menu", exclusive=True)
    async def action_region(self) -> None:
        """List a region that is not among those listed."""
        # Lazily, because the first frame does without it.
        from dsql_tui.ui.screens.ask import Ask

        region = await self.app.push_screen_wait(Ask("List another region:", check=_no_region))
        if region and self.identity is not None and self.list is not None:
            self.list.ask_also(self.identity, region)

    @work(group="menu", exclusive=True)
    async def action_save_profile(self) -> None:
        """Save what would be connected to now."""
        # Lazily, because the first frame does without them.
        from dsql_tui.store.profiles import add_profile
        from dsql_tui.ui.screens.profile_form import ProfileForm

        try:
            profile, title = self._wanted()
        except ValueError as error:
            self.say(str(error), refused=True)
            return
        form = ProfileForm("Save this connection", replace(profile, name=title), add_profile)
        if saved := await self.app.push_screen_wait(form):
            self.say(f"Saved: dsql-tui {saved.name} opens it.")
            await self.recall()

    @work(group="menu", exclusive=True)
    async def action_profiles(self) -> None:
        """Go to the saved connections."""
        # Lazily, because the first frame does without them.
        from dsql_tui.store.profiles import read_profiles
        from dsql_tui.ui.screens.profiles import SavedProfiles

        screen = SavedProfiles(await in_thread(read_profiles))
        if chosen := await self.app.push_screen_wait(screen):
            self.connect(chosen, chosen.name)

    def action_peer(self) -> None:
        """Go to the same cluster in another region, or ask for it where that is not listed."""
        cluster = self.list.table.cluster if self.list is not None else None
        if self.list is None or cluster is None or not cluster.peers:
            self.say("The cluster at the cursor has no peer.")
        elif not self.list.table.go_to(cluster.peers[0]):
            self.target.value = cluster.peers[0]

    def action_manage(self) -> None:
        """See all about each cluster, make others, and change or delete them."""
        if self.identity is None or self.list is None:
            return
        # Lazily, because boto3 loads only after the first frame.
        from dsql_tui.ui.screens.clusters import Clusters

        identifier = self.list.chosen.identifier if self.list.chosen else ""
        self.app.push_screen(
            Clusters(self.identity, self.list.listing.regions, identifier), self._managed
        )

    def _managed(self, changed: str | None) -> None:
        """Show what clusters have become, the cursor on the one that was changed last."""
        if changed is not None and self.list is not None:
            self.list.table.preferred = changed
            self.action_list()

    def say(self, text: str, refused: bool = False) -> None:
        """Put `text` below the table, in place of what stood there."""
        self.said.update(visible_lines(text))
        self.said.set_class(refused, "-refused")

    @on(Input.Changed, "#target")
    def filter(self) -> None:
        """Show what matches what is typed."""
        if self.list is not None:
            self.list.filter(self.target.value)

    @on(Input.Changed, "#role")
    def mark_role(self) -> None:
        """Show what the role takes that is typed."""
        self.role.mark()

    def on_cluster_list_answered(self) -> None:
        """The first rows are there, and there is time to ask who we are."""
        assert self.list is not None
        if self.list.without_credentials:
            if not self.welcomed and not self.list.listing.lines(""):
                self.welcome()
        elif self.identity and not self.identity_line.arn and not self.start.sandbox:
            self.ask_who(self.identity)

    @work(group="welcome", exclusive=True)
    async def welcome(self) -> None:
        """Say what can be done while nothing is configured; once."""
        # Lazily, because few need it.
        from dsql_tui.ui.screens.welcome import Welcome

        self.welcomed = True
        if await self.app.push_screen_wait(Welcome()):
            self.action_demo()
        else:
            self.say("Ctrl+O D starts the demo, where there is something to look at.")

    def action_demo(self) -> None:
        """Leave for the sandbox on this computer."""
        if self.start.sandbox:
            self.say("This is the demo.")
        else:
            self.app.go_on("demo")  # type: ignore[attr-defined]

    def on_cluster_list_moved(self) -> None:
        """The line at the cursor is another."""
        self.offer_roles()

    def offer_roles(self) -> None:
        """Offer the roles that are known of the cluster that is meant."""
        line = self.list.chosen if self.list is not None else None
        endpoint = self._typed() or (line.endpoint if line else None)
        offers = offered(
            self.known_roles.get(endpoint.host if endpoint else "", KnownRoles()),
            self.identity_line.arn,
        )
        if line and line.profile and not self._typed():
            own = RoleOffer(line.profile.role, "of this profile")
            offers = [own, *(offer for offer in offers if offer.role != own.role)]
        self.role.offer(offers)

    @property
    def _only_region(self) -> str | None:
        return self.start.regions[0] if len(self.start.regions) == 1 else None

    def _typed(self) -> Endpoint | None:
        return typed(self.target.value, self._only_region)

    def _wanted(self) -> tuple[Profile, str]:
        line = self.list.chosen if self.list is not None else None
        given = (self.target.value, self._only_region, line)
        return wanted(*given, self.connection, self.role.role)

    def _identity_of(self, profile: Profile) -> Identity:
        """Who opens a session by a profile."""
        assert self.identity is not None
        if profile.aws_profile in (None, self.identity.profile):
            return self.identity
        return self._identity(profile.aws_profile)

    def _identity(self, aws_profile: str | None) -> Identity:
        # Lazily, because the first frame does without it.
        from dsql_tui.ui.identities import identity_of

        return identity_of(self.app, aws_profile)

    async def _sandbox_ready(self) -> bool:
        """Is the sandbox there, where one is wanted? Without it the program ends."""
        if self.start.sandbox is None:
            return True
        # Lazily, because only the demo has one.
        from dsql_tui.sandbox.process import SandboxFailed

        self.say("Starting the sandbox: PostgreSQL, gateway, control plane.")
        try:
            self._enter(await in_thread(self.start.sandbox.wait))
        except SandboxFailed as failure:
            self.app.give_up(str(failure))  # type: ignore[attr-defined]
            return False
        return True

    def _enter(self, ready: Ready) -> None:
        """Turn to the sandbox, and away from whatever AWS settings this process has."""
        if self.list is not None:
            self.list.table.preferred = ready.clusters[0].identifier
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]
        os.environ.update(ready.env)
        self.connection = replace(
            self.connection,
            aws_profile=None,
            hostaddr=ready.hostaddr,
            port=ready.port,
            sslrootcert=ready.sslrootcert,
        )

    def _who(self) -> str:
        if self.start.sandbox:
            return "demo: a sandbox on this computer, no AWS account"
        return f"AWS profile {self.connection.aws_profile or 'as boto3 finds it'}"


def visible_lines(text: str) -> str:
    """Text from outside, safe to show, its own line ends kept."""
    return "\n".join(visible(line) for line in text.splitlines())


def _who(identity: Identity, region: str) -> Caller:
    # Lazily, and in the thread, because it loads boto3.
    from dsql_tui.aws.caller import caller

    return caller(identity, region)


def _no_region(text: str) -> str:
    """What is wrong with a region, or nothing."""
    try:
        checked_region(text)
    except ValueError as error:
        return str(error)
    return ""
