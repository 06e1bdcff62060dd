"""Describe a new role, and see the statements that create it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from dsql_tui.dsql.connect_policy import write_connect_policy
from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.results.text import make_visible
from dsql_tui.sql.access import FIXED_SCHEMA
from dsql_tui.sql.names import quote_name
from dsql_tui.sql.new_role import parse_new_role, write_new_role
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.dialogs.form_fields import LineField
from dsql_tui.ui.toggles import Checkbox

_NOTE = "Each statement is its own transaction. The identity also needs this IAM policy:"


class NewRoleForm(Dialog[tuple[str, bool] | None]):
    """Fields, and below them the statements; returns them and whether to run them."""

    DEFAULT_CSS = """
    NewRoleForm > .frame { max-width: 100; }
    NewRoleForm #problem { height: auto; padding: 0 1; color: $text-warning; }
    NewRoleForm #statements { height: auto; padding: 0 1; margin-bottom: 1; }
    NewRoleForm #policy { height: auto; padding: 0 1; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+j", "finish(True)", "Run", tooltip="Run the statements.", id="role.run"),
        Binding(
            "ctrl+o",
            "finish(False)",
            "Insert",
            tooltip="Insert the statements into the editor.",
            id="role.insert",
        ),
        Binding("escape", "dismiss(None)", "Cancel", tooltip="Cancel.", id="role.leave"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="role.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="role.up"),
    ]

    def __init__(self, schemas: Sequence[str], endpoint: Endpoint, caller: str | None) -> None:
        super().__init__()
        self.schemas = schemas
        self.endpoint = endpoint
        self.caller = caller
        self.script = ""
        """The statements; empty while a field is wrong."""
        self.problem = Static(id="problem", markup=False)
        self.statements = Static(id="statements", markup=False)
        self.policy = Static(id="policy", markup=False)

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        usable = [quote_name(each) for each in self.schemas if each != FIXED_SCHEMA]
        with VerticalScroll(classes="frame", can_focus=False) as frame:
            frame.border_title = "New role"
            frame.border_subtitle = "Ctrl+J runs · Ctrl+O inserts · Esc cancels"
            yield LineField("name", "Name")
            yield LineField(
                "arn",
                "IAM role or user that may connect",
                hint="arn:aws:iam::111122223333:role/app",
            )
            yield LineField("schemas", "Schemas, separated by commas", ", ".join(usable[:1]))
            yield Checkbox("Also insert, update and delete rows", id="writes", compact=True)
            yield Checkbox("Include tables that you create later", id="future", compact=True)
            yield self.problem
            yield self.statements
            yield self.policy

    @on(Input.Changed)
    @on(Checkbox.Changed)
    def preview(self) -> None:
        """Show the statements, or why there are none."""
        name = self._read("name")
        try:
            role = parse_new_role(
                name,
                self._read("arn"),
                self._read("schemas"),
                self.schemas,
                self.query_one("#writes", Checkbox).value,
                self.query_one("#future", Checkbox).value,
            )
        except ValueError as error:
            self.script, problem, policy = "", str(error), ""
        else:
            self.script, problem = "".join(f"{each};\n" for each in write_new_role(role)), ""
            policy = f"{_NOTE}\n{write_connect_policy(self.endpoint, name, self.caller)}"
        self.problem.update(make_visible(problem))
        self.statements.update("\n".join(map(make_visible, self.script.splitlines())))
        self.policy.update("\n".join(map(make_visible, policy.splitlines())))

    @on(Input.Submitted)
    def enter(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_finish(self, run: bool) -> None:
        """Close with the statements, if there are some."""
        if self.script:
            self.dismiss((self.script, run))

    def action_page(self, pages: int) -> None:
        """Scroll a form that is higher than the terminal."""
        frame = self.query_one(VerticalScroll)
        frame.scroll_relative(y=pages * frame.size.height // 2, animate=False)

    def _read(self, field: str) -> str:
        return self.query_one(f"#{field}", LineField).value.strip()
