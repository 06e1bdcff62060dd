"""The schema pane: the tables and columns that the database role can see."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from dsql_tui.aws.errors import AwsError
from dsql_tui.db.catalog import read_catalog
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import ConnectError, Session
from dsql_tui.execution.threads import in_thread
from dsql_tui.opening import Access
from dsql_tui.results.text import make_visible
from dsql_tui.sql.catalog import Catalog
from dsql_tui.sql.schema_changes import write_drop, write_rename
from dsql_tui.sql.templates import qualify
from dsql_tui.ui.bindings import bind
from dsql_tui.ui.dialogs.insert_text import InsertText
from dsql_tui.ui.dialogs.menu import Entry
from dsql_tui.ui.workbench.panes.pane import Pane
from dsql_tui.ui.workbench.panes.schema_menu import NodeAction
from dsql_tui.ui.workbench.panes.schema_nodes import Selection
from dsql_tui.ui.workbench.panes.schema_tree import SchemaTree

T = TypeVar("T")


class Schema(Pane):
    """The schema pane, which reads the catalog in a short session of its own."""

    TITLE = "schema"
    LETTER = "s"
    MENU: ClassVar[tuple[Entry, ...]] = (Entry("u", "refresh the schema", "reload", "go to"),)
    DEFAULT_CSS = """
    Schema > Input { display: none; }
    Schema > Input.-shown { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "slash",
            "filter",
            "Filter",
            tooltip="Show only what matches a text.",
            id="schema.filter",
        ),
        bind(
            "down", "leave_filter", "Matches", "Go from the filter to the matches.", "schema.down"
        ),
        bind("escape", "clear_filter", "Show all", "Remove the filter.", "schema.show_all"),
    ]

    @dataclass
    class Read(Message):
        """The catalog was read."""

        catalog: Catalog

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self.names = SchemaTree()
        self.catalog = Catalog()
        """The catalog that was read last."""
        self.filter_field = Input(placeholder="filter · Esc shows all", compact=True)

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        yield self.names
        yield self.filter_field

    def on_mount(self) -> None:
        """Read the catalog."""
        self.action_reload()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave keys to others while there is no filter."""
        if action == "leave_filter":
            return self.filter_field.has_focus
        return action != "clear_filter" or self.filter_field.has_class("-shown")

    def action_filter(self) -> None:
        """Show the field of the filter."""
        self.filter_field.add_class("-shown")
        self.filter_field.focus()

    @on(Input.Changed)
    def filter(self, message: Input.Changed) -> None:
        """Show only what matches."""
        self.names.filter(message.value.strip())

    @on(Input.Submitted)
    def action_leave_filter(self) -> None:
        """Go to the matches; an empty filter is removed."""
        if self.filter_field.value.strip():
            self.names.focus()
        else:
            self.action_clear_filter()

    def action_clear_filter(self) -> None:
        """Show everything, and hide the field."""
        self.filter_field.value = ""
        self.filter_field.remove_class("-shown")
        self.names.focus()

    @on(SchemaTree.TextRequested)
    def insert_text(self, message: SchemaTree.TextRequested) -> None:
        """Insert or run the text that the tree requests."""
        self.post_message(InsertText(message.text, message.run, message.own_line))

    @on(SchemaTree.ActionRequested)
    @work(group="actions", exclusive=True)
    async def run_action_on(self, message: SchemaTree.ActionRequested) -> None:
        """Ask what an action needs, and insert the statement into the editor."""
        selection = message.selection
        if message.action == "usages":
            await self._show_usages(selection)
        elif message.action == "import" and selection.relation:
            arguments = ("", qualify(selection.relation))
            await self.run_action(f"screen.use('import', {arguments!r})")
        elif message.action == "export" and selection.relation:
            await self.run_action(f"screen.use('export', ({qualify(selection.relation)!r},))")
        elif statement := await self._ask_statement(message.action, selection):
            self.post_message(InsertText(statement, run=False, own_line=True))

    async def _ask_statement(self, action: NodeAction, selection: Selection) -> str | None:
        """Return the statement of an action; `None` if the user cancels."""
        # Imported here, because most sessions change no schema.
        from dsql_tui.ui.workbench.panes.schema_dialogs import make_drop_dialog, make_rename_dialog
        from dsql_tui.ui.workbench.panes.schema_index import IndexDialog

        target, relation = selection.target, selection.relation
        if action == "index" and relation:
            return await self.app.push_screen_wait(IndexDialog(relation, selection.column))
        if action == "rename" and target:
            name = await self.app.push_screen_wait(make_rename_dialog(target))
            return write_rename(target, name) if name else None
        if action == "drop" and target:
            name = await self.app.push_screen_wait(make_drop_dialog(target))
            return write_drop(target) if name else None
        return None

    async def _show_usages(self, selection: Selection) -> None:
        """List what uses a table or a column; the cursor goes to what is chosen."""
        # Imported here, as for statements.
        from dsql_tui.db.usages import read_definitions
        from dsql_tui.sql.usages import find_usages
        from dsql_tui.ui.workbench.panes.schema_dialogs import make_usages_dialog

        definitions, problem = await self._fetch(read_definitions)
        if definitions is None:
            self.notify(make_visible(problem), severity="error", markup=False)
            return
        assert selection.relation
        found = find_usages(self.catalog, definitions, selection.relation, selection.column)
        if not found:
            words = f"No view, foreign key or function uses {selection.title}."
            self.notify(make_visible(words), markup=False)
            return
        chosen = await self.app.push_screen_wait(make_usages_dialog(selection.title, found))
        if chosen is not None:
            use = found[int(chosen)]
            if self.names.filter_text:
                self.action_clear_filter()
                self.names.filter("")
            branch = ("functions",) if use.kind in ("function", "procedure") else ()
            self.names.select(use.schema, *branch, use.name)

    @on(SchemaTree.Reload)
    def action_reload(self) -> None:
        """Read the catalog again."""
        self.read()

    @work(group="schema", exclusive=True)
    async def read(self) -> None:
        """Read and show the catalog, or show the error."""
        found, problem = await self._fetch(read_catalog)
        if not self.names.is_attached:
            return  # the screen was closed meanwhile
        if found is None:
            self.names.explain(problem)
        else:
            self.catalog = found
            self.names.show(found)
            self.post_message(self.Read(found))

    async def _fetch(self, read: Callable[[Session], T]) -> tuple[T | None, str]:
        """Return what a function reads in a session of its own, or `None` and the problem."""

        def read_in_session() -> T:
            with closing(self.access.open()) as session:
                return read(session)

        try:
            return await in_thread(read_in_session), ""
        except AwsError as error:
            return None, str(error)
        except (CatalogError, ConnectError) as failed:
            return None, failed.error.message
