"""Export: the rows in sight, or all that their statement gives, into a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dsql_tui.ui.exporting import sources
from dsql_tui.ui.screens.export import Export
from dsql_tui.ui.tools.tool import Tool

if TYPE_CHECKING:
    from dsql_tui.ui.screens.workbench import Workbench


def _use(bench: Workbench) -> None:
    if found := sources(bench.console):
        bench.app.push_screen(Export(found, Path.cwd()))
    else:
        bench.notify("There are no rows to export: run a SELECT, or go to one.", severity="warning")


EXPORT = Tool(
    "export",
    "d",
    "export rows",
    "results",
    "Write the rows in sight, or all that their statement gives, to a file.",
    _use,
    key="ctrl+e",
)
