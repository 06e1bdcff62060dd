"""A tree of the schemas, tables and columns that the database role can see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.events import Click, MouseDown
from textual.message import Message
from textual.widgets import Tree

from dsql_tui.results.text import make_visible
from dsql_tui.sql.catalog import Relation, Schema
from dsql_tui.sql.names import quote_name
from dsql_tui.sql.templates import qualify, write_count, write_first_rows, write_template
from dsql_tui.ui.bindings import bind
from dsql_tui.ui.workbench.panes.schema_menu import (
    MenuItem,
    list_items,
    list_template_items,
    make_menu,
)

Node = Schema | Relation | str
"""The data of a node: a schema, a relation, or the name of a column."""

_SYSTEM = "sys"
"""The schema with the jobs and role mappings of Aurora DSQL."""

_RIGHT = 3
"""The number of the right mouse button."""

_SHORTER = {
    "character varying": "varchar",
    "timestamp with time zone": "timestamptz",
    "timestamp without time zone": "timestamp",
    "time with time zone": "timetz",
    "time without time zone": "time",
    "character": "char",
}
"""Short names of types."""


class SchemaTree(Tree[Node]):
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
            "First rows",
            tooltip="Select the first rows of the table.",
            id="schema.select",
        ),
        bind("c", "count", "Count rows", "Count the rows of the table.", "schema.count"),
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

    class Reload(Message):
        """A request to read the catalog again."""

    def __init__(self) -> None:
        super().__init__("schema")
        self.guide_depth = 2
        self.show_root = False

    def show(self, schemas: Sequence[Schema]) -> None:
        """Show the catalog; keep expanded nodes, and expand the only schema that has tables."""
        opened = {_key(node.data) for node in self._tree_nodes.values() if node.is_expanded}
        filled = [schema for schema in schemas if schema.relations and schema.name != _SYSTEM]
        self.clear()
        for schema in schemas:
            expand = _key(schema) in opened or filled == [schema]
            branch = self.root.add(_label(schema.name), schema, expand=expand)
            for relation in schema.relations:
                label = _label(relation.name, "view" if relation.view else "")
                leaf = branch.add(label, relation, expand=_key(relation) in opened)
                for column in relation.columns:
                    leaf.add_leaf(_label(column.name, _shorten_type(column.type)), column.name)

    def explain(self, sentence: str) -> None:
        """Show a sentence instead of the catalog."""
        self.clear()
        self.root.add_leaf(_label(sentence))

    def action_insert(self) -> None:
        """Insert the name under the cursor into the editor."""
        if name := self._quote_selected_name():
            self.post_message(self.TextRequested(name, run=False))

    def action_select(self) -> None:
        """Select the first rows of the table under the cursor, or of the table of the column."""
        if relation := self._relation:
            self.post_message(self.TextRequested(write_first_rows(relation), run=True))

    def action_count(self) -> None:
        """Count the rows of the table under the cursor."""
        if relation := self._relation:
            self.post_message(self.TextRequested(write_count(relation), run=True))

    def action_describe(self) -> None:
        """Describe the table under the cursor, or list the tables of the schema."""
        if relation := self._relation:
            self.post_message(self.TextRequested(f"\\d {qualify(relation)}", run=True))
        elif schema := self._schema:
            self.post_message(self.TextRequested(f"\\dt {quote_name(schema.name)}.*", run=True))

    def action_ddl(self) -> None:
        """Show the DDL of the table or schema under the cursor."""
        if relation := self._relation:
            self.post_message(self.DdlRequested(relation.schema, relation.name))
        elif schema := self._schema:
            self.post_message(self.DdlRequested(schema.name, None))

    def action_template(self, kind: str = "") -> None:
        """Insert a template for the table under the cursor; without a kind, choose one."""
        relation = self._relation
        if relation and kind:
            text = write_template(kind, relation)
            self.post_message(self.TextRequested(text, run=False, own_line=True))
        elif relation:
            self._choose(list_template_items(relation))

    def action_offer(self) -> None:
        """Choose one of all actions on the node under the cursor."""
        if self._relation or self._schema:
            self._choose(list_items(self._relation))

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

    @property
    def _relation(self) -> Relation | None:
        """The table or view under the cursor, or that of the column."""
        node = self.cursor_node
        if node is not None and isinstance(node.data, str):
            node = node.parent
        data = node.data if node else None
        return data if isinstance(data, Relation) else None

    @property
    def _schema(self) -> Schema | None:
        """The schema under the cursor."""
        data = self.cursor_node.data if self.cursor_node else None
        return data if isinstance(data, Schema) else None

    def _choose(self, items: list[MenuItem]) -> None:
        """Show a menu, and run the action that is chosen."""
        relation, schema = self._relation, self._schema
        node = self.cursor_node
        title = relation.name if relation else schema.name if schema else ""

        def run(action: str | None) -> None:
            if action and self.cursor_node is node:  # The tree may have been refreshed.
                self.run_worker(self.run_action(action), group="menu", exclusive=True)

        self.app.push_screen(make_menu(make_visible(title), items), run)

    def _quote_selected_name(self) -> str | None:
        data = self.cursor_node.data if self.cursor_node else None
        if isinstance(data, Relation):
            return qualify(data)
        if isinstance(data, Schema):
            return quote_name(data.name)
        return None if data is None else quote_name(data)


def _key(data: Node | None) -> tuple[str, ...]:
    if isinstance(data, Relation):
        return (data.schema, data.name)
    return (data.name,) if isinstance(data, Schema) else ()


def _shorten_type(type_: str) -> str:
    for name, shorter in _SHORTER.items():
        type_ = type_.replace(name, shorter)
    return type_


def _label(name: str, kind: str = "") -> Text:
    return Text.assemble(make_visible(name), (f" {make_visible(kind)}" if kind else "", "dim"))
