"""Show the top statements: of all clients of the cluster, or of this computer."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import DataTable, Static

from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.prometheus import PERMISSIONS
from dsql_tui.aws.statement_load import read_load
from dsql_tui.dsql.cluster_metrics import SPANS
from dsql_tui.dsql.statement_load import ORDERS
from dsql_tui.execution.statement_totals import ORDERS as HISTORY_ORDERS
from dsql_tui.execution.statement_totals import read_totals
from dsql_tui.execution.threads import in_thread
from dsql_tui.execution.workspace import Workspace
from dsql_tui.results.text import make_visible
from dsql_tui.store.history import HistoryError
from dsql_tui.ui.bindings import bind
from dsql_tui.ui.page import Page, add_columns, bind_close, show_rows
from dsql_tui.ui.statements.statement_rows import (
    HISTORY_FIGURES,
    LOAD_FIGURES,
    Row,
    write_history,
    write_load,
)

SPANS_OF_LOAD = tuple(span for span in SPANS if span.seconds <= 24 * 3600)
"""The times that can be shown; CloudWatch adds up a day at most."""

_CLUSTER_NOTE = (
    "All clients: the time of their sessions, which Aurora DSQL samples once a second, without DPU "
    "and conflicts. h shows the statements of this computer, with both."
)
_HISTORY_NOTE = (
    "This computer: the history of its consoles, without exec and import. DPU are those of "
    "EXPLAIN ANALYZE VERBOSE (Ctrl+O x a). h shows all clients of the cluster."
)
_EMPTY_CLUSTER = """\
CloudWatch has no statements of this cluster for this time.

Once a second, Aurora DSQL records which statement each session with an open transaction runs, and \
what it waits for. CloudWatch gets the averages once a minute, free of charge; you need not turn \
anything on. An idle cluster sends none. - shows a longer time.

This page does not read the statement statistics that the cluster manager turns on, with calls and \
DPU of each statement. They are in CloudWatch only."""
_EMPTY_HISTORY = """\
The history of this computer has no statements of this cluster.

