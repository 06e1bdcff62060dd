"""The tool that shows the change streams of the cluster."""

from __future__ import annotations

from functools import partial

from dsql_tui.ui.workbench.guard import confirm_change
from dsql_tui.ui.workbench.tools.tool import Tool, Workbench


def _use(bench: Workbench) -> None:
    # Imported here, because few sessions look at it.
    from dsql_tui.ui.streams.streams_screen import Streams

    title = bench.workspace.title
    confirm = partial(confirm_change, bench.app, bench.access, title)
    bench.app.push_screen(Streams(bench.access, title, confirm))


STREAMS = Tool(
    "streams",
    "s",
    "change streams",
    "monitor",
    "Show the change streams of the cluster and what is wrong with them; create and delete them.",
    _use,
)
