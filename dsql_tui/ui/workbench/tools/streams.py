"""The tool that shows the change streams of the cluster."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from dsql_tui.ui.workbench.guard import confirm_change
from dsql_tui.ui.workbench.tools.tool import Tool, Workbench


def _use(bench: Workbench) -> None:
    # Imported here, because few sessions look at it.
    from dsql_tui.ui.streams.streams_screen import Streams

    title = bench.workspace.title
    confirm = partial(confirm_change, bench.app, bench.access, title)
    bench.app.push_screen(Streams(bench.access, title, confirm, partial(_find_key, bench)))


def _find_key(bench: Workbench, schema: str, table: str) -> Sequence[str]:
    relation = bench.workspace.completion.catalog.relation(schema, table)
    return relation.primary if relation else ()


STREAMS = Tool(
    "streams",
    "s",
    "change streams",
    "monitor",
    "Show the change streams of the cluster and what is wrong with them; create and delete them.",
    _use,
)
