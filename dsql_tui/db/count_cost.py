"""Facts about an exact count of a table or view, from statistics and its plan."""

from __future__ import annotations

from typing import NamedTuple

from dsql_tui.db.queries import CatalogError, fetch_catalog_rows
from dsql_tui.db.session import Session
from dsql_tui.sql.catalog import Relation
from dsql_tui.sql.plans.parse import parse_plan
from dsql_tui.sql.templates import write_count

_ROWS = """
select c.reltuples::bigint
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = $1 and c.relname = $2 and c.relkind = 'r' and c.reltuples >= 0"""
_WIDTH = """
select sum(s.avg_width)
from pg_catalog.pg_stats s
where s.schemaname = $1 and s.tablename = $2"""


class CountCost(NamedTuple):
    """The facts about a count before it runs."""

    scanned: int
    """Rows that the planner expects to read."""
    rows: int | None = None
    """Rows at the last ANALYZE; `None` for a view, and without an ANALYZE."""
    width: int | None = None
    """Bytes of a row on average, by `pg_stats`; `None` if unknown."""

    @property
    def size(self) -> int | None:
        """Bytes of all rows without indexes; `None` if unknown."""
        return None if self.rows is None or self.width is None else self.rows * self.width


def read_count_cost(session: Session, relation: Relation) -> CountCost:
    """Return what a count would read; nothing is counted. Blocks.

    Raises:
        CatalogError: The server refused the plan of the count.
    """
    lines = fetch_catalog_rows(session, f"explain {write_count(relation)}", expected=1)
    plan = parse_plan("\n".join(line or "" for (line,) in lines))
    scanned = sum(int(node.rows) for node in plan.nodes if node.is_scan)
    if relation.view:
        return CountCost(scanned)
    rows = _read_number(session, _ROWS, relation)
    return CountCost(scanned, rows, _read_number(session, _WIDTH, relation))


def _read_number(session: Session, query: str, relation: Relation) -> int | None:
    """Return a number; `None` if the server has none or refuses the query."""
    try:
        rows = fetch_catalog_rows(session, query, (relation.schema, relation.name), expected=1)
    except CatalogError:
        return None
    return int(rows[0][0]) if rows and rows[0][0] else None
