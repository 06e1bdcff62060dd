"""The tool that runs psql, or `$PGCLIENT`, with a fresh token."""

from __future__ import annotations

from textual.app import SuspendNotSupported

from dsql_tui.aws.errors import AwsError
from dsql_tui.execution.threads import in_thread
from dsql_tui.ui.terminal.sign_in import describe_aws_error
from dsql_tui.ui.terminal.suspend import CommandNotRun, run_in_terminal
from dsql_tui.ui.workbench.guard import confirm_client
from dsql_tui.ui.workbench.tools.client_connection import (
    build_client_environment,
    find_client_command,
)
from dsql_tui.ui.workbench.tools.tool import Tool, Workbench


def _use(bench: Workbench) -> None:
    bench.run_worker(_run_client(bench), group="psql", exclusive=True)


async def _run_client(bench: Workbench) -> None:
    app = bench.app
    try:
        command = find_client_command()
        if not await confirm_client(app, bench.access, bench.workspace.title, command[0]):
            return
        environment = await in_thread(lambda: build_client_environment(bench.access))
        code = run_in_terminal(app, command, environment)
    except AwsError as error:
        text = f"No token could be signed. {describe_aws_error(error)}"
        app.notify(text, severity="error", markup=False)
    except SuspendNotSupported:
        text = f"This terminal cannot be handed over. Ctrl+O R shows how to start {command[0]}."
        app.notify(text, severity="error", markup=False)
    except (CommandNotRun, ValueError) as error:
        text = f"{error} Set $PGCLIENT to use a client other than psql."
        app.notify(text, severity="error", markup=False)
    else:
        if code:
            text = f"{command[0]} ended with exit code {code}."
            app.notify(text, severity="warning", markup=False)


PSQL = Tool(
    "psql",
    "!",
    "run psql",
    "cluster",
    "Run psql or $PGCLIENT in the terminal, with a fresh token.",
    _use,
)