It keeps what you run in a console, except statements that begin with a space or contain a \
secret. h shows the statements of all clients of the cluster."""


class Choice(NamedTuple):
    """The choice of the user: a statement to insert, and perhaps to explain."""

    statement: str
    explain: bool = False


class Statements(Page[Choice | None]):
    """Shows statements, sorted; returns one to insert into the editor, or `None`."""

    DEFAULT_CSS = """
    Statements > #note { height: auto; padding: 0 1; color: $text-muted; }
    Statements > #message { height: auto; padding: 0 1; color: $text-warning; display: none; }
    Statements.-message > #message { display: block; }
    Statements > #empty { height: 1fr; padding: 1 2; display: none; }
    Statements > VerticalScroll { height: 40%; }
    Statements.-empty > #empty { display: block; }
    Statements.-empty > DataTable, Statements.-empty > VerticalScroll { display: none; }
    Statements.-full > DataTable { display: none; }
    Statements.-full > VerticalScroll { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "read_statement", "Full text", tooltip="Show the whole statement.",
                id="statements.text", priority=True),
        Binding("s", "sort", "Sort", tooltip="Sort by the next figure.", id="statements.sort"),
        Binding("h", "switch", "Source", id="statements.source",
                tooltip="Show all clients of the cluster, or the history of this computer."),
        Binding("e", "choose(True)", "Explain", id="statements.explain",
                tooltip="Insert the statement into the editor and show its plan."),
        Binding("i", "choose(False)", "Insert", id="statements.insert",
                tooltip="Insert the statement into the editor."),
        Binding("minus", "zoom(1)", "Longer time", tooltip="Show a longer time.",
                id="statements.longer"),
        Binding("plus,equals_sign", "zoom(-1)", "Shorter time", tooltip="Show a shorter time.",
                id="statements.shorter"),
        bind("y", "copy", "Copy", "Copy the statement.", "statements.copy"),
        bind("r", "read", "Refresh", "Refresh the figures.", "statements.refresh"),
        bind_close("statements", "Close the full text, or the statements."),
    ]  # fmt: skip

    def __init__(self, workspace: Workspace, span: int = 1) -> None:
        """Create the page.

        Args:
            workspace: The cluster, its history, and the identity that CloudWatch is asked with.
            span: The place of the first time in `SPANS_OF_LOAD`.
        """
        super().__init__()
        self.table: DataTable[Text] = DataTable(cursor_type="row")
        self.workspace = workspace
        self.span = span
        self.from_history = False
        self.orders = {False: 0, True: 0}
        """By source: the place of the order, in that source's orders."""
        self.rows: list[Row] = []
        self.note = Static(id="note", markup=False)
        self.message = Static(id="message", markup=False)
        self.empty = Static(id="empty", markup=False)
        self.details = Static(markup=False)

    def compose_content(self) -> ComposeResult:
        """Create the widgets between the title and the keys."""
        yield self.note
        yield self.message
        yield self.empty
        yield self.table
        yield VerticalScroll(self.details, can_focus=True)

    def on_mount(self) -> None:
        """Read the statements of the cluster."""
        self.table.focus()
        self.action_read()

    @property
    def order(self) -> str:
        """The key of the figure that the statements are sorted by."""
        return self._list_orders()[self.orders[self.from_history]]

    @property
    def row(self) -> Row | None:
        """The statement at the cursor."""
        place = self.table.cursor_row
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def action_sort(self) -> None:
        """Sort by the next figure."""
        place = self.orders[self.from_history] + 1
        self.orders[self.from_history] = place % len(self._list_orders())
        self.action_read()

    def action_switch(self) -> None:
        """Show the other source."""
        self.from_history = not self.from_history
        self.action_read()

    def action_zoom(self, step: int) -> None:
        """Show a longer or a shorter time; the history is shown as a whole."""
        place = min(max(self.span + step, 0), len(SPANS_OF_LOAD) - 1)
        if place != self.span and not self.from_history:
            self.span = place
            self.action_read()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return false for the keys of the time while the history is shown."""
        return not (action == "zoom" and self.from_history)

    def action_read_statement(self) -> None:
        """Show the whole statement, or the list again."""
        if self.row:
            is_full = not self.has_class("-full")
            self.set_class(is_full, "-full")
            (self.query_one(VerticalScroll) if is_full else self.table).focus()

    async def action_dismiss(self, result: Choice | None = None) -> None:
        """Close the full text, or the page."""
        if self.has_class("-full"):
            self.action_read_statement()
        else:
            await super().action_dismiss(result)

    def action_choose(self, explain: bool) -> None:
        """Close the page and insert the statement."""
        if self.row:
            self.dismiss(Choice(self.row.statement, explain))

    def action_copy(self) -> None:
        """Copy the statement."""
        if self.row:
            self.copy(self.row.statement, "Statement")

    @work(group="statements", exclusive=True)
    async def action_read(self) -> None:
        """Read the statements of the source."""
        from_history, order, access = self.from_history, self.order, self.workspace.access
        self.refresh_bindings()
        self.note.update(_HISTORY_NOTE if from_history else _CLUSTER_NOTE)
        self._show_title("reading…")
        words = ""
        try:
            if from_history:
                names, history = self._list_names(), self.workspace.files.history
                totals = await in_thread(lambda: read_totals(history, names, order))
                rows = write_history(totals)
            else:
                span = SPANS_OF_LOAD[self.span]
                group = next(each for each in ORDERS if each.key == order)
                load = await in_thread(
                    lambda: read_load(access.identity, access.endpoint, span, group)
                )
                rows = write_load(load)
        except AwsError as error:
            rows, words = [], f"CloudWatch cannot be read ({PERMISSIONS}). {error}"
        except HistoryError as error:
            rows, words = [], str(error)
        self._show_title("not read" if words else f"read {datetime.now():%H:%M:%S}")
        self._show(rows, words)

    def _show(self, rows: list[Row], words: str) -> None:
        """Show the statements, or why there are none."""
        before = self.row.statement if self.row else None
        statements = [row.statement for row in rows]
        self.rows = rows
        self.message.update(make_visible(words))
        self.set_class(bool(words), "-message")
        self.set_class(not rows, "-empty")
        self.empty.update("" if words else _EMPTY_HISTORY if self.from_history else _EMPTY_CLUSTER)
        self.table.clear(columns=True)
        figures = HISTORY_FIGURES if self.from_history else LOAD_FIGURES
        add_columns(self.table, (*figures, "Statement"), right=figures)
        cursor = statements.index(before) if before in statements else 0
        show_rows(self.table, [row.cells for row in rows], cursor)
        self._show_details()
        if self.focused is None:
            self.table.focus()

    @on(DataTable.RowHighlighted)
    def _show_details(self) -> None:
        self.details.update(self.row.details if self.row else "")
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def _show_title(self, state: str) -> None:
        if self.from_history:
            titles = {"time": "time", "dpu": "DPU", "conflicts": "conflicts", "runs": "runs"}
            words = f"this computer · by {titles[self.order]}"
        else:
            title = next(each.title for each in ORDERS if each.key == self.order)
            words = f"all clients, last {SPANS_OF_LOAD[self.span].name} · by {title}"
        self.show_title(f"Statements of {self.workspace.title} · {words} · {state}")

    def _list_orders(self) -> list[str]:
        return list(HISTORY_ORDERS) if self.from_history else [order.key for order in ORDERS]

    def _list_names(self) -> set[str]:
        """Return the names that the history may have for this cluster."""
        return {self.workspace.title, self.workspace.access.endpoint.identifier}
