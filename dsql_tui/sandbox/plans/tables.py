"""The facts about tables that a plan does not tell."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from dsql_tui.sandbox.rules.shape import quote_literal

_ON = re.compile(r" on (?:[^\s.]+\.)?(\S+)")

_TABLES = """
SELECT pg_catalog.json_build_object(
    'schema', pg_catalog.quote_ident(n.nspname),
    'name', pg_catalog.quote_ident(c.relname),
    'analyzed', c.reltuples >= 0,
    'readable', pg_catalog.has_table_privilege(c.oid, 'SELECT'),
    'columns', (
        SELECT pg_catalog.json_agg(pg_catalog.json_build_array(pg_catalog.quote_ident(a.attname),
               a.attlen, pg_catalog.format_type(a.atttypid, NULL)) ORDER BY a.attnum)
        FROM pg_catalog.pg_attribute AS a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
    'indexes', (
        SELECT pg_catalog.json_agg(pg_catalog.json_build_array(pg_catalog.quote_ident(x.relname),
               i.indisprimary, (
                   SELECT pg_catalog.json_agg(pg_catalog.quote_ident(a.attname))
                   FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = i.indexrelid
                   AND (a.attnum <= i.indnkeyatts OR NOT i.indisprimary))))
        FROM pg_catalog.pg_index AS i
        JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid))
FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND pg_catalog.quote_ident(c.relname) = ANY (pg_catalog.string_to_array({names}, ' '))
"""


class Column(NamedTuple):
    """A column of a table."""

    name: str
    """As a plan writes it."""
    size: int
    """The bytes of a value; negative if they vary."""
    type: str


class Index(NamedTuple):
    """An index beside the primary key."""

    name: str
    columns: frozenset[str]


class Table(NamedTuple):
    """The facts about a table."""

    key: str | None
    """The index of its primary key."""
    indexes: int = 0
    """The number of its other indexes."""
    name: str = ""
    columns: tuple[Column, ...] = ()
    key_columns: frozenset[str] = frozenset()
    others: tuple[Index, ...] = ()
    """Its other indexes."""
    analyzed: bool = True
    """It has statistics."""
    readable: bool = False
    """The client may read it."""


UNKNOWN = Table(None)


def build_query(lines: Sequence[str]) -> str:
    """Return the query for the tables of a plan."""
    return build_names_query({found[1] for line in lines for found in _ON.finditer(line)})


def build_names_query(names: Iterable[str]) -> str:
    """Return the query for the tables with some names, in any schema."""
    return _TABLES.replace("{names}", quote_literal(" ".join(sorted(names))))


def read_tables(rows: Sequence[Sequence[bytes | None]]) -> dict[str, Table]:
    """Return the tables by the names that a plan uses, with a schema and without."""
    found: dict[str, Table] = {}
    for (text,) in rows:
        description = json.loads(text or b"{}")
        full = f"{description['schema']}.{description['name']}"
        found[full] = found[description["name"]] = _read_table(description, full)
    return found


def _read_table(description: dict[str, Any], name: str) -> Table:
    indexes = description["indexes"] or ()
    keys = [index for index in indexes if index[1]]
    others = tuple(Index(index[0], frozenset(index[2])) for index in indexes if not index[1])
    return Table(
        keys[0][0] if keys else None,
        len(others),
        name,
        tuple(Column(*column) for column in description["columns"] or ()),
        frozenset(keys[0][2]) if keys else frozenset(),
        others,
        description["analyzed"],
        description["readable"],
    )
