"""What can stand on the left: one file and one entry for each."""

from __future__ import annotations

from dsql_tui.ui.panes.pane import Pane
from dsql_tui.ui.panes.schema import Schema

PANES: tuple[type[Pane], ...] = (Schema,)
"""The first is there from the beginning; each is one letter away, behind Ctrl+O."""
