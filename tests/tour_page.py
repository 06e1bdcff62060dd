"""docs/tour.md: `python -m tests.tour_page > docs/tour.md`."""

from __future__ import annotations

import sys

from tests.scenes import SCENES

TOP = """# A tour in pictures

Each picture is taken from the running program on its sandbox, in a dark and in a light theme, by
`python -m tests.scenes`. Ctrl+O , changes the theme.
"""

CAPTIONS = {
    "picker": "The picker lists the clusters of all Regions while they answer. Enter connects.",
    "clusters": "The cluster manager, with the details of a cluster (Ctrl+O M).",
    "regions": "The peers of a multi-Region cluster; Enter goes on in the other Region.",
    "workbench": "Schema, editor and results. Ctrl+J runs the statement at the cursor.",
    "schema": "The schema tree with the actions of a table; each has a key.",
    "count": "What an exact count will cost, before it is made.",
    "history": "The history, sorted by DPU (Ctrl+R, Ctrl+G).",
    "error": "An error, its position, and what helps.",
    "completion": "Completion knows the tables of the statement and their aliases.",
    "chart": "A chart of the rows (Ctrl+O C).",
    "plan": "The plan of a statement, with time, DPU, the hot path and advice (Ctrl+O x a).",
    "edits": "Pending changes of rows; one was refused by the server.",
    "jobs": "Asynchronous jobs; the build of a unique index has failed (Ctrl+O # j).",
    "cost": "The DPU of measured statements and of the month (Ctrl+O # c).",
    "limits": "The quotas of the cluster and their usage (Ctrl+O # l).",
    "metrics": "The figures of CloudWatch; a gap is a time without figures (Ctrl+O # m).",
    "strip": "The last hour of the cluster below the consoles (Ctrl+O = m).",
    "statements": "The statements that take the most.",
    "conflicts": "Transactions that lost a conflict, and what to change (Ctrl+O # o).",
    "streams": "Change streams, and a new one as a command (Ctrl+O # s).",
    "records": "The records of a change stream, live.",
    "access": "Roles and their privileges (Ctrl+O # a).",
    "compare": "The differences of two schemas, with the statements (Ctrl+O # d).",
    "settings": "The settings, with their defaults and meanings (Ctrl+O ,).",
    "migration": "The changes that a PostgreSQL script needs (Ctrl+O # g).",
}
"""What each scene shows."""


def build_page() -> str:
    """Return the page."""
    lines = [TOP]
    for name, _ in SCENES:
        lines += [f"## {CAPTIONS[name]}\n", "| | |", "|---|---|"]
        dark, light = f"../screenshots/{name}.svg", f"../screenshots/light/{name}.svg"
        lines += [f"| ![{name}, dark]({dark}) | ![{name}, light]({light}) |", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(build_page())
