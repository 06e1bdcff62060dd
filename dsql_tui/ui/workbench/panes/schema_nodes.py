"""The nodes of the schema tree: their labels, what is below them, and what can be done with one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text

from dsql_tui.results.text import make_visible
from dsql_tui.sql.catalog import ColumnInfo, Relation, Schema
from dsql_tui.sql.names import quote_name
from dsql_tui.sql.schema_changes import Target
from dsql_tui.sql.templates import qualify

Node = Schema | Relation | ColumnInfo
"""The data of a node."""

SYSTEM = "sys"
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


def list_children(node: Node) -> Sequence[Node]:
    """Return what is below a node."""
    match node:
        case Schema():
            return node.relations
        case Relation():
            return node.columns
    return ()


def make_label(node: Node) -> Text:
    """Return the name of a node, and what there is to say about it."""
    match node:
        case Relation():
            return _label(node.name, "view" if node.view else "")
        case ColumnInfo():
            return _label(node.name, _shorten_type(node.type))
    return _label(node.name)


@dataclass(frozen=True)
class Selection:
    """A node and those above it, from the top."""

    path: tuple[Node, ...] = ()

    @property
    def node(self) -> Node | None:
        """The node."""
        return self.path[-1] if self.path else None

    @property
    def schema(self) -> Schema | None:
        """The node, if it is a schema."""
        return self.node if isinstance(self.node, Schema) else None

    @property
    def relation(self) -> Relation | None:
        """The table or view of the node."""
        return next((node for node in self.path if isinstance(node, Relation)), None)

    @property
    def column(self) -> str:
        """The name of the column; empty if the node is something else."""
        return self.node.name if isinstance(self.node, ColumnInfo) else ""

    @property
    def name(self) -> str:
        """The name as SQL must write it; empty if there is none."""
        if isinstance(self.node, Relation):
            return qualify(self.node)
        return quote_name(self.node.name) if self.node else ""

    @property
    def title(self) -> str:
        """The name for people."""
        names = [self.relation.schema, self.relation.name] if self.relation else []
        if self.node and self.node is not self.relation:
            names.append(self.node.name)
        return ".".join(names)

    @property
    def target(self) -> Target | None:
        """The object that can be renamed or dropped; `None` in the system's schema."""
        if not self.path or self.path[0].name == SYSTEM:
            return None
        node, relation = self.node, self.relation
        kind = "view" if relation and relation.view else "table"
        match node:
            case Schema():
                return Target("schema", node.name, node.name)
            case Relation():
                return Target(kind, node.schema, node.name)
            case ColumnInfo() if relation:
                return Target("column", relation.schema, node.name, relation.name, kind)
        return None


def _shorten_type(type_: str) -> str:
    for name, shorter in _SHORTER.items():
        type_ = type_.replace(name, shorter)
    return type_


def _label(name: str, remark: str = "") -> Text:
    return Text.assemble(make_visible(name), (f" {make_visible(remark)}" if remark else "", "dim"))
