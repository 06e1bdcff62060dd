"""Types that columns cannot have.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-postgresql-compatibility-supported-data-types.html
"""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.lint.rule import Rule
from dsql_tui.sql.lint.words import Words, find_column_types

_WRITTEN = """money xml inet cidr macaddr macaddr8 point line lseg box path polygon circle tsvector
    tsquery int4range int8range numrange tsrange tstzrange daterange int4multirange int8multirange
    nummultirange tsmultirange tstzmultirange datemultirange bit varbit pg_lsn hstore oid citext
    geometry geography vector"""
_TYPES = frozenset(_WRITTEN.split())


def _find(found: Words) -> Iterator[tuple[int, int]]:
    for place in find_column_types(found):
        if found[place].text in _TYPES:
            yield found[place].start, found[place].end


RULE = Rule(
    "column_type",
    "Aurora DSQL has no columns of type {}.",
    "Store it as text, numeric, bytea or jsonb, and cast it in queries.",
    _find,
    flags=(
        "create table prices (id uuid primary key, price money)",
        "create table if not exists hosts (address inet primary key)",
        "alter table prices add column spans int4range",
        "alter table prices add column if not exists page xml",
    ),
    allows=(
        "create table prices (id uuid primary key, price numeric(12, 2), money text)",
        "select '10.0.0.1'::inet",
        "create table lines (line bigint primary key, box text check (box <> ''))",
    ),
)
