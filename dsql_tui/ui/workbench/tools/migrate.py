"""The tool that migrates a PostgreSQL script to the cluster."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from dsql_tui.ui.dialogs.path_input import PathDialog
from dsql_tui.ui.workbench.guard import confirm_run
from dsql_tui.ui.workbench.tools.tool import Tool, Workbench

_QUESTION = "PostgreSQL script, folder of scripts, or postgresql:// address to migrate"


def _use(bench: Workbench) -> None:
    # Imported here, because few sessions migrate.
    from dsql_tui.ui.migration.migration_page import MigrationPage, find_source_problem

    def show(answer: str | None) -> None:
        if answer is None:
            return
        source = answer if "://" in answer else str(Path(answer).expanduser())
        title = bench.workspace.title
        confirm = partial(confirm_run, bench.app, bench.access, title)
        bench.app.push_screen(MigrationPage(bench.access, source, title, confirm))

    bench.app.push_screen(PathDialog(_QUESTION, check=find_source_problem), show)


MIGRATE = Tool(
    "migrate",
    "g",
    "open for migration",
    "monitor",
    "Migrate a PostgreSQL script or server: plan, report, tables, rows, indexes and foreign keys.",
    _use,
)
