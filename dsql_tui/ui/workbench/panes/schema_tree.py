"""A tree of the schemas, tables and columns that the database role can see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click, MouseDown
from textual.message import Message

from dsql_tui.results.text import make_visible
from dsql_tui.sql.catalog import Relation
from dsql_tui.sql.names import quote_name
from dsql_tui.sql.templates import qualify, write_first_rows, write_template
from dsql_tui.ui.bindings import bind
from dsql_tui.ui.keymap import list_changed_keys
from dsql_tui.ui.workbench.panes.catalog_tree import CatalogTree
from dsql_tui.ui.workbench.panes.schema_menu import (
    MenuItem,
    NodeAction,
    has_action,
    list_items,
    list_template_items,
    make_menu,
)
from dsql_tui.ui.workbench.panes.schema_nodes import Node, Selection

_RIGHT = 3
"""The number of the right mouse button."""


class SchemaTree(CatalogTree):
    """A tree of the catalog, with keys to use its names in the editor."""

    DEFAULT_CSS = """
    SchemaTree {
        width: 1fr;
        height: 1fr;
        padding: 0 1;
        background: $surface;
        overflow-x: hidden;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "i",
            "insert",
            "Insert name",
            tooltip="Insert the name into the editor.",
            id="schema.insert",
        ),
        Binding(
            "s",
            "select",
            "Show rows",
            tooltip="Select the first rows of the table.",
            id="schema.select",
        ),
        bind("c", "count", "Count rows", "Show what a count will cost, and count.", "schema.count"),
        bind(
            "d", "describe", "Describe", "Describe the table or list the tables.", "schema.describe"
        ),
        bind("D", "ddl", "Show DDL", "Show the statements that create it again.", "schema.ddl"),
        bind(
            "t", "template", "Template", "Insert a statement with the columns.", "schema.template"
        ),
        Binding(
            "m,shift+f10",
            "offer",
            "Actions",
            tooltip="Choose an action; so does the right mouse button.",
            id="schema.offer",
        ),
        bind(
            "w", "request('usages')", "Find uses", "Find where the table is used.", "schema.usages"
        ),
        bind(
            "I", "request('index')", "Create index", "Write a CREATE INDEX ASYNC.", "schema.index"
        ),
        bind(
            "R",
            "request('rename')",
            "Rename",
            "Write the statement that renames it.",
            "schema.rename",
        ),
        bind(
            "delete", "request('drop')", "Drop", "Write the statement that drops it.", "schema.drop"
        ),
        bind("e", "request('export')", "Export", "Export the rows of the table.", "schema.export"),
        bind("l", "request('import')", "Import", "Import a file into the table.", "schema.import"),
        Binding("r", "reload", "Refresh", tooltip="Refresh the schema.", id="schema.reload"),
    ]

    @dataclass
    class TextRequested(Message):
        """A request to insert text into the editor."""

        text: str
        run: bool
        """True to run the text as a statement."""
        own_line: bool = False
        """Whether the text is a statement to edit."""

    @dataclass
    class DdlRequested(Message):
        """A request to show the DDL of a schema, or of a relation in it."""

        schema: str
        name: str | None

    @dataclass
    class CountRequested(Message):
        """A request to count the rows of a table or view."""

        relation: Relation

    @dataclass
    class ActionRequested(Message):
        """A request for an action that needs a dialog."""

        action: NodeAction
        selection: Selection

    class Reload(Message):
        """A request to read the catalog again."""

    @property
    def selection(self) -> Selection:
        """The node under the cursor, and those above it."""
        node, path = self.cursor_node, list[Node]()
        while node is not None and node.data is not None:
            path.insert(0, node.data)
            node = node.parent
        return Selection(tuple(path))

    def action_insert(self) -> None:
        """Insert the name under the cursor into the editor."""
        if name := self.selection.name:
            self.post_message(self.TextRequested(name, run=False))

    def action_select(self) -> None:
        """Select the first rows of the table under the cursor, or of the table of the column."""
        if relation := self.selection.relation:
            self.post_message(self.TextRequested(write_first_rows(relation), run=True))

    def action_count(self) -> None:
        """Request a count of the rows of the table under the cursor."""
        if relation := self.selection.relation:
            self.post_message(self.CountRequested(relation))

    def action_describe(self) -> None:
        """Describe the table under the cursor, or list the tables of the schema."""
        if relation := self.selection.relation:
            self.post_message(self.TextRequested(f"\\d {qualify(relation)}", run=True))
        elif schema := self.selection.schema:
            self.post_message(self.TextRequested(f"\\dt {quote_name(schema.name)}.*", run=True))

    def action_ddl(self) -> None:
        """Show the DDL of the object under the cursor, or of the schema."""
        if found := self.selection.ddl:
            self.post_message(self.DdlRequested(*found))

    def action_template(self, kind: str = "") -> None:
        """Insert a template for the table under the cursor; without a kind, choose one."""
        relation = self.selection.relation
        if relation and kind:
            text = write_template(kind, relation)
            self.post_message(self.TextRequested(text, run=False, own_line=True))
        elif relation:
            self._choose(list_template_items(relation))

    def action_offer(self) -> None:
        """Choose one of all actions on the node under the cursor."""
        if self.selection.node:
            self._choose(list_items(self.selection))

    def action_request(self, action: NodeAction) -> None:
        """Request an action on the node under the cursor, if the node has it."""
        if has_action(self.selection, action):
            self.post_message(self.ActionRequested(action, self.selection))

    def on_mouse_down(self, event: MouseDown) -> None:
        """Open the menu of the node under the right mouse button."""
        line = event.style.meta.get("line")
        if event.button == _RIGHT and line is not None:
            event.stop()
            self.focus()
            self.cursor_line = line
            self.action_offer()

    def on_click(self, event: Click) -> None:
        """Keep the right mouse button from expanding the node."""
        if event.button == _RIGHT:
            event.prevent_default()

    def action_reload(self) -> None:
        """Request the catalog again."""
        self.post_message(self.Reload())

    def _choose(self, items: list[MenuItem]) -> None:
        """Show a menu, and run the action that is chosen."""
        node = self.cursor_node

        def run(action: str | None) -> None:
            if action and self.cursor_node is node:  # The tree may have been refreshed.
                self.run_worker(self.run_action(action), group="menu", exclusive=True)

        title = make_visible(self.selection.title)
        keys = list_changed_keys(self.screen)
        self.app.push_screen(make_menu(title, items, keys), run)
