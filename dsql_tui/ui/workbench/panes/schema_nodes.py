"""The nodes of the schema tree: their labels, what is below them, and what can be done with one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.text import Text

from dsql_tui.results.text import make_visible
from dsql_tui.sql.catalog import Catalog, ColumnInfo, Relation, Schema
from dsql_tui.sql.names import quote_name
from dsql_tui.sql.schema_changes import Target
from dsql_tui.sql.templates import qualify


class Leaf(NamedTuple):
    """An object with nothing below it."""

    kind: str
    """In the words of SQL, or `reference`: another table's foreign key."""
    schema: str
    """Empty for a role."""
    name: str
    remark: str = ""
    problem: str = ""
    """A state that needs attention."""
    arguments: str = ""
    """The arguments of a function, without defaults."""
    fixed: bool = False
    """Whether no statement changes it."""


class Branch(NamedTuple):
    """Objects of one kind."""

    name: str
    children: tuple[Leaf, ...]


Node = Schema | Relation | ColumnInfo | Branch | Leaf
"""The data of a node."""

SYSTEM = "sys"
"""The schema with the jobs and role mappings of Aurora DSQL."""

_NOT_QUALIFIED = ("constraint", "role")
"""Kinds of objects whose names have no schema."""

_SHORTER = {
    "character varying": "varchar",
    "timestamp with time zone": "timestamptz",
    "timestamp without time zone": "timestamp",
    "time with time zone": "timetz",
    "time without time zone": "time",
    "character": "char",
}
"""Short names of types."""


def list_roots(catalog: Catalog) -> Sequence[Node]:
    """Return what is at the top: the schemas, and the roles."""
    roles = tuple(Leaf("role", "", name, fixed=name == "admin") for name in catalog.roles)
    return [*catalog.schemas, *_make_branches({"roles": roles})]


def list_children(node: Node) -> Sequence[Node]:
    """Return what is below a node."""
    match node:
        case Schema():
            return [*node.relations, *_list_branches(node)]
        case Relation():
            return [*node.columns, *_list_table_branches(node)]
        case Branch():
            return node.children
    return ()


def has_children(node: Node) -> bool:
    """Return True if there is something below a node; faster than to list it."""
    return isinstance(node, Relation | Branch) or bool(list_children(node))


def make_label(node: Node, parent: Node | None = None) -> Text:
    """Return the name of a node, and what there is to say about it."""
    match node:
        case Relation() if node.view:
            return _label(node.name, "view")
        case Relation():
            return _label(node.name, "" if node.estimate is None else f"~{node.estimate:,}")
        case ColumnInfo():
            key = isinstance(parent, Relation) and node.name in parent.primary
            nulls = "key" if key else "not null" if node.required else ""
            return _label(node.name, _shorten_type(node.type), nulls, node.filled)
        case Branch():
            return _label(node.name, str(len(node.children)))
        case Leaf() if node.problem:
            return _label(node.name, node.remark) + Text(f" {node.problem}", "yellow")
        case Leaf():
            return _label(node.name, node.remark)
    return _label(node.name)


def _list_branches(schema: Schema) -> list[Branch]:
    return _make_branches(
        {
            "sequences": tuple(Leaf("sequence", schema.name, name) for name in schema.sequences),
            "functions": tuple(
                Leaf(
                    "function" if each.returns else "procedure",
                    schema.name,
                    each.name,
                    f"({each.arguments}) {each.returns}".rstrip(),
                    arguments=each.identity,
                )
                for each in schema.functions
            ),
            "domains": tuple(
                Leaf("domain", schema.name, each.name, _shorten_type(each.type))
                for each in schema.domains
            ),
        }
    )


def _list_table_branches(relation: Relation) -> list[Branch]:
    schema = relation.schema
    return _make_branches(
        {
            "indexes": tuple(
                Leaf(
                    "index",
                    schema,
                    each.name,
                    f"{each.keys} unique" if each.unique else each.keys,
                    each.state,
                    fixed=each.constraint,
                )
                for each in relation.indexes
            ),
            "constraints": tuple(
                Leaf(
                    "constraint",
                    schema,
                    each.name,
                    each.definition,
                    "" if each.validated else "not validated",
                    fixed=each.kind == "p",
                )
                for each in relation.constraints
            ),
            "referenced by": tuple(
                Leaf("reference", each.schema, each.relation, f"({', '.join(each.refers)})")
                for each in relation.referrers
            ),
        }
    )


def _make_branches(found: dict[str, tuple[Leaf, ...]]) -> list[Branch]:
    """Return a branch for each kind of which there are objects."""
    return [Branch(name, leaves) for name, leaves in found.items() if leaves]


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
        match self.node:
            case None | Branch():
                return ""
            case Relation():
                return qualify(self.node)
            case Leaf() if self.node.kind not in _NOT_QUALIFIED:
                return f"{quote_name(self.node.schema)}.{quote_name(self.node.name)}"
        return quote_name(self.node.name)

    @property
    def ddl(self) -> tuple[str, str | None] | None:
        """The schema and the object whose DDL there is; no object means all of the schema."""
        if self.relation:
            return self.relation.schema, self.relation.name
        match self.node:
            case Schema():
                return self.node.name, None
            case Leaf() if self.node.schema:
                return self.node.schema, self.node.name
        return None

    @property
    def title(self) -> str:
        """The name for people."""
        return ".".join(node.name for node in self.path if not isinstance(node, Branch))

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
            case Leaf() if not node.fixed and node.kind != "reference":
                parent = relation.name if relation and node.kind == "constraint" else ""
                return Target(node.kind, node.schema, node.name, parent, kind, node.arguments)
        return None


def _shorten_type(type_: str) -> str:
    for name, shorter in _SHORTER.items():
        type_ = type_.replace(name, shorter)
    return type_


def _label(name: str, *remarks: str) -> Text:
    remark = " ".join(filter(None, remarks))
    return Text.assemble(make_visible(name), (f" {make_visible(remark)}" if remark else "", "dim"))
