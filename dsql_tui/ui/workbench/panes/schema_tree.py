"""A tree of the schemas, tables and columns that the database role can see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Tree

from dsql_tui.results.text import make_visible
from dsql_tui.sql.catalog import Relation, Schema
from dsql_tui.sql.names import quote_name

Node = Schema | Relation | str
"""The data of a node: a schema, a relation, or the name of a column."""

_SYSTEM = "sys"
"""The schema with the jobs and role mappings of Aurora DSQL."""

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
            "Select rows",
            tooltip="Select the rows of the table.",
            id="schema.select",
        ),
        Binding("r", "reload", "Refresh", tooltip="Refresh the schema.", id="schema.reload"),
    ]

    @dataclass
    class TextRequested(Message):
        """A request to insert text into the editor."""

        text: str
        run: bool
        """True to run the text as a statement."""

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
        """Select the rows of the table under the cursor, or of the table of the column."""
        node = self.cursor_node
        if node is not None and isinstance(node.data, str):
            node = node.parent
        if node is not None and isinstance(node.data, Relation):
            name = f"{quote_name(node.data.schema)}.{quote_name(node.data.name)}"
            self.post_message(self.TextRequested(f"select * from {name};", run=True))

    def action_reload(self) -> None:
        """Request the catalog again."""
        self.post_message(self.Reload())

    def _quote_selected_name(self) -> str | None:
        data = self.cursor_node.data if self.cursor_node else None
        if isinstance(data, Relation):
            return f"{quote_name(data.schema)}.{quote_name(data.name)}"
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
