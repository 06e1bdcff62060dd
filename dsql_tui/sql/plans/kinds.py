"""The meaning of the nodes that only Aurora DSQL has.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-explain-plans.html and
https://docs.aws.amazon.com/aurora-dsql/latest/userguide/batched-nested-loop-joins.html
"""

from __future__ import annotations

from dsql_tui.sql.plans.node import Node

_MEANINGS = (
    ("Full Scan", "Reads the whole table from storage."),
    ("Index Only Scan", "Reads one index; the primary key is an index with all columns."),
    ("Index Scan", "Reads an index, then looks up the rows in the table."),
    ("Storage Scan", "Storage reads, checks “Filters:” and sends only the projected columns."),
    ("Storage Lookup", "Storage looks up the rows of index entries. Recorded counts are too high."),
    ("B-Tree Scan", "The entries that storage reads, before it checks “Filters:”."),
    ("B-Tree Lookup", "The entries that storage looks up."),
    (
        "Nested Loop (Batched Join)",
        "Looks up the rows for many outer rows in one round trip to storage.",
    ),
)
LABELS = {
    "Filter": "Filter (after the transfer)",
    "Filters": "Filters (in storage)",
    "Projections": "Projections (columns that are sent)",
}
"""Longer names of properties of scans, which tell where they are checked."""


def explain_kind(node: Node) -> str:
    """Return a sentence about a node of Aurora DSQL, or an empty text."""
    return next((text for kind, text in _MEANINGS if node.kind.startswith(kind)), "")
