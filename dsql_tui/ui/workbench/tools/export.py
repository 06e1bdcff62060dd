"""The tool that exports rows to a file."""

from __future__ import annotations

from pathlib import Path

from dsql_tui.ui.transfer.export_dialog import ExportDialog
from dsql_tui.ui.transfer.export_sources import list_sources, list_table_sources
from dsql_tui.ui.workbench.tools.tool import Tool, Workbench

_NONE = "There are no rows to export. Run a SELECT, or move the cursor to one."
_BUSY = "Wait until the statement has ended, and end the open transaction first."


def _use(bench: Workbench, table: str = "") -> None:
    console = bench.console
    found = list_table_sources(console, table) if table else list_sources(console)
    if found:
        bench.app.push_screen(ExportDialog(found, Path.cwd()))
    else:
        bench.app.notify(_BUSY if table else _NONE, severity="warning", markup=False)


EXPORT = Tool(
    "export",
    "d",
    "export rows",
    "results",
    "Export the rows shown, or all rows of the statement, to a file.",
    _use,
    key="ctrl+e",
)
