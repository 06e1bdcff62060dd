"""The menu of a node in the schema tree: everything that keys do with it, and templates."""

from __future__ import annotations

from typing import NamedTuple

from dsql_tui.sql.catalog import Relation
from dsql_tui.sql.templates import list_templates
from dsql_tui.ui.dialogs.choice import ChoiceDialog, Option


class MenuItem(NamedTuple):
    """An action on a node."""

    label: str
    action: str
    key: str = ""
    """The key that does the same."""


_TABLE_ITEMS = (
    MenuItem("show the first rows", "select", "s"),
    MenuItem("count the rows", "count", "c"),
)
_ITEMS = (
    MenuItem("describe", "describe", "d"),
    MenuItem("show DDL", "ddl", "D"),
    MenuItem("insert the name", "insert", "i"),
)
_RELOAD = MenuItem("refresh the schema", "reload", "r")


def list_items(relation: Relation | None) -> list[MenuItem]:
    """Return the actions on a table or view, or on a schema for `None`."""
    if relation is None:
        return [*_ITEMS, _RELOAD]
    return [*_TABLE_ITEMS, *_ITEMS, *list_template_items(relation), _RELOAD]


def list_template_items(relation: Relation) -> list[MenuItem]:
    """Return the actions that insert a template."""
    return [
        MenuItem(f"insert a template: {kind}", f"template('{kind}')", "t")
        for kind in list_templates(relation)
    ]


def make_menu(title: str, items: list[MenuItem]) -> ChoiceDialog:
    """Return a menu, which answers with the action of an item."""
    return ChoiceDialog(title, [Option(item.action, item.label, item.key) for item in items])
