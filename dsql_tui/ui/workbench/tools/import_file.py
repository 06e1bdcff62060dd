"""The tool that imports a file into a table."""

from __future__ import annotations

from pathlib import Path

from dsql_tui.ui.transfer.import_dialog import ImportDialog
from dsql_tui.ui.workbench.guard import confirm_change
from dsql_tui.ui.workbench.tools.tool import Tool, Workbench


def _use(bench: Workbench, path: str = "", table: str = "", columns: str = "") -> None:
    async def confirm(change: str) -> bool:
        return await confirm_change(bench.app, bench.access, bench.workspace.title, change)

    bench.app.push_screen(ImportDialog(bench.access, Path.cwd(), confirm, path, table, columns))


IMPORT = Tool(
    "import",
    "I",
    "import a file",
    "results",
    "Load a CSV, TSV, JSON, Parquet or Excel file into a table.",
    _use,
)
