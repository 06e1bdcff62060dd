"""The answer to EXPLAIN: PostgreSQL's plan, as a cluster shows it."""

from __future__ import annotations

from dsql_tui.sandbox.plans import nodes, plans, tables, widths
from dsql_tui.sandbox.rules import explained
from dsql_tui.sandbox.rules.verdict import Plan
from dsql_tui.sandbox.session.backend_channel import BackendChannel


async def show_plan(channel: BackendChannel, rows: bytes, plan: Plan, sql: str) -> bytes:
    """Return the DataRows of a plan, given PostgreSQL's; `sql` is the EXPLAIN."""
    lines = plans.read_rows(rows)
    found = nodes.read(lines)
    if found is None:
        return rows
    known = tables.read_tables(await channel.query(tables.build_query(lines)) or ())
    measured: widths.Widths = {}
    if plan == "costed":
        changed = explained.find_set_columns(sql)
        query = widths.build_query(found[0], known, changed)
        measured = widths.read_widths(await channel.query(query))
    limit = explained.find_limit(sql)
    return plans.build_rows(plans.dsql_plan(lines, plan, known, widths=measured, limit=limit))
