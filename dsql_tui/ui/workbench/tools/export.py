"""The tool that exports rows to a file."""

from __future__ import annotations

from pathlib import Path

from dsql_tui.ui.transfer.export_dialog import ExportDialog
from dsql_tui.ui.transfer.export_sources import list_sources
from dsql_tui.ui.workbench.tools.tool import Tool, Workbench


def _use(bench: Workbench) -> None:
    if found := list_sources(bench.console):
        bench.app.push_screen(ExportDialog(found, Path.cwd()))
    else:
        text = "There are no rows to export. Run a SELECT, or move the cursor to one."
        bench.app.notify(text, severity="warning", markup=False)


EXPORT = Tool(
    "export",
    "d",
    "export rows",
    "results",
    "Export the rows shown, or all rows of the statement, to a file.",
    _use,
    key="ctrl+e",
)
