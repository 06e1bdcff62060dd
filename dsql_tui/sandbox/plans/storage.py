"""How the rows of a scan come out of storage: the nodes of a plan that PostgreSQL does not have.

A table lies in the order of its primary key, so what is a scan of the table in PostgreSQL is one
of that key. Each node has storage below it, and that a B-tree; the entries of another index are
followed by a lookup of their rows.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/reading-dsql-explain-plans.html, and plans
that were recorded on clusters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dsql_tui.sandbox.plans import conditions
from dsql_tui.sandbox.plans.nodes import Node

_SCAN = re.compile(r"Seq Scan on (?P<on>(?P<table>\S+).*)")
_INDEX = re.compile(
    r"Index (?P<only>Only )?Scan (?P<back>Backward )?using (?P<index>\S+)"
    r" on (?P<on>(?P<table>\S+).*)"
)
_BITMAP = re.compile(r"Bitmap Heap Scan on (?P<on>(?P<table>\S+).*)")
_BITMAP_INDEX = re.compile(r"Bitmap Index Scan on (?P<index>\S+)")
_CATALOGS = ("pg_", "information_schema.", "sys.")
_UNTOLD = (
    *("Index Cond", "Filter", "Rows Removed by Filter", "Heap Fetches"),
    *("Recheck Cond", "Heap Blocks", "Rows Removed by Index Recheck"),
)
"""What is said elsewhere, or has no meaning without a heap."""


class Table(NamedTuple):
    """What a plan does not tell of a table."""

    key: str | None
    """The index of its primary key."""
    indexes: int = 0
    """How many others it has."""


UNKNOWN = Table(None)

TABLES = """
    SELECT quote_ident(n.nspname), quote_ident(c.relname),
           max(quote_ident(k.relname)) FILTER (WHERE i.indisprimary),
           count(*) FILTER (WHERE NOT i.indisprimary)
    FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_index AS i ON i.indrelid = c.oid
    LEFT JOIN pg_catalog.pg_class AS k ON k.oid = i.indexrelid
    WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    GROUP BY n.nspname, c.relname
"""
"""Asks a store for all tables."""


def tables_from(rows: Sequence[Sequence[bytes | None]]) -> dict[str, Table]:
    """The answer to `TABLES`, by the names that a plan uses: with a schema and without."""
    found: dict[str, Table] = {}
    for schema, name, key, indexes in rows:
        plain = (name or b"").decode()
        table = Table(key.decode() if key else None, int(indexes or 0))
        found[f"{(schema or b'').decode()}.{plain}"] = found[plain] = table
    return found


class Access(NamedTuple):
    """How rows come out of storage."""

    name: str
    """The node's name."""
    on: str
    """The table and its alias."""
    through: str | None
    """The index that is scanned."""
    condition: str | None
    """What the index is asked."""
    filter: str | None
    """What else the rows must fulfil."""
    follows: bool = False
    """Are the rows looked up for the entries of an index?"""
    merged: Node | None = None
    """PostgreSQL's node for what is one with this one here."""

    @property
    def trips(self) -> int:
        """How often storage is asked."""
        return 2 if self.follows else 1


def access(node: Node, tables: Mapping[str, Table]) -> Access | None:
    """How this node's rows come out of storage; `None` where they do not, or it is a catalog."""
    condition, filtered = node.detail("Index Cond"), node.detail("Filter")
    merged = None
    found = _SCAN.fullmatch(node.name) or _INDEX.fullmatch(node.name)
    if found is None and (found := _BITMAP.fullmatch(node.name)):
        merged = node.children[0]
        condition = merged.detail("Index Cond")
        if not _BITMAP_INDEX.fullmatch(merged.name):
            # Several indexes at once: told as a scan of the table.
            both = (node.detail("Recheck Cond"), filtered)
            filtered = conditions.joined([each for each in both if each])
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
    key = tables.get(found["table"], UNKNOWN).key
    if index is None and key is None:
        return Access(
            f"Full Scan (btree-table) on {on}", on, None, condition, filtered, merged=merged
        )
    index = index or key
    assert index is not None
    # Without a catalog the usual name of a primary key must do.
    covers = index == key or index.endswith("_pkey") or given.get("only") is not None
    name = f"Index {'Only ' if covers else ''}Scan {back}using {index} on {on}"
    return Access(name, on, index, condition, filtered, not covers, merged)


def rewrite(node: Node, way: Access, limit: int | None) -> None:
    """Make a scan of PostgreSQL's one of storage; `limit` is what is asked of it at most."""
    pushed, kept = conditions.split(way.filter) if way.filter else (None, None)
    ran, removed = node.ran, removed_rows(node)
    read = ran.rows + removed if ran else 0
    sent = ran.rows if ran and not kept else read
    output = node.detail("Output")
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
    told = {
        "Projections": sends,
        "Filters": pushed,
        "Limit": str(limit) if limit is not None and not kept else None,
    }
    first = {"Limit": told["Limit"]} if way.follows else told
    stored = list(_pair(node, way, "Scan", first, (read if way.follows else sent, read)))
    if way.follows:
        told.pop("Limit")
        stored += _pair(node, way, "Lookup", told, (sent, read))
    node.below = [*stored, *(below for below in node.below if below is not way.merged)]


def removed_rows(node: Node) -> int:
    """How many rows a filter has kept back, in each loop."""
    return int(node.detail("Rows Removed by Filter") or 0)


def _pair(
    node: Node, way: Access, kind: str, told: Mapping[str, str | None], rows: tuple[int, int]
) -> Iterator[str]:
    """A storage node and the B-tree below it."""
    name = (way.through if kind == "Scan" else None) or way.on
    space, inner = " " * node.inner, " " * (node.inner + 4)
    yield f"{space}-> Storage {kind} on {name}{_figures(node, way, rows[0])}"
    for label, text in told.items():
        if text:
            yield f"{inner}{label}: {text}"
    yield f"{inner}-> B-Tree {kind} on {name}{_figures(node, way, rows[1])}"
    if way.condition and kind == "Scan":
        yield f"{inner}    Index Cond: {way.condition}"


def _figures(node: Node, way: Access, rows: int) -> str:
    ran = node.ran
    # Recorded plans say so within the estimate, where an index is scanned.
    quirk = " loops=1" if ran and way.through else ""
    shown = node.estimate.text(quirk) if node.estimate else ""
    if ran is None:
        return shown
    return shown + (f" (actual rows={rows} loops={ran.loops})" if ran.loops else node.run)
