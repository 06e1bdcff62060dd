"""The tool that shows how other clients connect to this cluster."""

from __future__ import annotations

from dsql_tui.ui.workbench.tools.recipes_screen import RecipesScreen
from dsql_tui.ui.workbench.tools.tool import Tool, Workbench


def _use(bench: Workbench) -> None:
    bench.app.push_screen(RecipesScreen(bench.access))


RECIPES = Tool(
    "recipes",
    "R",
    "connect another client",
    "cluster",
    "Show how other clients connect to this cluster.",
    _use,
)
