"""Import: a file into a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dsql_tui.ui.guard import agreed_to
from dsql_tui.ui.screens.import_file import ImportFile
from dsql_tui.ui.tools.tool import Tool

if TYPE_CHECKING:
    from dsql_tui.ui.screens.workbench import Workbench


def _use(bench: Workbench, path: str = "", table: str = "", columns: str = "") -> None:
    async def permit(change: str) -> bool:
        return await agreed_to(bench.app, bench.access, bench.shared.title, change)

    bench.app.push_screen(ImportFile(bench.access, Path.cwd(), permit, path, table, columns))


IMPORT = Tool(
    "import",
    "I",
    "import a file",
    "cluster",
    "Bring the rows of a CSV, TSV or JSON Lines file into a table.",
    _use,
)
