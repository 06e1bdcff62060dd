"""docs/tour.md: `python -m tests.tour_page > docs/tour.md`."""

from __future__ import annotations

import sys

from tests.scenes import SCENES

TOP = """# A tour in pictures

Each picture shows the running program on its sandbox, in a dark and in a light theme. Ctrl+O ,
changes the theme. `python -m tests.scenes` takes the pictures.
"""

CAPTIONS = {
    "picker": ("Picker", "Clusters appear as soon as their Region answers. Enter connects."),
    "clusters": ("Cluster manager (Ctrl+O M)", "The clusters, and the details of one."),
    "regions": (
        "Regions (Ctrl+O # r)",
        "The regions of a multi-Region cluster. Enter connects in the other one.",
    ),
    "workbench": (
        "Workbench",
        "Schema, editor and results. Ctrl+J runs the statement at the cursor.",
    ),
    "schema": ("Schema", "The schema tree with the actions of a table. Each action has a key."),
    "count": ("Row count", "The cost of an exact count, before it runs."),
    "history": ("History (Ctrl+R)", "The history, sorted by DPU (Ctrl+G)."),
    "error": ("Error", "An error, its position, and how to correct it."),
    "completion": ("Completion", "The columns of the table behind an alias."),
    "chart": ("Chart (Ctrl+O C)", "A chart of the rows."),
    "plan": ("Plan (Ctrl+O x a)", "The plan of a statement: time, DPU, hot path and advice."),
    "edits": ("Pending changes", "Changed, new and deleted rows. The server rejected one change."),
    "jobs": ("Jobs (Ctrl+O # j)", "Asynchronous jobs. The build of a unique index has failed."),
    "cost": ("Cost (Ctrl+O # c)", "The DPU of measured statements and of the month."),
    "limits": ("Limits (Ctrl+O # l)", "The quotas of the cluster and their usage."),
    "metrics": (
        "Metrics (Ctrl+O # m)",
        "The figures of CloudWatch. A gap is a time without figures.",
    ),
    "strip": (
        "Metrics below the consoles (Ctrl+O = m)",
        "Metrics of the last hour, read every minute.",
    ),
    "statements": ("Top statements (Ctrl+O # t)", "The statements that take the most time."),
    "conflicts": (
        "Conflicts (Ctrl+O # o)",
        "Transactions that lost a conflict, and what to change.",
    ),
    "streams": ("Change streams (Ctrl+O # s)", "The streams, and a new one as a command."),
    "records": ("Records of a change stream", "Changed rows, live. Enter on a stream opens them."),
    "access": ("Roles and access (Ctrl+O # a)", "Roles and their privileges."),
    "compare": (
        "Comparison of schemas (Ctrl+O # d)",
        "The differences of two schemas, with the statements.",
    ),
    "settings": ("Settings (Ctrl+O ,)", "The settings, with their defaults and meanings."),
    "migration": ("Migration (Ctrl+O # g)", "The changes that a PostgreSQL script needs."),
}
"""The title of each scene, and what it shows."""


def build_page() -> str:
    """Return the page."""
    lines = [TOP]
    for name, _ in SCENES:
        title, caption = CAPTIONS[name]
        lines += [f"## {title}\n", f"{caption}\n", "| | |", "|---|---|"]
        dark, light = f"../screenshots/{name}.svg", f"../screenshots/light/{name}.svg"
        lines += [f"| ![{name}, dark]({dark}) | ![{name}, light]({light}) |", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(build_page())
