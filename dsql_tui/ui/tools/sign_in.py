"""Signing in to AWS again, where the profile is one of those that a browser signs in to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dsql_tui.ui.sign_in import signed_in
from dsql_tui.ui.tools.tool import Tool

if TYPE_CHECKING:
    from dsql_tui.ui.screens.workbench import Workbench


def _use(bench: Workbench) -> None:
    bench.run_worker(signed_in(bench, bench.access.identity), group="sign in", exclusive=True)


SIGN_IN = Tool(
    "sign_in",
    "W",
    "sign in to AWS again",
    "cluster",
    "Hand the terminal over to the command that signs in, and take it back.",
    _use,
)
