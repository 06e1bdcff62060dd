"""Show who may do what: a row for each object, a column for each role."""

from __future__ import annotations

from contextlib import closing
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import DataTable, Static

from dsql_tui.aws.errors import AwsError
from dsql_tui.db.access_catalog import read_access
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import ConnectError
from dsql_tui.dsql.connect_policy import UNKNOWN_ACCOUNT, write_connect_policy
from dsql_tui.dsql.role import ADMIN
from dsql_tui.execution.threads import in_thread
from dsql_tui.opening import Access
from dsql_tui.results.text import make_visible, pluralize
from dsql_tui.sql.access import (
    FIXED_SCHEMA,
    AccessReport,
    describe_access,
    describe_role,
    describe_short,
    find_access,
    write_change,
)
from dsql_tui.sql.ddl.facts import EVERYBODY, SchemaObject
from dsql_tui.sql.ddl.write import qualify
from dsql_tui.sql.names import quote_name
from dsql_tui.ui.access.new_role_form import NewRoleForm
from dsql_tui.ui.page import Page, add_columns, bind_close, show_rows

_LEGEND = (
    "S select, I insert, U update, D delete (lower case: some columns); + more; "
    "! no USAGE on the schema"
)


_ROUTINES = ("function", "procedure")


class AccessScript(NamedTuple):
    """Statements for the console."""

    text: str
    runs: bool = False
    """True to run them; otherwise they are inserted into the editor."""


