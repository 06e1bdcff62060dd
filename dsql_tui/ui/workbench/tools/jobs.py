"""The tool that shows the asynchronous jobs of the cluster."""

from __future__ import annotations

from dsql_tui.ui.workbench.tools.tool import Tool, Workbench


def _use(bench: Workbench) -> None:
    # Imported here, because most sessions look at no job.
    from dsql_tui.ui.jobs.jobs_screen import Jobs

    def insert(statement: str | None) -> None:
        if statement:
            bench.console.editor.append(statement)
            bench.console.editor.focus()

    bench.app.push_screen(Jobs(bench.workspace.jobs, bench.workspace.title), insert)


JOBS = Tool(
    "jobs",
    "j",
    "jobs",
    "monitor",
    "Show the asynchronous jobs of the cluster, such as index builds.",
    _use,
)
