"""What can be done from the workbench in a screen of its own: one file and one entry for each."""

from __future__ import annotations

from dsql_tui.ui.tools.chart import CHART
from dsql_tui.ui.tools.export import EXPORT
from dsql_tui.ui.tools.import_file import IMPORT
from dsql_tui.ui.tools.manage import MANAGE
from dsql_tui.ui.tools.psql import PSQL
from dsql_tui.ui.tools.recipes import RECIPES
from dsql_tui.ui.tools.save_profile import SAVE_PROFILE
from dsql_tui.ui.tools.sign_in import SIGN_IN
from dsql_tui.ui.tools.tool import Tool

TOOLS: tuple[Tool, ...] = (CHART, EXPORT, IMPORT, MANAGE, SAVE_PROFILE, RECIPES, PSQL, SIGN_IN)
"""Each is one letter away, behind Ctrl+O."""
