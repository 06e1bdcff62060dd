"""The tools of the workbench: one file and one entry for each."""

from __future__ import annotations

from dsql_tui.ui.workbench.tools.access import ACCESS
from dsql_tui.ui.workbench.tools.chart import CHART
from dsql_tui.ui.workbench.tools.compare import COMPARE
from dsql_tui.ui.workbench.tools.conflicts import CONFLICTS
from dsql_tui.ui.workbench.tools.cost import COST
from dsql_tui.ui.workbench.tools.export import EXPORT
from dsql_tui.ui.workbench.tools.import_file import IMPORT
from dsql_tui.ui.workbench.tools.jobs import JOBS
from dsql_tui.ui.workbench.tools.limits import LIMITS
from dsql_tui.ui.workbench.tools.manage import MANAGE
from dsql_tui.ui.workbench.tools.metrics import METRICS
from dsql_tui.ui.workbench.tools.migrate import APPLY, MIGRATE
from dsql_tui.ui.workbench.tools.plans import PLAN_TOOLS
from dsql_tui.ui.workbench.tools.psql import PSQL
from dsql_tui.ui.workbench.tools.recipes import RECIPES
from dsql_tui.ui.workbench.tools.regions import REGIONS
from dsql_tui.ui.workbench.tools.save_profile import SAVE_PROFILE
from dsql_tui.ui.workbench.tools.settings import SETTINGS
from dsql_tui.ui.workbench.tools.sign_in import SIGN_IN
from dsql_tui.ui.workbench.tools.statements import STATEMENTS
from dsql_tui.ui.workbench.tools.streams import STREAMS
from dsql_tui.ui.workbench.tools.tool import Tool

TOOLS: tuple[Tool, ...] = (
    CHART,
    EXPORT,
    IMPORT,
    MANAGE,
    SAVE_PROFILE,
    RECIPES,
    PSQL,
    SIGN_IN,
    COMPARE,
    *PLAN_TOOLS,
    JOBS,
    COST,
    LIMITS,
    METRICS,
    STATEMENTS,
    CONFLICTS,
    STREAMS,
    REGIONS,
    ACCESS,
    MIGRATE,
    APPLY,
    SETTINGS,
)
"""The tools, each with a letter in the menu of Ctrl+O."""
