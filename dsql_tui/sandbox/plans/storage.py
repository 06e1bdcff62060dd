"""The nodes of a scan that PostgreSQL does not have: how its rows come out of storage.

A table is ordered by its primary key, so a scan of the table in PostgreSQL is a scan of that key.
Each scan has a storage node below it, and that has a B-tree; the entries of another index are
followed by a lookup of their rows.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/reading-dsql-explain-plans.html, and
recorded plans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dsql_tui.sandbox.plans import conditions
from dsql_tui.sandbox.plans.nodes import Node
from dsql_tui.sandbox.plans.tables import UNKNOWN, Table

_SCAN = re.compile(r"Seq Scan on (?P<on>(?P<table>\S+).*)")
_INDEX = re.compile(
    r"Index (?P<only>Only )?Scan (?P<back>Backward )?using (?P<index>\S+)"
    r" on (?P<on>(?P<table>\S+).*)"
)
_BITMAP = re.compile(r"Bitmap Heap Scan on (?P<on>(?P<table>\S+).*)")
_BITMAP_INDEX = re.compile(r"Bitmap Index Scan on (?P<index>\S+)")
_EQUALS = re.compile(r" = ")
_PLAIN_COLUMNS = re.compile(r"(?:\w+\.)?\w+(?:, (?:\w+\.)?\w+)*")
_CATALOGS = ("pg_", "information_schema.", "sys.")
_UNTOLD = (
    *("Index Cond", "Filter", "Rows Removed by Filter", "Heap Fetches"),
    *("Recheck Cond", "Heap Blocks", "Rows Removed by Index Recheck"),
)
"""Details that appear elsewhere, or have no meaning without a heap."""


class Access(NamedTuple):
    """How the rows of a scan come out of storage."""

    name: str
    """The node's name."""
    on: str
    """The table and its alias."""
    through: str | None
    """The index that is scanned."""
    condition: str | None
    """The condition on the index."""
    filter: str | None
    """The other conditions on the rows."""
    follows: bool = False
    """The rows are looked up for the entries of an index."""
    merged: Node | None = None
    """PostgreSQL's node that is part of this one here."""

    @property
    def request_count(self) -> int:
        """The number of requests to storage."""
        return 2 if self.follows else 1


def access(node: Node, tables: Mapping[str, Table]) -> Access | None:
    """Return how a node's rows come out of storage; `None` if they do not, or for a catalog."""
    condition, filtered = node.detail("Index Cond"), node.detail("Filter")
    merged = None
    found = _SCAN.fullmatch(node.name) or _INDEX.fullmatch(node.name)
    if found is None and (found := _BITMAP.fullmatch(node.name)):
        merged = node.children[0]
        condition = merged.detail("Index Cond")
        if not _BITMAP_INDEX.fullmatch(merged.name):
            # Several indexes at once: shown as a scan of the table.
            both = (node.detail("Recheck Cond"), filtered)
            filtered = conditions.join([each for each in both if each])
    if found is None or found["table"].startswith(_CATALOGS):
        return None
    return _access(found, condition, filtered, merged, tables)


def _access(
    found: re.Match[str],
    condition: str | None,
    filtered: str | None,
    merged: Node | None,
    tables: Mapping[str, Table],
) -> Access:
    given, on = found.groupdict(), found["on"]
    index, back = given.get("index"), given.get("back") or ""
    if merged and (scan := _BITMAP_INDEX.fullmatch(merged.name)):
        index = scan["index"]
    table = tables.get(found["table"], UNKNOWN)
    key = table.key
    if _is_passed_over(table, index, given.get("only"), condition):
        filtered = conditions.join([each for each in (condition, filtered) if each])
        return Access(f"Full Scan (btree-table) on {on}", on, None, None, filtered, merged=merged)
    if index is None and key is None:
        return Access(
            f"Full Scan (btree-table) on {on}", on, None, condition, filtered, merged=merged
        )
    index = index or key
    assert index is not None
    # Without the catalog, the usual name of a primary key must do.
    covers = index == key or index.endswith("_pkey") or given.get("only") is not None
    name = f"Index {'Only ' if covers else ''}Scan {back}using {index} on {on}"
    return Access(name, on, index, condition, filtered, not covers, merged)


