"""The page of keys, made from the bindings and menus: `python -m tests.keys > docs/keys.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby

from textual.binding import Binding
from textual.dom import DOMNode

from dsql_tui.ui.access.access_screen import AccessPage
from dsql_tui.ui.access.new_role_form import NewRoleForm
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.clusters.clusters import Clusters
from dsql_tui.ui.compare.compare_screen import SchemaComparison
from dsql_tui.ui.conflicts.conflicts_screen import Conflicts
from dsql_tui.ui.cost.cost_screen import Cost
from dsql_tui.ui.dialogs.menu import GROUPS, Entry
from dsql_tui.ui.editor.editor import SqlEditor
from dsql_tui.ui.jobs.jobs_screen import Jobs
from dsql_tui.ui.limits.limits_screen import Limits
from dsql_tui.ui.metrics.metrics_screen import Metrics
from dsql_tui.ui.migration.apply_page import ApplyPage
from dsql_tui.ui.migration.migration_page import MigrationPage
from dsql_tui.ui.picker.picker import Picker
from dsql_tui.ui.plans.compare_screen import PlanComparison
from dsql_tui.ui.plans.plan_screen import PlanScreen
from dsql_tui.ui.results.edit_dialog import EditDialog
from dsql_tui.ui.results.edit_view import EditView
from dsql_tui.ui.results.grid import Grid
from dsql_tui.ui.results.results import Results
from dsql_tui.ui.settings.settings_screen import SettingsPage
from dsql_tui.ui.statements.statements_screen import Statements
from dsql_tui.ui.streams.records_screen import StreamRecords
from dsql_tui.ui.streams.streams_screen import Streams
from dsql_tui.ui.workbench.console import Console
from dsql_tui.ui.workbench.console_tabs import Consoles
from dsql_tui.ui.workbench.ddl_screen import DdlScreen
from dsql_tui.ui.workbench.pane_layout import PaneLayout
from dsql_tui.ui.workbench.panes.schema import Schema
from dsql_tui.ui.workbench.panes.schema_tree import SchemaTree
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.dialogs.test_menu import PICKER, entries

PLACES: tuple[tuple[str, tuple[type[DOMNode], ...]], ...] = (
    ("Everywhere", (DsqlTui,)),
    ("Picker", (Picker,)),
    ("Workbench", (Workbench, PaneLayout, Consoles, Console)),
    ("Editor", (SqlEditor,)),
    ("Results", (Results, EditView, Grid)),
    ("Value of a cell", (EditDialog,)),
    ("Plan", (PlanScreen,)),
    ("Comparison of plans", (PlanComparison,)),
    ("Schema", (SchemaTree, Schema)),
    ("DDL", (DdlScreen,)),
    ("Comparison of schemas", (SchemaComparison,)),
    ("Jobs", (Jobs,)),
    ("Cost", (Cost,)),
    ("Limits", (Limits,)),
    ("Metrics", (Metrics,)),
    ("Statements", (Statements,)),
    ("Conflicts", (Conflicts,)),
    ("Change streams", (Streams,)),
    ("Records of a change stream", (StreamRecords,)),
    ("Migration", (MigrationPage,)),
    ("Scripts to apply", (ApplyPage,)),
    ("Roles and access", (AccessPage, NewRoleForm)),
    ("Clusters", (Clusters,)),
    ("Settings", (SettingsPage,)),
)

OTHERS = {
    "Editor": (
        "| `Tab`, `Shift+Tab` | Insert the chosen completion, or indent and unindent lines |\n",
    ),
}
"""The lines of keys that have no binding of the program's own."""

NAMES = {
    "slash": "/",
    "question_mark": "?",
    "underscore": "_",
    "plus": "+",
    "asterisk": "*",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "colon": ":",
    "minus": "-",
    "equals_sign": "=",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "@": "Space",
    "comma": ",",
    "full_stop": ".",
    "pageup": "Page up",
    "pagedown": "Page down",
}


def build_page() -> str:
    """Return the page in Markdown."""
    parts = ["# Keys\n\nMade from the program's bindings.\n"]
    for title, nodes in PLACES:
        bound = (line for node in nodes for line in _lines(node))
        lines = list(dict.fromkeys([*bound, *OTHERS.get(title, ())]))
        parts.append(f"## {title}\n\n| key | does |\n|---|---|\n" + "".join(lines))
    parts.append(
        "## Ctrl+O and a letter\n\nIn the workbench.\n\n| | | |\n|---|---|---|\n" + _menu()
    )
    return "\n".join(parts)


def _lines(node: type[DOMNode]) -> Iterator[str]:
    ours = [kind for kind in node.__mro__ if kind.__module__.startswith("dsql_tui")]
    for kind in ours:
        bindings = Binding.make_bindings(vars(kind).get("BINDINGS", ()))
        for _, group in groupby(bindings, key=lambda binding: binding.action):
            same = list(group)
            if same[0].tooltip:
                keys = ", ".join(_key(binding.key) for binding in same)
                yield f"| {keys} | {same[0].tooltip.rstrip('.')} |\n"


def _key(key: str) -> str:
    *held, last = key.split("+")
    last = NAMES.get(last, last)
    last = last.capitalize() if len(last) > 1 else (last.upper() if held else last)
    return "`" + "+".join([*(word.capitalize() for word in held), last]) + "`"


def _menu() -> str:
    found = {entry for name, menu in entries().items() if name not in PICKER for entry in menu}

    def rank(entry: Entry) -> tuple[int, str, str]:
        return GROUPS.index(entry.group), entry.letter.lower(), entry.letter

    return "".join(f"| {e.group} | `{e.keys}` | {e.label} |\n" for e in sorted(found, key=rank))


if __name__ == "__main__":
    sys.stdout.write(build_page())
