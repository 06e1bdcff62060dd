"""Schemas, tables and columns, as this database role sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Tree

from dsql_tui.results.text import visible
from dsql_tui.sql.catalog import Relation, Schema
from dsql_tui.sql.names import quoted

Node = Schema | Relation | str
"""What a node stands for: a schema, a relation, or a column by its name."""

_SYSTEM = "sys"
"""The schema that Aurora DSQL keeps its jobs and mappings in."""

_SHORTER = {
    "character varying": "varchar",
    "timestamp with time zone": "timestamptz",
    "timestamp without time zone": "timestamp",
    "time with time zone": "timetz",
    "time without time zone": "time",
    "character": "char",
}
"""What people write for types whose proper names are long."""


class SchemaTree(Tree[Node]):
    """Shows the catalog it is told; says which name is wanted in the editor."""

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
            tooltip="Put the name into the editor.",
            id="schema.insert",
        ),
        Binding(
            "s", "select", "Select rows", tooltip="Select rows of the table.", id="schema.select"
        ),
        Binding("r", "reload", "Reload", tooltip="Read the schema anew.", id="schema.reload"),
    ]

    @dataclass
    class Wanted(Message):
        """Text that belongs into the editor; `run` asks to run it as a statement."""

        text: str
        run: bool

    class Reload(Message):
        """The catalog should be read anew."""

    def __init__(self) -> None:
        super().__init__("schema")
        self.guide_depth = 2
        self.show_root = False

    def show(self, schemas: Sequence[Schema]) -> None:
        """Show the catalog; what was expanded stays so, as does the only one that is filled."""
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
                    leaf.add_leaf(_label(column.name, _short(column.type)), column.name)

    def explain(self, sentence: str) -> None:
        """Say why there is nothing to show."""
        self.clear()
        self.root.add_leaf(_label(sentence))

    def action_insert(self) -> None:
        """Want the name under the cursor."""
        if name := self._wanted():
            self.post_message(self.Wanted(name, run=False))

    def action_select(self) -> None:
        """Want the rows of the table under the cursor, or of the column's table."""
        node = self.cursor_node
        if node is not None and isinstance(node.data, str):
            node = node.parent
        if node is not None and isinstance(node.data, Relation):
            name = f"{quoted(node.data.schema)}.{quoted(node.data.name)}"
            self.post_message(self.Wanted(f"select * from {name};", run=True))

    def action_reload(self) -> None:
        """Want the catalog anew."""
        self.post_message(self.Reload())

    def _wanted(self) -> str | None:
        data = self.cursor_node.data if self.cursor_node else None
        if isinstance(data, Relation):
            return f"{quoted(data.schema)}.{quoted(data.name)}"
        if isinstance(data, Schema):
            return quoted(data.name)
        return None if data is None else quoted(data)


def _key(data: Node | None) -> tuple[str, ...]:
    if isinstance(data, Relation):
        return (data.schema, data.name)
    return (data.name,) if isinstance(data, Schema) else ()


def _short(type_: str) -> str:
    for name, shorter in _SHORTER.items():
        type_ = type_.replace(name, shorter)
    return type_


def _label(name: str, kind: str = "") -> Text:
    return Text.assemble(visible(name), (f" {visible(kind)}" if kind else "", "dim"))
