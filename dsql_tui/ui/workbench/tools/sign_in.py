"""The tool that signs in to AWS again."""

from __future__ import annotations

from dsql_tui.ui.terminal.sign_in import sign_in_again
from dsql_tui.ui.workbench.tools.tool import Tool, Workbench


def _use(bench: Workbench) -> None:
    work = sign_in_again(bench.app, bench.access.identity)
    bench.run_worker(work, group="sign in", exclusive=True)


SIGN_IN = Tool(
    "sign_in",
    "W",
    "sign in to AWS again",
    "cluster",
    "Run the command that signs in to AWS, or look up credentials and ask for MFA again.",
    _use,
)
