"""The menu of the right mouse button on rows: everything that keys do with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dsql_tui.ui.dialogs.choice import ChoiceDialog, Option


class MenuItem(NamedTuple):
    """An action on the rows."""

    label: str
    key: str
    """The key that does the same."""
    action: str
    target: str = "rows"
    """The widget that has the action: `rows`, their `grid`, or the `screen`."""


MENU_ITEMS: tuple[MenuItem, ...] = (
    MenuItem("copy …", "y", "copy"),
    MenuItem("filter by this column …", "/", "filter"),
    MenuItem("find …", "f", "find"),
    MenuItem("find next", "n", "find_next(True)"),
    MenuItem("sort by this column: ascending, descending, off", "s", "sort"),
    MenuItem("sort by this column too", "A", "sort(True)"),
    MenuItem("remove a filter", "F", "remove_filter"),
    MenuItem("reset order, filters and columns", "r", "reset"),
    MenuItem("show the row as a list", "o", "record"),
    MenuItem("show the whole cell", "Enter", "open_cell", "grid"),
    MenuItem("go to row …", ":", "go_to_row"),
    MenuItem("go to the row that the cell names", "t", "follow(True)"),
    MenuItem("related rows …", "T", "follow(False)"),
    MenuItem("fit the column to the visible rows", "=", "fit", "grid"),
    MenuItem("hide the column", "-", "hide", "grid"),
    MenuItem("move the column to the left", ",", "shift(-1)", "grid"),
    MenuItem("move the column to the right", ".", "shift(1)", "grid"),
    MenuItem("freeze or unfreeze the first column", "z", "freeze", "grid"),
    MenuItem("chart", "Ctrl+O C", "use('chart')", "screen"),
    MenuItem("export …", "Ctrl+E", "use('export')", "screen"),
    MenuItem("write a statement that sorts", "S", "draft_sort"),
    MenuItem("write a statement that filters …", "W", "draft_filter"),
    MenuItem("edit the cell …", "e", "edit"),
    MenuItem("set NULL", "Ctrl+L", "set_null"),
    MenuItem("set the default", "Ctrl+D", "set_default"),
    MenuItem("insert a row", "i", "insert"),
    MenuItem("clone the row", "D", "clone"),
    MenuItem("delete the row; again to keep it", "d", "delete"),
    MenuItem("revert the row", "Backspace", "revert"),
    MenuItem("write pending changes …", "w", "write"),
)


def make_menu(items: Sequence[MenuItem], keys: Mapping[str, str]) -> ChoiceDialog:
    """Return the menu; it answers with the index of an item.

    Args:
        items: The items.
        keys: The keys that the user has changed, by action.
    """
    options = [
        Option(str(n), item.label, keys.get(item.action, item.key)) for n, item in enumerate(items)
    ]
    return ChoiceDialog("Rows", options)
