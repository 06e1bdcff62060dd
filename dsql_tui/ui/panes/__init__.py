"""What can stand on the left: one file and one entry for each."""

from __future__ import annotations

from dsql_tui.ui.panes.pane import Pane
from dsql_tui.ui.panes.problems import Problems
from dsql_tui.ui.panes.schema import Schema
from dsql_tui.ui.panes.sessions import Sessions

PANES: tuple[type[Pane], ...] = (Schema, Sessions, Problems)
"""The first is there from the beginning; each is one letter away, behind Ctrl+O."""
