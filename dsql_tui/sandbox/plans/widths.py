"""The real bytes of the rows that a statement has read and written.

A plan has estimates only. So after EXPLAIN ANALYZE VERBOSE, the rows are measured in the client's
transaction: a sample of those that a scan has read, and those that the statement has written.

The bytes of a row are fitted to recorded plans: a value counts with its length, and with four more
bytes if it varies; the columns of the primary key count twice, since they are also the key; a row
without one has a key of 16 bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from dsql_tui.sandbox.plans import storage
from dsql_tui.sandbox.plans.costs import ENTRY
from dsql_tui.sandbox.plans.nodes import Node
from dsql_tui.sandbox.plans.tables import UNKNOWN, Column, Table

CHANGE = re.compile(r"(?P<verb>Insert|Update|Delete) on (?P<table>\S+).*")

_SAMPLE = 10_000
"""The most rows that are measured for a scan."""

_HIDDEN_KEY = 16
_OWN = """xmin::pg_catalog.text::pg_catalog.int8 >= pg_catalog.pg_snapshot_xmax(
    pg_catalog.pg_current_snapshot())::pg_catalog.text::pg_catalog.int8"""
"""Rows that are newer than the snapshot, and visible: the transaction has written them."""

_QUALIFIED = re.compile(r"(\w+|\"(?:[^\"]|\"\")+\")\.(?!\d)")

Widths = Mapping[int, float]
"""The bytes of a row by the number of its node, in the order of `walk`."""


def build_query(top: Node, tables: Mapping[str, Table], changed: frozenset[str]) -> str:
    """Return the query for the widths of all nodes: NULL for those that cannot be measured.

    `changed` has the columns that an UPDATE sets.
    """
    every = list(top.walk())
    return "SELECT " + ", ".join(_measure(node, every, tables, changed) for node in every)


def read_widths(rows: Sequence[Sequence[bytes | None]] | None) -> Widths:
    """Return the widths from the answer to that query."""
    values = rows[0] if rows else ()
    return {number: float(value) for number, value in enumerate(values) if value is not None}


def build_own_size(table: Table) -> str:
    """Return the SQL for the bytes of the rows that the transaction has written to a table."""
    size = f"pg_catalog.sum({_build_change(table, None)})"
    return f"(SELECT coalesce({size}, 0) FROM {table.name} AS r WHERE {_OWN})"


def build_key_size(table: Table) -> str:
    """Return the SQL for the average bytes of the keys of a table."""
    keys = [_bytes(column) for column in table.columns if column.name in table.key_columns]
    source = f"SELECT * FROM {table.name} LIMIT {_SAMPLE}"
    return f"(SELECT pg_catalog.avg({' + '.join(keys) or '0'}) FROM ({source}) AS r)"


def _measure(
    node: Node, every: Sequence[Node], tables: Mapping[str, Table], changed: frozenset[str]
) -> str:
    node_run = node.node_run
    if node_run is None or not node_run.loops:
        return "NULL"
    if change := CHANGE.fullmatch(node.name):
        source = node.children[0].node_run if node.children else None
        table = tables.get(change["table"], UNKNOWN)
        if not table.readable or not source or not source.rows or change["verb"] == "Delete":
            return "NULL"
        size = _build_change(table, changed if change["verb"] == "Update" else None)
        own = f"WHERE {_OWN} ORDER BY cmin::pg_catalog.text::pg_catalog.int8 DESC"
        return _average(size, table.name, own, source.rows)
    way = storage.access(node, tables)
    table = tables.get(storage.table_name(way.on), UNKNOWN) if way else UNKNOWN
    rows = node_run.rows + storage.removed_rows(node)
    if way is None or not table.readable or not rows:
        return "NULL"
    needed = storage.find_needed_columns(node, way, every)
    condition = f"WHERE {way.condition}" if _is_constant(way) else ""
    size = _row(table, None if needed is None else frozenset(needed))
    return _average(size, way.on, condition, min(rows * node_run.loops, _SAMPLE))


def _average(size: str, on: str, condition: str, rows: int) -> str:
    source = f"SELECT * FROM {on} {condition} LIMIT {rows}"
    return f"(SELECT pg_catalog.avg({size}) FROM ({source}) AS r)"


def _is_constant(way: storage.Access) -> bool:
    """Return whether the condition on an index can be used in another query."""
    text = way.condition
    if text is None or "$" in text or "Plan" in text:
        return False
    own = {way.on.split()[-1], storage.table_name(way.on).rpartition(".")[2]}
    return set(_QUALIFIED.findall(text)) <= own


def _build_change(table: Table, changed: frozenset[str] | None) -> str:
    """Return the bytes that a row costs: its own, and those of its entries in indexes.

    An UPDATE removes an entry and adds another, if it sets a column of the index.
    """
    parts = [_row(table, None)]
    for index in table.others:
        entry = _at_least([c for c in table.columns if c.name in index.columns | table.key_columns])
        if changed is None:
            parts.append(entry)
        elif changed & index.columns:
            parts.append(f"2 * {entry}")
    return " + ".join(parts)


def _row(table: Table, needed: frozenset[str] | None) -> str:
    """Return the bytes of a row's columns and key."""
    columns = [c for c in table.columns if needed is None or c.name in needed]
    keys = [c for c in table.columns if c.name in table.key_columns]
    return _at_least([*columns, *keys], 0 if keys else _HIDDEN_KEY)


def _at_least(columns: Iterable[Column], more: int = 0) -> str:
    parts = [f"{more}", *(_bytes(column) for column in columns)]
    return f"greatest({ENTRY}, {' + '.join(parts)})"


def _bytes(column: Column) -> str:
    name = f"r.{column.name}"
    if column.size > 0:
        return f"CASE WHEN {name} IS NULL THEN 0 ELSE {column.size} END"
    if column.type == "numeric":
        return f"coalesce(pg_catalog.pg_column_size({name}), 0)"
    text = name if column.type == "bytea" else f"{name}::pg_catalog.text"
    return f"coalesce(4 + pg_catalog.octet_length({text}), 0)"
