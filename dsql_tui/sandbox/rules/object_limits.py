"""The number of objects of each kind, and how to ask the catalog about an object.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/CHAP_quotas.html
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dsql_tui.events import ServerError
from dsql_tui.sandbox.rules.shape import Shape, quote_literal
from dsql_tui.sandbox.rules.verdict import CatalogCheck


class Limit(NamedTuple):
    """A limit on the objects that a statement creates."""

    pattern: re.Pattern[str]
    """The beginning of the statement."""
    counted: str
    """The SQL expression for their number."""
    most: int
    message: str


def _relations(kind: str) -> str:
    return (
        "(SELECT pg_catalog.count(*) FROM pg_catalog.pg_class AS c"
        " JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace"
        f" WHERE c.relkind = '{kind}' AND n.nspname !~ '^pg_'"
        " AND n.nspname NOT IN ('information_schema', 'sys'))"
    )


LIMITS = (
    Limit(
        re.compile(r"create schema (?!if not exists)"),
        "(SELECT pg_catalog.count(*) FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_'"
        " AND nspname NOT IN ('information_schema', 'public', 'sys'))",
        10,
        "more than 10 schemas not allowed",
    ),
    Limit(
        re.compile(r"create table (?!if not exists)"),
        _relations("r"),
        1000,
        "creating more than 1000 tables not allowed",
    ),
    Limit(
        re.compile(r"create (?:recursive )?view"),
        _relations("v"),
        5000,
        "creating more than 5000 views not allowed",
    ),
    Limit(
        re.compile(r"create sequence (?!if not exists)"),
        _relations("S"),
        5000,
        "creating more than 5000 sequences is not allowed",
    ),
)


def build_object_id(name: str) -> str:
    """Return the SQL expression for a relation's OID, given its name as a client wrote it.

    It is NULL if there is no such relation. Then no check fails, and PostgreSQL reports the error.
    """
    return f"pg_catalog.to_regclass({quote_literal(name)})"


def catalog_checks(shape: Shape) -> tuple[CatalogCheck, ...]:
    """Return the catalog checks before an object is created."""
    return tuple(
        CatalogCheck(f"{limit.counted} >= {limit.most}", ServerError(limit.message, "54000"))
        for limit in LIMITS
        if limit.pattern.match(shape.top.text)
    )
