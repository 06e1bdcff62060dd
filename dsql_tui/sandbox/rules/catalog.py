"""How many objects of each kind there may be, and how the catalog is asked about one.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/CHAP_quotas.html
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dsql_tui.events import Refusal
from dsql_tui.sandbox.rules.shape import Shape, literal
from dsql_tui.sandbox.rules.verdict import Ask


class Limit(NamedTuple):
    """How many there may be of what a statement creates."""

    pattern: re.Pattern[str]
    """The beginning of the statement."""
    counted: str
    """An SQL expression: how many there are."""
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
        " AND nspname NOT IN ('information_schema', 'sys'))",
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
    # The words of the last are ours, after those above.
    Limit(
        re.compile(r"create sequence (?!if not exists)"),
        _relations("S"),
        5000,
        "creating more than 5000 sequences not allowed",
    ),
)


def object_id(name: str) -> str:
    """An SQL expression for a relation's OID, given its name as a client wrote it.

    It is NULL where there is none: what then depends on it is not true, and PostgreSQL says why.
    """
    return f"pg_catalog.to_regclass({literal(name)})"


def asks(shape: Shape) -> tuple[Ask, ...]:
    """What must be asked before something is created."""
    return tuple(
        Ask(f"{limit.counted} >= {limit.most}", Refusal(limit.message, "54000"))
        for limit in LIMITS
        if limit.pattern.match(shape.top.text)
    )
