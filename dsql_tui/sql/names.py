"""Names as SQL writes them."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*")

_RESERVED_TEXT = """
    all analyse analyze and any array as asc asymmetric authorization between bigint binary
    bit boolean both case cast char character check coalesce collate collation column
    concurrently constraint create cross current_catalog current_date current_role
    current_schema current_time current_timestamp current_user dec decimal default deferrable
    desc distinct do else end except exists extract false fetch float for foreign freeze from
    full grant greatest group grouping having ilike in initially inner inout int integer
    intersect interval into is isnull join json_array json_arrayagg json_object json_objectagg
    lateral leading least left like limit localtime localtimestamp national natural nchar none
    normalize not notnull null nullif numeric offset on only or order out outer overlaps
    overlay placing position precision primary real references returning right row select
    session_user setof similar smallint some substring symmetric system_user table tablesample
    then time timestamp to trailing treat trim true union unique user using values varchar
    variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists
    xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
"""
RESERVED = frozenset(_RESERVED_TEXT.split())
"""Keywords that may not stand for a table or a column everywhere: all but the unreserved ones of
PostgreSQL 16 (https://www.postgresql.org/docs/16/sql-keywords-appendix.html)."""


def quoted(name: str) -> str:
    """A name as it must be written to mean just this one."""
    if _PLAIN.fullmatch(name) and name not in RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'


def folded(written: str) -> str:
    """The name that is meant by one as it is written; a quote that is not closed is one too."""
    if not written.startswith('"'):
        return written.lower()
    return written[1 : -1 if written.endswith('"') and len(written) > 1 else None].replace(
        '""', '"'
    )