class AccessPage(Page[AccessScript | None]):
    """Shows the matrix; returns statements for the console, or `None`."""

    DEFAULT_CSS = """
    AccessPage > #legend { height: auto; padding: 0 1; color: $text-muted; }
    AccessPage > VerticalScroll { height: 35%; min-height: 8; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "create", "New role", tooltip="Create a role.", id="access.create"),
        Binding(
            "i",
            "insert",
            "Insert GRANT",
            tooltip="Insert a statement that grants, or revokes, what the cell shows.",
            id="access.insert",
        ),
        Binding(
            "y",
            "copy_policy",
            "Copy policy",
            tooltip="Copy the IAM policy that identities need for the role of the column.",
            id="access.copy",
        ),
        Binding("r", "read", "Refresh", tooltip="Refresh the privileges.", id="access.refresh"),
        bind_close("access", "Close roles and access."),
    ]

    def __init__(self, access: Access, cluster: str) -> None:
        super().__init__()
        self.access = access
        self.cluster = cluster
        self.report = AccessReport()
        self.roles: list[str] = []
        self.objects: list[SchemaObject | None] = []
        """The rows; the first, `None`, is about the roles themselves."""
        self.caller: str | None = None
        """The ARN of the identity in use, for the account of the policy."""
        self.table: DataTable[Text] = DataTable(fixed_columns=1, cursor_type="cell")
        self.details = Static("Reading roles and privileges…", markup=False)

    def compose_content(self) -> ComposeResult:
        """Create the widgets between the title and the keys."""
        yield self.table
        yield Static(_LEGEND, id="legend", markup=False)
        yield VerticalScroll(self.details, can_focus=True)

    def on_mount(self) -> None:
        """Read the privileges."""
        self.show_title(f"Access to {self.cluster} · reading…")
        self.table.focus()
        self.action_read()
        self._find_caller()

    @work(group="access", exclusive=True)
    async def action_read(self) -> None:
        """Read the privileges."""
        try:
            report, rows = await in_thread(self._read)
        except (AwsError, CatalogError, ConnectError) as error:
            self.show_title(f"Access to {self.cluster} · not read")
            self.details.update(make_visible(f"The privileges cannot be read. {error}"))
        else:
            self._show(report, rows)

    @property
    def role(self) -> str | None:
        """The role of the column at the cursor."""
        column = self.table.cursor_column - 1
        return self.roles[column] if 0 <= column < len(self.roles) else None

    @property
    def object(self) -> SchemaObject | None:
        """The object of the row at the cursor; `None` in the row about the roles."""
        row = self.table.cursor_row
        return self.objects[row] if 0 <= row < len(self.objects) else None

    def action_copy_policy(self) -> None:
        """Copy the IAM policy for the role of the column."""
        if self.role in (None, EVERYBODY):
            self.notify("Move the cursor to the column of a role.", severity="warning")
        else:
            self.copy(self._write_policy(), f"Policy for {self.role}")

    def action_insert(self) -> None:
        """Close with a statement about the cell."""
        one, role = self.object, self.role
        if one is None or role is None:
            self.notify("Move the cursor to an object and a role.", severity="warning")
        elif one.kind == "schema" and one.name == FIXED_SCHEMA:
            self.notify("Aurora DSQL refuses grants on schema public.", severity="warning")
        elif find_access(self.report, one, role).owner:
            self.notify("The owner has all privileges.", severity="warning")
        else:
            self.dismiss(AccessScript(f"{write_change(self.report, one, role)};"))

    @work(group="create", exclusive=True)
    async def action_create(self) -> None:
        """Describe a new role; close with its statements."""
        form = NewRoleForm(list(self.report.schemas), self.access.endpoint, self.caller)
        created = await self.app.push_screen_wait(form)
        if created is not None:
            self.dismiss(AccessScript(*created))

    @work(group="caller", exclusive=True)
    async def _find_caller(self) -> None:
        # Imported here, because boto3 takes long to import.
        def find() -> str | None:
            from dsql_tui.aws.caller import get_caller

            return get_caller(self.access.identity, self.access.endpoint.region).arn

        self.caller = await in_thread(find)
        self._show_details()

    def _read(self) -> tuple[AccessReport, list[list[Text]]]:
        """Return the privileges, and the rows that show them; blocks."""
        with closing(self.access.open()) as session:
            report = read_access(session)
        objects = [None, *report.facts.objects]
        return report, [_render_row(report, one, report.role_names) for one in objects]

    def _show(self, report: AccessReport, rows: list[list[Text]]) -> None:
        if not self.table.is_attached:
            return  # The page was closed meanwhile.
        at = self.table.cursor_coordinate
        self.report, self.roles = report, report.role_names
        self.objects = [None, *report.facts.objects]
        custom = len(self.roles) - 2
        count = pluralize(custom, "custom role")
        self.show_title(f"Access to {self.cluster} · {count}")
        self.table.clear(columns=True)
        add_columns(self.table, ["Object", *map(make_visible, self.roles)])
        show_rows(self.table, rows)
        self.table.move_cursor(row=at.row, column=max(1, at.column), animate=False)
        self._show_details()

    @on(DataTable.CellHighlighted)
    def _show_details(self) -> None:
        if not self.roles or not self.is_attached:
            return
        if self.role is None:
            defaults = self.report.defaults or ["none"]
            title, lines = "Default privileges of objects that are created later", defaults
        elif self.object is None:
            title, lines = self.role, describe_role(self.report, self.role)
            if self.role != EVERYBODY:
                lines = [*lines, "", *self._list_policy()]
        else:
            title = f"{self.role} on {self.object.kind} {qualify(self.object)}"
            lines = describe_access(self.report, self.object, self.role)
        text = Text(f"{make_visible(title)}\n", "bold")
        text.append("\n".join(map(make_visible, lines)), "not bold")
        self.details.update(text)

    def _list_policy(self) -> list[str]:
        policy = self._write_policy()
        unknown = f" (replace {UNKNOWN_ACCOUNT})" if UNKNOWN_ACCOUNT in policy else ""
        return [f"An identity also needs this IAM policy{unknown}:", *policy.splitlines()]

    def _write_policy(self) -> str:
        return write_connect_policy(self.access.endpoint, self.role or "", self.caller)


def _render_row(report: AccessReport, one: SchemaObject | None, roles: list[str]) -> list[Text]:
    if one is None:
        connects = [_describe_connection(report, role) for role in roles]
        return [Text("may connect", "bold"), *map(Text, connects)]
    is_schema = one.kind == "schema"
    name = quote_name(one.name) + (f"({one.detail})" if one.kind in _ROUTINES else "")
    label = f"schema {name}" if is_schema else f"  {name}"
    cells = []
    for role in roles:
        access = find_access(report, one, role)
        inherited = not any(each.is_for(role) for each in access.grants)
        style = "yellow" if access.blocked else "dim" if inherited else ""
        cells.append(Text(describe_short(one, access), style))
    return [Text(make_visible(label), "bold" if is_schema else ""), *cells]


def _describe_connection(report: AccessReport, role: str) -> str:
    """Return who may connect as a role, in short."""
    if role == EVERYBODY:
        return ""
    if role == ADMIN:
        return "IAM"
    count = len(report.find_identities(role))
    return pluralize(count, "ARN") if count else "none"
