"""The menu of a node in the schema tree: everything that keys do with it, and templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from dsql_tui.sql.catalog import Relation
from dsql_tui.sql.templates import list_templates
from dsql_tui.ui.dialogs.choice import ChoiceDialog, Option
from dsql_tui.ui.workbench.panes.schema_nodes import Branch, Leaf, Selection


class MenuItem(NamedTuple):
    """An action on a node."""

    label: str
    action: str
    key: str = ""
    """The key that does the same."""


_TABLE_ITEMS = (
    MenuItem("show the first rows", "select", "s"),
    MenuItem("count the rows…", "count", "c"),
)
_DESCRIBE = MenuItem("describe", "describe", "d")
_DDL = MenuItem("show DDL", "ddl", "D")
_NAME = MenuItem("insert the name", "insert", "i")
_REQUESTS = (
    MenuItem("export the rows…", "request('export')", "e"),
    MenuItem("import a file…", "request('import')", "l"),
    MenuItem("find where it is used", "request('usages')", "w"),
    MenuItem("create an index…", "request('index')", "I"),
    MenuItem("rename…", "request('rename')", "R"),
    MenuItem("drop…", "request('drop')", "Delete"),
)
_RELOAD = MenuItem("refresh the schema", "reload", "r")

NodeAction = Literal["export", "import", "usages", "index", "rename", "drop"]
"""An action that needs a dialog."""


def has_action(selection: Selection, action: NodeAction) -> bool:
    """Return True if an action is possible on a node."""
    relation, target = selection.relation, selection.target
    match action:
        case "export" | "usages":
            return relation is not None
        case "import" | "index":
            return target is not None and relation is not None and not relation.view
        case "rename":
            return target is not None and target.can_rename
        case "drop":
            return target is not None


def list_items(selection: Selection) -> list[MenuItem]:
    """Return the actions on a node; those on a table are not listed for its index, for example."""
    relation = selection.relation
    table = None if isinstance(selection.node, Branch | Leaf) else relation
    items = [*_TABLE_ITEMS] if table else []
    if relation or selection.schema:
        items.append(_DESCRIBE)
    if selection.ddl:
        items.append(_DDL)
    if selection.name:
        items.append(_NAME)
    if table:
        items += list_template_items(table)
    actions = zip(get_args(NodeAction), _REQUESTS, strict=True)
    items += [
        item
        for action, item in actions
        if has_action(selection, action) and (table or action in ("rename", "drop"))
    ]
    return [*items, _RELOAD]


def list_template_items(relation: Relation) -> list[MenuItem]:
    """Return the actions that insert a template."""
    return [
        MenuItem(f"insert a template: {kind}", f"template('{kind}')", "t")
        for kind in list_templates(relation)
    ]


def make_menu(title: str, items: list[MenuItem], keys: Mapping[str, str]) -> ChoiceDialog:
    """Return a menu, which answers with the action of an item.

    Args:
        title: The title.
        items: The items.
        keys: The keys that the user has changed, by action.
    """
    options = [Option(item.action, item.label, keys.get(item.action, item.key)) for item in items]
    return ChoiceDialog(title, options)
