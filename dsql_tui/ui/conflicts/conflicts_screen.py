"""Show the conflicts of the consoles and of the cluster, and what to do about them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import DataTable, Static

from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.metrics import read_series
from dsql_tui.dsql.cluster_metrics import CONFLICTS, SPANS, TRANSACTIONS, Series, find_share
from dsql_tui.dsql.conflict import Conflict
from dsql_tui.execution.conflict_advice import advise, explain_conflict
from dsql_tui.execution.conflict_log import Change, ConflictLog
from dsql_tui.execution.threads import in_thread
from dsql_tui.execution.workspace import Workspace
from dsql_tui.results.text import make_printable, make_visible
from dsql_tui.ui.page import Page, add_columns, bind_close, show_rows

_COLUMNS = ("Time", "From", "Code", "Retries", "Outcome", "Tables", "Statement")
_UPDATE_INTERVAL = 1.0
"""Seconds between two looks at the conflicts of this program, which a script may add to."""
_READ_INTERVAL = 60.0
"""Seconds between two readings of CloudWatch."""
_MAX_RIVALS = 5
_MAX_TEXT = 300
"""Characters of a statement that are shown."""
_SPAN = SPANS[1]

_EMPTY = """\
No transaction of this program has lost a conflict.

Aurora DSQL does not lock rows. Of two transactions that change the same rows, the one that \
commits second fails with SQLSTATE 40001, OC000. OC001 means that another session changed the \
schema. Nothing of such a transaction is kept, so it can be run again: Ctrl+O y does so, and \
Ctrl+O Y retries conflicts automatically.

This page lists the consoles of this workbench, and the imports, scripts and migrations that were \
started in it. The figures above count all clients of the cluster, and are a few minutes \
old. exec, import, apply and migrate on the command line print their own count at the end."""


class Conflicts(Page[None]):
    """Shows a row for each transaction that lost a conflict, the newest first."""

    DEFAULT_CSS = """
    Conflicts > #cluster { height: auto; padding: 1; }
    Conflicts > #empty { height: 1fr; padding: 0 1; display: none; }
    Conflicts > VerticalScroll { height: 2fr; }
    Conflicts.-empty > #empty { display: block; }
    Conflicts.-empty > DataTable, Conflicts.-empty > VerticalScroll { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "y", "copy", "Copy transaction", tooltip="Copy its statements.", id="conflicts.copy"
        ),
        Binding(
            "r",
            "read",
            "Refresh",
            tooltip="Refresh the figures.",
            id="conflicts.refresh",
        ),
        bind_close("conflicts", "Close the conflicts."),
    ]

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(f"Conflicts of {workspace.title}")
        self.table: DataTable[Text] = DataTable(cursor_type="row")
        self.workspace = workspace
        self.source: ConflictLog = workspace.conflicts
        self.conflicts: list[Conflict] = []
        """The conflicts that are shown."""
        self.rows: list[tuple[Text, ...]] = []
        self.cluster = Static("Reading CloudWatch…", id="cluster", markup=False)
        self.details = Static(markup=False)

    def compose_content(self) -> ComposeResult:
        """Create the widgets between the title and the keys."""
        yield self.cluster
        yield Static(_EMPTY, id="empty", markup=False)
        yield self.table
        yield VerticalScroll(self.details)

    def on_mount(self) -> None:
        """Show the conflicts, and read the figures of the cluster."""
        add_columns(self.table, _COLUMNS, right=("Retries",))
        self.add_class("-empty")
        self._update()
        self.action_read()
        self.set_interval(_UPDATE_INTERVAL, self._update)
        self.set_interval(_READ_INTERVAL, self.action_read)

    @property
    def conflict(self) -> Conflict | None:
        """The conflict at the cursor."""
        row = self.table.cursor_row
        return self.conflicts[row] if 0 <= row < len(self.conflicts) else None

    def action_copy(self) -> None:
        """Copy the statements of the transaction at the cursor."""
        if self.conflict:
            self.copy("\n".join(f"{text};" for text in self.conflict.statements), "Transaction")

    @work(group="cluster", exclusive=True)
    async def action_read(self) -> None:
        """Read how often transactions of the cluster conflict."""
        access, wanted = self.workspace.access, (CONFLICTS, TRANSACTIONS)
        try:
            found = await in_thread(
                lambda: read_series(access.identity, access.endpoint, _SPAN, wanted)
            )
        except AwsError as error:
            words = f"CloudWatch cannot be read (cloudwatch:GetMetricData). {error}"
        else:
            words = _describe_cluster(*found)
        self.cluster.update(make_visible(words))

    def _update(self) -> None:
        """Show the conflicts, if they have changed."""
        found = list(reversed(self.source.conflicts))
        rows = [_render(conflict) for conflict in found]
        if rows == self.rows:
            return
        at = self.conflict
        self.conflicts, self.rows = found, rows
        self.set_class(not found, "-empty")
        show_rows(self.table, rows, found.index(at) if at in found else 0)
        self._show_details()
        if self.focused is None:
            self.table.focus()

    @on(DataTable.RowHighlighted)
    def _show_details(self) -> None:
        if conflict := self.conflict:
            rivals = self.source.find_rivals(conflict)
            self.details.update(_render_details(conflict, self.conflicts, rivals))


def _describe_cluster(conflicts: Series, transactions: Series) -> str:
    """Return how often transactions of all clients conflict."""
    head = f"Cluster, last {_SPAN.name}:"
    if transactions.total is None:
        return f"{head} CloudWatch has no figures. An idle cluster sends none."
    count, share = conflicts.total or 0.0, find_share(conflicts, transactions) or 0.0
    words = f"{count:,.0f} of {transactions.total:,.0f} transactions lost a conflict ({share:.2%})"
    return f"{head} {words}. Ctrl+O # m shows the figures over time."


def _render(conflict: Conflict) -> tuple[Text, ...]:
    colour = "green" if conflict.done else "bold red" if ":" in conflict.outcome else "bold yellow"
    return (
        Text(_format_time(conflict.at)),
        Text(make_visible(conflict.source)),
        Text(make_visible(conflict.code)),
        Text(str(conflict.retries), justify="right"),
        Text(make_visible(conflict.outcome), colour),
        Text(make_visible(", ".join(conflict.tables)) or "–"),
        Text(make_visible(" ".join(conflict.statement.split())[:_MAX_TEXT])),
    )


def _render_details(conflict: Conflict, conflicts: list[Conflict], rivals: list[Change]) -> Text:
    text = Text(f"{make_visible(explain_conflict(conflict))}\n\n")
    for number, statement in enumerate(conflict.statements, 1):
        text.append(f"{number:>3}  {make_printable(statement[:_MAX_TEXT])}\n", "dim")
    if conflict.count > len(conflict.statements):
        text.append(f"  … and {conflict.count - len(conflict.statements):,} more\n", "dim")
    if rivals:
        text.append("\nOther consoles changed the same tables shortly before:\n", "bold")
    for rival in rivals[:_MAX_RIVALS]:
        words = make_visible(" ".join(rival.statement.split())[:_MAX_TEXT])
        text.append(f"  {_format_time(rival.at)} console {rival.console}  {words}\n")
    text.append("\nWhat helps:\n", "bold")
    for advice in advise(conflict, conflicts):
        text.append(f"  • {make_visible(advice)}\n")
    return text


def _format_time(at: datetime) -> str:
    return f"{at.astimezone():%H:%M:%S}"
