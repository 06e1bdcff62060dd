"""The tool that shows roles and privileges, and creates roles."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from dsql_tui.execution.source import Source
from dsql_tui.sql.statements import split
from dsql_tui.ui.workbench.tools.tool import Tool, Workbench

if TYPE_CHECKING:
    from dsql_tui.ui.access.access_screen import AccessScript

_NOT_RUN = (
    "The statements are in the editor and were not run: each needs its own transaction. "
    "{} first, then run them."
)


def _use(bench: Workbench) -> None:
    # Imported here, because few sessions look at it.
    from dsql_tui.ui.access.access_screen import AccessPage

    def take(script: AccessScript | None) -> None:
        if script:
            _take_script(bench, script)

    bench.app.push_screen(AccessPage(bench.access, bench.workspace.title), take)


def _take_script(bench: Workbench, script: AccessScript) -> None:
    """Run the statements as if they were in the editor, or insert them."""
    console = bench.console
    if script.runs and not console.state.open and not console.runner.options.manual_commit:
        console.runs.start_run(partial(console.run_script, Source(script.text), split(script.text)))
        return
    console.editor.append(script.text)
    console.editor.focus()
    if script.runs:
        way = "Commit or roll back" if console.state.open else "Switch to autocommit"
        console.notify(_NOT_RUN.format(way), severity="warning", markup=False)


ACCESS = Tool(
    "access",
    "a",
    "roles and access",
    "monitor",
    "Show who may do what: roles, their identities and privileges. Create a role.",
    _use,
)
