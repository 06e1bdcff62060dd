"""The panes of the left side, one file and one entry for each."""

from __future__ import annotations

from dsql_tui.ui.workbench.panes.pane import Pane
from dsql_tui.ui.workbench.panes.problems import Problems
from dsql_tui.ui.workbench.panes.schema import Schema
from dsql_tui.ui.workbench.panes.sessions import Sessions

PANES: tuple[type[Pane], ...] = (Schema, Sessions, Problems)
"""The panes, each with a letter in the menu of Ctrl+O; the first is shown at the start."""
