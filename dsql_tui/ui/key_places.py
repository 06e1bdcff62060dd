"""The places that have keys: screens and panes, each with the classes that bind them.

Importing this module imports every screen.
"""

from __future__ import annotations

from textual.dom import DOMNode

from dsql_tui.ui.access.access_screen import AccessPage
from dsql_tui.ui.access.new_role_form import NewRoleForm
from dsql_tui.ui.clusters.cluster_list import ClusterList
from dsql_tui.ui.clusters.clusters import Clusters
from dsql_tui.ui.clusters.regions_page import RegionsPage
from dsql_tui.ui.compare.compare_screen import SchemaComparison
from dsql_tui.ui.conflicts.conflicts_screen import Conflicts
from dsql_tui.ui.cost.cost_screen import Cost
from dsql_tui.ui.editor.editor import SqlEditor
from dsql_tui.ui.editor.script_bar import ScriptBar
from dsql_tui.ui.jobs.jobs_screen import Jobs
from dsql_tui.ui.limits.limits_screen import Limits
from dsql_tui.ui.metrics.metrics_screen import Metrics
from dsql_tui.ui.migration.apply_page import ApplyPage
from dsql_tui.ui.migration.migration_page import MigrationPage
from dsql_tui.ui.picker.identity_line import IdentityLine
from dsql_tui.ui.picker.picker import Picker
from dsql_tui.ui.picker.role_field import RoleField
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

PLACES: tuple[tuple[str, tuple[type[DOMNode], ...]], ...] = (
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
    ("Regions of a cluster", (RegionsPage,)),
    ("Settings", (SettingsPage,)),
)
"""Titles as in docs/keys.md, and the classes of which the bindings are active there."""

MENUS: tuple[type[DOMNode], ...] = (ScriptBar, ClusterList, IdentityLine, RoleField)
"""Other classes that have entries in the menu."""
