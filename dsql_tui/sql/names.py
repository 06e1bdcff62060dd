"""Names of tables, columns and the like: how SQL quotes and folds them."""

from __future__ import annotations

import re
from string import ascii_uppercase

_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*")
_PART = re.compile(r'"(?:[^"]|"")+"|[^\W\d][\w$]*')
_QUALIFIED = re.compile(rf"(?:{_PART.pattern})(?:\.(?:{_PART.pattern}))*")

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
"""Keywords that cannot be the name of a table or column everywhere: all but PostgreSQL 16's
unreserved ones (https://www.postgresql.org/docs/16/sql-keywords-appendix.html)."""
_ASCII_LOWER = {ord(letter): letter.lower() for letter in ascii_uppercase}


def quote_name(name: str) -> str:
    """Return a name as SQL must write it: in double quotes, unless it works without them."""
    if _PLAIN.fullmatch(name) and name not in RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'


def split_name(written: str) -> tuple[str, ...]:
    """Return the parts of a name as SQL writes it: `shop`, `a.b` for `Shop."a.b"`.

    Raises:
        ValueError: It is not a name.
    """
    if not _QUALIFIED.fullmatch(written):
        raise ValueError(f"“{written}” is not a name")
    return tuple(fold_name(part) for part in _PART.findall(written))


def make_singular(name: str) -> str:
    """Return the name of one thing in a table: `customer` for `customers`."""
    if name.endswith("ies"):
        return name[:-3] + "y"
    for plural, dropped in (("sses", 2), ("ches", 2), ("s", 1)):
        if name.endswith(plural):
            return name[:-dropped]
    return name


def fold_name(written: str) -> str:
    """Return the name that SQL means by a written one; its closing quote may be missing."""
    if not written.startswith('"'):
        return fold_case(written)
    closed = written.endswith('"') and len(written) > 1
    return written[1 : -1 if closed else None].replace('""', '"')


def fold_case(text: str) -> str:
    """Return a text in lower case as PostgreSQL folds names and keywords: ASCII letters only."""
    return text.lower() if text.isascii() else text.translate(_ASCII_LOWER)
