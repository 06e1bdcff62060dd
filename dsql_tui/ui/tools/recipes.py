"""Recipes: how other clients connect to this cluster, as this role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsql_tui.ui.screens.recipes import Recipes
from dsql_tui.ui.tools.tool import Tool

if TYPE_CHECKING:
    from dsql_tui.ui.screens.workbench import Workbench


def _use(bench: Workbench) -> None:
    bench.app.push_screen(Recipes(bench.access))


RECIPES = Tool(
    "recipes",
    "R",
    "connect with …",
    "cluster",
    "How any other client connects to this cluster.",
    _use,
)
