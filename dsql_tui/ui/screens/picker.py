"""The way in: which cluster, as which database role."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import DataTable, Footer, Input, Static

from dsql_tui.dsql.cluster import CONNECTABLE, Cluster
from dsql_tui.dsql.endpoint import Endpoint, parse_target
from dsql_tui.dsql.role import ADMIN, action_for
from dsql_tui.results.text import visible
from dsql_tui.ui.start import Start
from dsql_tui.ui.threads import in_thread, turned
from dsql_tui.ui.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from dsql_tui.aws.identity import Identity
    from dsql_tui.dsql.route import Route
    from dsql_tui.sandbox.ready import Ready
    from dsql_tui.ui.widgets.cluster_table import ClusterTable


class Picker(Screen[None]):
    """Lists clusters as they arrive, and opens a session on the one that is chosen."""

    AUTO_FOCUS = "#target"
    DEFAULT_CSS = """
    Picker > #identity { height: 1; padding: 0 1; background: $panel; color: $text-muted; }
    Picker > #fields { height: 3; }
    Picker #fields Input { border: round $foreground 40%; background: $background; }
    Picker #fields Input:focus { border: round $primary; }
    Picker #target { width: 2fr; }
    Picker #role { width: 1fr; }
    Picker #fields #role.-admin { border: round $warning; }
    Picker > #problems { height: auto; max-height: 30%; padding: 0 1; color: $text-warning; }
    Picker > #said { height: auto; padding: 0 1; }
    Picker > #said.-refused { color: $text-error; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "connect", "Connect", tooltip="Open a session.", id="picker.connect"),
        Binding("up", "move(-1)", "Up", show=False, id="picker.up"),
        Binding("down", "move(1)", "Down", show=False, id="picker.down"),
        Binding(
            "ctrl+r", "list", "List anew", tooltip="Ask every region again.", id="picker.refresh"
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

    target = getters.query_one("#target", Input)
    role = getters.query_one("#role", Input)
    problems = getters.query_one("#problems", Static)
    said = getters.query_one("#said", Static)

    def __init__(self, start: Start) -> None:
        super().__init__()
        self.start = start
        self.route: Route = start.connection.route
        self.identity: Identity | None = None
        """`None` until boto3 is there."""
        self.table: ClusterTable | None = None
        """`None` until the first frame is drawn."""
        self.found: dict[str, Cluster] = {}
        self.refused: dict[str, list[str]] = {}
        self.pending: set[str] = set()

    def compose(self) -> ComposeResult:
        yield Static(self._who(), id="identity", markup=False)
        with Horizontal(id="fields"):
            yield Input(placeholder="filter, or an identifier, ARN or endpoint", id="target")
            yield Input(self.start.connection.role, placeholder="database role", id="role")
        yield Static(id="problems", markup=False)
        yield Static(id="said", markup=False)
        yield TooSmall()

    def on_mount(self) -> None:
        self.target.border_title = "Cluster"
        self.target.border_subtitle = "↑ ↓ choose · Enter connects"
        self._mark_role()
        self.call_after_refresh(self.begin)

    @work(group="begin")
    async def begin(self) -> None:
        """What would have held up the first frame: costly widgets, the sandbox, boto3."""
        # Lazily, because the first frame does without them.
        from dsql_tui.sandbox.process import SandboxFailed
        from dsql_tui.ui.widgets.cluster_table import ClusterTable

        self.table = ClusterTable()
        await self.mount(self.table, before="#problems")
        await self.mount(Footer())
        self.refresh_bindings()
        try:
            if self.start.sandbox:
                self.say("Starting the sandbox: PostgreSQL, gateway, control plane.")
                self._enter(await in_thread(self.start.sandbox.wait))
            self.identity = await in_thread(self._identify)
        except SandboxFailed as failure:
            self.app.give_up(str(failure))  # type: ignore[attr-defined]
            return
        if self.start.connection.target:
            endpoint = self.start.connection.endpoint
            self.connect(endpoint, self.start.connection.name or endpoint.identifier)
        else:
            self.say("")
            self.action_list()

    def action_list(self) -> None:
        """Ask every region, side by side."""
        if self.identity is None or self.pending:
            return
        self.found.clear()
        self.refused.clear()
        self.pending.update(self.start.regions)
        self._show_clusters()
        for region in self.start.regions:
            self.list_region(region)

    @work(group="list")
    async def list_region(self, region: str) -> None:
        """Show a region's clusters as they come, or why it does not say."""
        # Lazily, because boto3 loads only after the first frame.
        from dsql_tui.aws.clusters import clusters
        from dsql_tui.aws.identity import AwsError

        assert self.identity is not None
        try:
            async for cluster in turned(clusters(self.identity, region)):
                self.found[cluster.arn] = cluster
                self._show_clusters()
        except AwsError as error:
            self.refused.setdefault(str(error), []).append(region)
        finally:
            self.pending.discard(region)
            self._show_problems()

    def action_move(self, rows: int) -> None:
        """Move the table's cursor from within a field."""
        if self.table is not None:
            self.table.step(rows)

    @on(Input.Submitted)
    @on(DataTable.RowSelected)
    def action_connect(self) -> None:
        """Open a session on what is typed, if that names a cluster, else on the chosen row."""
        if self.identity is None or self.table is None:
            return
        cluster = self.table.chosen
        typed = self.target.value.strip()
        try:
            endpoint = parse_target(typed) if typed else None
        except ValueError as error:
            endpoint = None
            if cluster is None:
                self.say(str(error), refused=True)
                return
        if endpoint:
            self.connect(endpoint, endpoint.identifier)
        elif cluster is None:
            self.say("There is no cluster to connect to yet: wait, or type an endpoint.")
        elif cluster.status not in CONNECTABLE:
            self.say(f"{_title(cluster)} is {cluster.status}: it takes no sessions.", refused=True)
        else:
            self.connect(cluster.endpoint, _title(cluster))

    def action_manage(self) -> None:
        """See all about each cluster, make others, and change or delete them."""
        if self.identity is None or self.table is None:
            return
        # Lazily, because boto3 loads only after the first frame.
        from dsql_tui.ui.screens.clusters import Clusters

        chosen = self.table.chosen
        identifier = chosen.endpoint.identifier if chosen else ""
        self.app.push_screen(Clusters(self.identity, self.start.regions, identifier))

    def action_stay(self) -> None:
        """Stop waiting for a session; one that still comes is closed."""
        if self.workers.cancel_group(self, "connect"):
            self.say("Stopped.")

    @work(group="connect", exclusive=True)
    async def connect(self, endpoint: Endpoint, title: str) -> None:
        """Open a session and go to the workbench with it, or say why not."""
        # Lazily, because boto3, psycopg and Pygments load only after the first frame.
        from dsql_tui.aws.identity import AwsError
        from dsql_tui.db.session import OpeningRefused
        from dsql_tui.dsql.refusals import diagnose
        from dsql_tui.opening import Access
        from dsql_tui.ui.patient import opened
        from dsql_tui.ui.screens.workbench import Workbench

        assert self.identity is not None
        role = self.role.value.strip() or ADMIN
        access = Access(self.identity, endpoint, role, self.route, self.start.connection.startup)
        self.say(f"Opening a session on {title} as {role}.")
        try:
            session = await opened(access, lambda words: self.say(f"{words} Escape stops."))
        except AwsError as error:
            self.say(f"No token could be signed. {error}", refused=True)
        except OpeningRefused as opening:
            refusal = opening.refusal
            diagnosis = diagnose(refusal)
            lines = [refusal.message, refusal.hint, diagnosis and diagnosis.cause]
            lines.append(diagnosis and diagnosis.remedy)
            facts = [f"{name:<14}{value}" for name, value in refusal.facts]
            lines += facts or [f"role {role} · dsql:{action_for(role)} · {endpoint.host}"]
            self.say("\n".join(line for line in lines if line), refused=True)
        else:
            self.say("")
            self.app.push_screen(Workbench(access, session, title, self.start))

    def say(self, text: str, refused: bool = False) -> None:
        """Put `text` below the table, in place of what stood there."""
        self.said.update(visible_lines(text))
        self.said.set_class(refused, "-refused")

    @on(Input.Changed, "#target")
    def _filter(self) -> None:
        self._show_clusters()

    @on(Input.Changed, "#role")
    def _mark_role(self) -> None:
        role = self.role.value.strip() or ADMIN
        self.role.set_class(role == ADMIN, "-admin")
        self.role.border_title = "Database role"
        self.role.border_subtitle = f"dsql:{action_for(role)}"

    def _identify(self) -> Identity:
        # Lazily, because boto3 loads only after the first frame.
        from dsql_tui.aws.identity import Identity

        return Identity(self.start.connection.aws_profile)

    def _enter(self, ready: Ready) -> None:
        """Turn to the sandbox, and away from whatever AWS settings this process has."""
        if self.table is not None:
            self.table.preferred = ready.clusters[0].identifier
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]
        os.environ.update(ready.env)
        self.route = replace(
            self.route, hostaddr=ready.hostaddr, port=ready.port, sslrootcert=ready.sslrootcert
        )

    def _who(self) -> str:
        if self.start.sandbox:
            return "dsql-tui · demo: a sandbox on this computer, no AWS account"
        return f"dsql-tui · AWS profile {self.start.connection.aws_profile or 'as boto3 finds it'}"

    def _shown(self) -> list[Cluster]:
        """The clusters that match the filter, regions in the order they were asked for."""
        words = self.target.value.lower().split()
        order = {region: place for place, region in enumerate(self.start.regions)}
        matching = [c for c in self.found.values() if all(w in _haystack(c) for w in words)]
        return sorted(matching, key=lambda c: order.get(c.endpoint.region, len(order)))

    def _show_clusters(self) -> None:
        if self.table is not None:
            self.table.show(self._shown())
        self._show_problems()

    def _show_problems(self) -> None:
        lines = list(self.start.problems)
        lines += [
            f"{', '.join(regions) if len(regions) < 4 else f'{len(regions)} regions'}: {reason}"
            for reason, regions in self.refused.items()
        ]
        if self.pending:
            lines.append(f"Listing clusters: {len(self.pending)} regions have yet to answer.")
        elif not self.found and self.identity is not None and not self.refused:
            lines.append("No clusters in these regions. Type an endpoint, or start another region.")
        self.problems.update(visible_lines("\n".join(lines)))


def visible_lines(text: str) -> str:
    """Text from outside, safe to show, its own line ends kept."""
    return "\n".join(visible(line) for line in text.splitlines())


def _title(cluster: Cluster) -> str:
    return cluster.name or cluster.endpoint.identifier


def _haystack(cluster: Cluster) -> str:
    tags = " ".join(f"{key}={value}" for key, value in cluster.tags.items())
    return f"{cluster.name} {cluster.arn} {cluster.status} {tags}".lower()
