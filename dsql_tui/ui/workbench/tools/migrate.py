"""The tools that migrate a PostgreSQL script to the cluster, and apply scripts."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from dsql_tui.ui.dialogs.path_input import PathDialog
from dsql_tui.ui.workbench.guard import confirm_run
from dsql_tui.ui.workbench.tools.tool import Tool, Workbench

_QUESTION = "PostgreSQL script, folder of scripts, or postgresql:// address to migrate"


def _migrate(bench: Workbench) -> None:
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
    _migrate,
)


def _apply(bench: Workbench) -> None:
    # Imported here, because few sessions apply scripts.
    from dsql_tui.ui.migration.apply_page import ApplyPage

    def show(answer: str | None) -> None:
        if answer is not None:
            title = bench.workspace.title
            confirm = partial(confirm_run, bench.app, bench.access, title)
            path = Path(answer).expanduser()
            bench.app.push_screen(ApplyPage(bench.access, path, title, confirm))

    def find_problem(answer: str) -> str:
        exists = bool(answer.strip()) and Path(answer).expanduser().exists()
        return "" if exists else "Type the path of a script, or of a folder of scripts."

    bench.app.push_screen(
        PathDialog("Script or folder of scripts to apply", check=find_problem), show
    )


APPLY = Tool(
    "apply",
    "p",
    "apply scripts",
    "monitor",
    "Run migration scripts, each statement once, by the ledger in the cluster.",
    _apply,
)
