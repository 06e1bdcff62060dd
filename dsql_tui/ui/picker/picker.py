"""The picker: choose a cluster, an identity and a database role."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import DataTable, Input

from dsql_tui.dsql.endpoint import is_identifier
from dsql_tui.dsql.profile import Profile
from dsql_tui.execution.threads import in_thread
from dsql_tui.ui.connect.message_line import MessageLine
from dsql_tui.ui.dialogs.menu import BoundEntry, Entry, open_menu
from dsql_tui.ui.picker.identity_line import IdentityLine
from dsql_tui.ui.picker.menu_actions import MENU_ACTIONS, list_entries, welcome
from dsql_tui.ui.picker.picker_keys import KEYS
from dsql_tui.ui.picker.recent import show_recent
from dsql_tui.ui.picker.role_field import RoleField
from dsql_tui.ui.picker.target import find_own_role, parse_input, resolve_target
from dsql_tui.ui.size_classes import find_size_classes
from dsql_tui.ui.start import Start
from dsql_tui.ui.too_small import TooSmall

if TYPE_CHECKING:
    from dsql_tui.aws.identity import Identity
    from dsql_tui.store.settings import Settings
    from dsql_tui.ui.clusters.cluster_list import ClusterList


class Picker(Screen[None]):
    """Lists clusters as they arrive, and opens a session on the chosen one."""

    AUTO_FOCUS = "#target"
    DEFAULT_CSS = """
    Picker > #fields { height: 3; }
    Picker #target { width: 2fr; border: round $foreground 40%; background: $background; }
    Picker #target:focus { border: round $primary; }
    Picker #role { width: 1fr; }
    """
    MENU: ClassVar[tuple[Entry, ...]] = (
        *list_entries("cluster"),
        Entry("u", "refresh clusters", "list", "go to"),
        *list_entries("program"),
        Entry("?", "help", "app.help", "program"),
        Entry("q", "quit", "app.leave", "program"),
    )
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(self, start: Start) -> None:
        super().__init__(classes=find_size_classes(self.app))
        self.start = start
        self.only_region = start.regions[0] if len(start.regions) == 1 else None
        """The region of an identifier that is typed without one."""
        self.connection: Profile = start.connection
        """The settings for every cluster that is not a saved profile."""
        self.identity_line = IdentityLine(start.connection.aws_profile, bool(start.sandbox))
        self.target = Input(placeholder="name, identifier, ARN or endpoint", id="target")
        self.role = RoleField(self.connection.role)
        self.message = MessageLine()
        self.list: ClusterList | None = None
        """`None` until the first frame is drawn."""
        self.welcomed = False
        self.awaited: str | None = None
        """The text for which Enter was pressed before its cluster was known."""

    @property
    def identity(self) -> Identity | None:
        """The identity that AWS is asked with; `None` until boto3 is loaded."""
        return self.identity_line.identity

    @property
    def pending(self) -> set[str]:
        """The regions that have not answered yet."""
        return self.list.listing.pending if self.list is not None else set()

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        yield self.identity_line
        with Horizontal(id="fields"):
            yield self.target
            yield self.role
        yield self.message
        yield TooSmall()

    def on_mount(self) -> None:
        """Title the target field, and begin after the first frame."""
        self.target.border_title = "Cluster"
        self.target.border_subtitle = "↑ ↓ choose · Enter connects"
        self.call_after_refresh(self.begin)

    @work(group="begin")
    async def begin(self) -> None:
        """Do what would delay the first frame: widgets, files, the sandbox, boto3."""
        # Imported here, because the first frame does without it.
        from dsql_tui.ui.clusters.cluster_list import ClusterList
        from dsql_tui.ui.key_bar import KeyBar

        self.list = ClusterList(self.start.regions, not self.start.sandbox, self.start.problems)
        await self.mount(self.list, before="#message")
        self.filter()  # by what was typed meanwhile
        await self.load_files()
        await self.mount(KeyBar())
        self.refresh_bindings()
        if self.start.sandbox:
            # Imported here, because only the demo needs it.
            from dsql_tui.ui.picker.sandbox import SandboxFailed, await_sandbox

            self.say("Starting the sandbox: PostgreSQL, gateway, control plane.")
            try:
                ready = await await_sandbox(self.start.sandbox, self.connection)
            except SandboxFailed as failure:
                self.app.give_up(str(failure))  # type: ignore[attr-defined]
                return
            self.connection, self.list.table.preferred = ready
        self.identity_line.load(self.connection.aws_profile)
        if self.connection.target:
            self.connect(self.connection, self.connection.name)
        else:
            self.say("")
            self.action_list()

    async def load_files(self) -> None:
        """Show the profiles, roles and clusters that are saved on this computer."""
        # Imported here, because the first frame does without them.
        from dsql_tui.store.cluster_cache import read_clusters
        from dsql_tui.store.profiles import read_profiles
        from dsql_tui.store.roles import read_roles

        assert self.list is not None
        known = self.role.known = await in_thread(read_roles)
        if self.start.sandbox is None:
            profiles = await in_thread(read_profiles)
            await show_recent(self.list, known)
            self.list.show_profiles(profiles.all, (*self.start.problems, *profiles.problems))
            aws_profile = self.connection.aws_profile
            listed = await in_thread(lambda: read_clusters(aws_profile))
            if aws_profile == self.connection.aws_profile:  # unless it was switched meanwhile
                self.list.show_cache(listed)
        if known and not self.list.table.preferred and self.identity is None:
            self.list.table.preferred = next(iter(known)).partition(".")[0]
        self.list.redraw()

    def on_screen_resume(self) -> None:
        """Load what may have been saved on the screen that was left."""
        if self.identity is not None:
            self.run_worker(self.load_files(), group="load", exclusive=True)

    def action_list(self) -> None:
        """List the clusters of every region, with credentials looked up again."""
        if self.identity is not None and self.list is not None and not self.pending:
            self.list.ask(self.identity_line.load(self.connection.aws_profile))

    @on(IdentityLine.Changed)
    async def list_as_new_identity(self) -> None:
        """List the clusters that the new identity sees."""
        assert self.list is not None
        if self.connection.aws_profile != self.identity_line.aws_profile:
            aws_profile = self.identity_line.aws_profile
            self.connection = replace(self.connection, aws_profile=aws_profile)
            self.list.forget()
            await self.load_files()
        self.action_list()

    def action_move(self, rows: int) -> None:
        """Move the cursor of the list while a field has the focus."""
        if self.list is not None:
            self.list.table.step(rows)

    @on(Input.Submitted)
    @on(DataTable.RowSelected)
    def action_connect(self) -> None:
        """Connect to the cluster that is typed, or to the line at the cursor."""
        text = self.target.value.strip()
        self.awaited = None
        if self.identity is None:
            self.awaited = text
            self.say("Connects as soon as dsql-tui has started.")
            return
        try:
            self.connect(*self.target_profile())
        except ValueError as error:
            if is_identifier(text) and self.pending:
                self.awaited = text
                self.say(f"Waiting for the region of cluster {text}, or type it after a space.")
            else:
                self.say(str(error), error=True)

    @work(group="connect", exclusive=True)
    async def connect(self, profile: Profile, title: str) -> None:
        """Open a session and the workbench, or show why that failed."""
        # Imported here, because boto3, psycopg and Pygments are loaded only after the first frame.
        from dsql_tui.ui.connect.open_connection import open_connection
        from dsql_tui.ui.picker.show_workbench import show_workbench
        from dsql_tui.ui.workbench.workbench import Workbench

        identity_for = self.identity_line.identity_for
        connection = await open_connection(self.app, profile, title, identity_for, self.say)
        if connection:
            title = title or connection[0].endpoint.identifier
            show_workbench(self, Workbench(*connection, title, self.start))

    def keep_settings(self, settings: Settings) -> None:
        """Use the settings for the next workbench."""
        self.start = replace(self.start, settings=settings)

    def action_stop(self) -> None:
        """Stop waiting for a session; one that is opened later is closed."""
        awaited, self.awaited = self.awaited, None
        if not self.workers.cancel_group(self, "connect") and awaited is None:
            raise SkipAction  # Ctrl+C then tells how to quit
        self.say("Stopped.")

    def action_menu(self) -> None:
        """Open the menu."""
        open_menu(self, self.list_menu_entries())

    def list_menu_entries(self) -> list[BoundEntry]:
        """Return the entries of the menu, each with the node that runs it."""
        nodes = (self, self.identity_line, self.role, self.list)
        return [
            BoundEntry(entry, node) for node in nodes if node is not None for entry in node.MENU
        ]

    def action_role(self) -> None:
        """Choose one of the known roles."""
        self.role.action_choose()

    @work(group="menu", exclusive=True)
    async def action_menu_action(self, letter: str) -> None:
        """Run an action of `menu_actions` by its letter."""
        await next(action for action in MENU_ACTIONS if action.letter == letter).run(self)

    def say(self, text: str, error: bool = False) -> None:
        """Show a message below the list, in place of the previous one."""
        self.message.say(text, error)

    @on(Input.Changed, "#target")
    def filter(self) -> None:
        """Show the lines that match what is typed."""
        if self.awaited != self.target.value.strip():
            self.awaited = None
        if self.list is not None:
            self.list.filter(self.target.value)

    def on_cluster_list_moved(self) -> None:
        """Offer the roles of the cluster at the cursor, and show how many clusters there are."""
        assert self.list is not None
        self.target.border_title = f"Cluster · {self.list.count}" if self.list.count else "Cluster"
        self.offer_roles()
        if self.awaited is not None and self.identity is not None:
            self.action_connect()

    def on_cluster_list_answered(self) -> None:
        """Identify the caller once a region has answered; without credentials, welcome the user."""
        assert self.list is not None
        if not self.list.without_credentials:
            self.identity_line.identify(self.start.regions[0])
        elif not self.welcomed and not self.list.listing.lines(""):
            self.welcomed = True
            self.run_worker(welcome(self), group="welcome", exclusive=True)

    @on(IdentityLine.Identified)
    def offer_roles(self) -> None:
        """Offer the known roles of the cluster that Enter would connect to."""
        line = self.list.chosen if self.list is not None else None
        endpoint = parse_input(self.target.value, self.only_region)
        own_role = find_own_role(self.target.value, None if endpoint else line)
        endpoint = endpoint or (line.endpoint if line else None)
        self.role.offer(endpoint, self.identity_line.arn, own_role)

    def target_profile(self) -> tuple[Profile, str]:
        """Return the profile that Enter would connect to, and its title.

        Raises:
            ValueError: There is no target; the text is a sentence for the user.
        """
        line = self.list.chosen if self.list is not None else None
        text, region, pending = self.target.value, self.only_region, bool(self.pending)
        return resolve_target(text, region, line, self.connection, self.role.role, pending)
