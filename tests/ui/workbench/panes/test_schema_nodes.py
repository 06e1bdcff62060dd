"""The nodes of the schema tree: labels, branches and statements about them."""

from __future__ import annotations

import pytest

from dsql_tui.sql.catalog import (
    Catalog,
    ColumnInfo,
    Constraint,
    Domain,
    ForeignKey,
    Function,
    Index,
    Relation,
    Schema,
)
from dsql_tui.sql.schema_changes import write_drop
from dsql_tui.ui.workbench.panes.schema_menu import list_items
from dsql_tui.ui.workbench.panes.schema_nodes import (
    Node,
    Selection,
    list_children,
    list_roots,
    make_label,
)

TABLE = Relation(
    "s",
    "t",
    False,
    (
        ColumnInfo("id", "bigint", True, "identity"),
        ColumnInfo("at", "timestamp with time zone", True, "= now()"),
        ColumnInfo("note", "character varying(9)"),
    ),
    ("id",),
    estimate=1_234_567,
    indexes=(
        Index("t_pkey", "(id)", True, constraint=True),
        Index("by_note", "(note)", state="building"),
        Index("by_at", "(at) WHERE (id > 3)", True, "failed"),
    ),
    constraints=(
        Constraint("t_pkey", "p", "primary key (id)"),
        Constraint("k", "c", "CHECK ((id > 0))", validated=False),
    ),
    referrers=(ForeignKey(("id",), "s", "lines", ("t_id", "x")),),
)
SCHEMA = Schema(
    "s",
    (TABLE, Relation("s", "v", True, (ColumnInfo("a", "integer"),))),
    (Function("f", "a int DEFAULT 1", "integer", "a int"), Function("p", "", "")),
    ("q",),
    (),
    (Domain("d", "character varying(3)"),),
)
CATALOG = Catalog([SCHEMA, Schema("sys", ())], ["admin", "app"])


def draw(nodes: list[Node], parent: Node | None = None, depth: int = 0) -> list[str]:
    """Return the labels of nodes and of all below, indented."""
    lines = []
    for node in nodes:
        lines.append("  " * depth + str(make_label(node, parent)))
        lines += draw(list(list_children(node)), node, depth + 1)
    return lines


def test_the_tree_shows_keys_states_and_estimates() -> None:
    assert draw(list(list_roots(CATALOG))) == [
        "s",
        "  t ~1,234,567",
        "    id bigint key identity",
        "    at timestamptz not null = now()",
        "    note varchar(9)",
        "    indexes 3",
        "      t_pkey (id) unique",
        "      by_note (note) building",
        "      by_at (at) WHERE (id > 3) unique failed",
        "    constraints 2",
        "      t_pkey primary key (id)",
        "      k CHECK ((id > 0)) not validated",
        "    referenced by 1",
        "      lines (t_id, x)",
        "  v view",
        "    a integer",
        "  sequences 1",
        "    q",
        "  functions 2",
        "    f (a int DEFAULT 1) integer",
        "    p ()",
        "  domains 1",
        "    d varchar(3)",
        "sys",
        "roles 2",
        "  admin",
        "  app",
    ]


def select(*names: str) -> Selection:
    """Return the selection of a node by the names above it."""
    nodes, path = list(list_roots(CATALOG)), list[Node]()
    for name in names:
        path.append(next(node for node in nodes if node.name == name))
        nodes = list(list_children(path[-1]))
    return Selection(tuple(path))


@pytest.mark.parametrize(
    ("names", "written", "drop"),
    [
        (("s", "t", "indexes", "by_note"), "s.by_note", "drop index s.by_note;"),
        (("s", "t", "indexes", "t_pkey"), "s.t_pkey", ""),
        (("s", "t", "constraints", "k"), "k", "alter table s.t drop constraint k;"),
        (("s", "t", "constraints", "t_pkey"), "t_pkey", ""),
        (("s", "t", "referenced by", "lines"), "s.lines", ""),
        (("s", "t", "indexes"), "", ""),
        (("s", "sequences", "q"), "s.q", "drop sequence s.q;"),
        (("s", "functions", "f"), "s.f", "drop function s.f(a int);"),
        (("s", "functions", "p"), "s.p", "drop procedure s.p();"),
        (("s", "domains", "d"), "s.d", "drop domain s.d;"),
        (("s", "domains"), "", ""),
        (("roles", "app"), "app", "drop role app;"),
        (("roles", "admin"), "admin", ""),
        (("roles",), "", ""),
    ],
)
def test_each_object_has_its_name_and_its_drop(
    names: tuple[str, ...], written: str, drop: str
) -> None:
    selection = select(*names)
    assert selection.name == written
    assert (write_drop(selection.target) if selection.target else "") == drop
    labels = [item.label for item in list_items(selection)]
    assert ("drop…" in labels) is bool(drop)
    assert ("insert the name" in labels) is bool(written)
    assert ("show DDL" in labels) is (names[0] == "s" and names[-1] != "domains")
    assert "show the first rows" not in labels
