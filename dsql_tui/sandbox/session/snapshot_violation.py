"""Constraints that only rows violate which another transaction has committed since the snapshot.

PostgreSQL checks keys against the latest rows, Aurora DSQL against the snapshot: there the
statement succeeds, and COMMIT fails with OC000.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dsql_tui.sandbox.rules.shape import quote_literal
from dsql_tui.sandbox.session.backend_channel import BackendChannel

_REFERENCED, _DUPLICATE = "23503", "23505"
_DETAIL = re.compile(r"Key \(.*?\)=\((.*)\) (?:is still referenced|already exists)", re.DOTALL)

_REFERENCES = """
SELECT pg_catalog.format(
    'SELECT FROM %s WHERE pg_catalog.concat_ws('', '', %s) = {values}',
    f.conrelid::pg_catalog.regclass,
    pg_catalog.string_agg(pg_catalog.format('pg_catalog.format(''%%s'', %I)', a.attname), ', '
                          ORDER BY k.place))
FROM pg_catalog.pg_constraint AS f
JOIN pg_catalog.pg_class AS t ON t.oid = f.conrelid AND t.relname = {table}
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace AND n.nspname = {schema},
    unnest(f.conkey) WITH ORDINALITY AS k (attnum, place)
JOIN pg_catalog.pg_attribute AS a ON true
WHERE f.conname = {constraint} AND f.contype = 'f'
  AND a.attrelid = f.conrelid AND a.attnum = k.attnum
GROUP BY f.conrelid
"""
_DUPLICATES = """
SELECT pg_catalog.format(
    'SELECT FROM %s WHERE pg_catalog.concat_ws('', '', %s) = {values}',
    i.indrelid::pg_catalog.regclass,
    pg_catalog.string_agg(pg_catalog.format('pg_catalog.format(''%%s'', %s)',
        pg_catalog.pg_get_indexdef(i.indexrelid, k.place, true)), ', ' ORDER BY k.place))
FROM pg_catalog.pg_index AS i
JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid AND x.relname = {constraint}
JOIN pg_catalog.pg_class AS t ON t.oid = i.indrelid AND t.relname = {table}
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace AND n.nspname = {schema},
    pg_catalog.generate_series(1, i.indnkeyatts::pg_catalog.int4) AS k (place)
GROUP BY i.indrelid
"""
_QUERIES = {_REFERENCED: _REFERENCES, _DUPLICATE: _DUPLICATES}
"""Queries for the query that finds the rows in question; it must be run in the snapshot."""


def may_be_new(error: Mapping[str, str]) -> bool:
    """Return whether rows that are newer than the snapshot may have caused an error."""
    return error.get("C") in _QUERIES and bool(_DETAIL.match(error.get("D", "")))


async def is_in_snapshot(channel: BackendChannel, error: Mapping[str, str]) -> bool | None:
    """Return whether the rows that a constraint's error names are in the snapshot.

    `None` if the client may not read them: then the transaction has failed.
    """
    detail = _DETAIL.match(error.get("D", ""))
    if detail is None:
        return True
    query = _fill(
        _QUERIES[error["C"]],
        table=quote_literal(error.get("t", "")),
        schema=quote_literal(error.get("s", "")),
        constraint=quote_literal(error.get("n", "")),
        # Once as part of a string that is the format of another.
        values=quote_literal(detail[1]).replace("'", "''").replace("%", "%%"),
    )
    rows = await channel.query(query)
    if not rows or rows[0][0] is None:
        return True if rows is not None else None
    found = await channel.query(f"SELECT 1 WHERE EXISTS ({rows[0][0].decode()})")
    return None if found is None else bool(found)


def _fill(query: str, **parts: str) -> str:
    """Return a query with some places filled in; what is filled in may look like a place."""
    return re.sub(r"\{(\w+)\}", lambda match: parts[match[1]], query)