def _is_passed_over(
    table: Table, index: str | None, only: str | None, condition: str | None
) -> bool:
    """Return whether a cluster scans the whole table, where PostgreSQL uses an index.

    Recorded for a range of a table without statistics, for which a cluster expects a third of a
    million rows.
    """
    secondary = index is not None and index != table.key and not only
    return bool(secondary and condition and not table.analyzed and not _EQUALS.search(condition))


def table_name(on: str) -> str:
    """Return the table of a scan, without its alias."""
    return on.split()[0]


def find_needed_columns(node: Node, way: Access, every: Sequence[Node]) -> list[str] | None:
    """Return the columns of a scan that are needed; `None` if that cannot be known.

    PostgreSQL shows all columns of a scan below some nodes, because its rows hold them anyway.
    """
    output = node.detail("Output")
    others = [other for other in every if other is not node and other is not way.merged]
    lines = [line for other in others for line in other.details]
    if output is None or any(".*" in line for line in (output, *lines)):
        return None
    shown = conditions.columns(way.on, output).split(", ")
    if node is every[0]:
        return shown
    used = conditions.columns(way.on, *lines).split(", ")
    return [column for column in shown if column in used]


def rewrite(node: Node, way: Access, limit: int | None, needed: Sequence[str] | None) -> None:
    """Rewrite a scan of PostgreSQL as one of storage.

    Storage is asked for `limit` rows, and the columns that are `needed` above.
    """
    pushed, kept = conditions.split(way.filter) if way.filter else (None, None)
    node_run, removed = node.node_run, removed_rows(node)
    read = node_run.rows + removed if node_run else 0
    sent = node_run.rows if node_run and not kept else read
    output = _narrow(node, needed)
    sends = conditions.columns(way.on, output, kept) if output else None
    space = " " * node.inner
    node.name = way.name
    node.details = node.without(*_UNTOLD)
    if way.condition:
        node.details.append(f"{space}Index Cond: {way.condition}")
    if kept:
        node.details.append(f"{space}Filter: {kept}")
        if removed:
            node.details.append(f"{space}Rows Removed by Filter: {removed}")
    properties = {
        "Projections": sends,
        "Filters": pushed,
        "Limit": str(limit) if limit is not None and not kept else None,
    }
    first = {"Limit": properties["Limit"]} if way.follows else properties
    stored = list(_pair(node, way, "Scan", first, (read if way.follows else sent, read)))
    if way.follows:
        properties.pop("Limit")
        stored += _pair(node, way, "Lookup", properties, (sent, read))
    node.below = [*stored, *(below for below in node.below if below is not way.merged)]


def _narrow(node: Node, needed: Sequence[str] | None) -> str | None:
    """Return the columns that a scan puts out; if only some plain ones are needed, only those."""
    output = node.detail("Output")
    if output is None or not needed or not _PLAIN_COLUMNS.fullmatch(output):
        return output
    kept = [column for column in output.split(", ") if column.rpartition(".")[2] in needed]
    line = f"{' ' * node.inner}Output: "
    narrow = ", ".join(kept)
    node.details = [line + narrow if each.startswith(line) else each for each in node.details]
    return narrow


def removed_rows(node: Node) -> int:
    """Return how many rows a filter has removed, in each loop."""
    return int(node.detail("Rows Removed by Filter") or 0)


def _pair(
    node: Node, way: Access, kind: str, properties: Mapping[str, str | None], rows: tuple[int, int]
) -> Iterator[str]:
    """Return a storage node and the B-tree below it."""
    name = (way.through if kind == "Scan" else None) or way.on
    space, inner = " " * node.inner, " " * (node.inner + 4)
    yield f"{space}-> Storage {kind} on {name}{_figures(node, way, rows[0])}"
    for label, text in properties.items():
        if text:
            yield f"{inner}{label}: {text}"
    yield f"{inner}-> B-Tree {kind} on {name}{_figures(node, way, rows[1])}"
    if way.condition and kind == "Scan":
        yield f"{inner}    Index Cond: {way.condition}"


def _figures(node: Node, way: Access, rows: int) -> str:
    node_run = node.node_run
    # Recorded plans have this within the estimate, where an index is scanned.
    quirk = " loops=1" if node_run and way.through else ""
    shown = node.estimate.text(quirk) if node.estimate else ""
    if node_run is None:
        return shown
    return shown + (f" (actual rows={rows} loops={node_run.loops})" if node_run.loops else node.run)
