"""Which rules a statement is judged by: one entry for each family of statements."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from dsql_tui.events import Refusal
from dsql_tui.sandbox.rules import (
    alters,
    catalog,
    control,
    indexes,
    queries,
    routines,
    sequences,
    settings,
    statements,
    tables,
)
from dsql_tui.sandbox.rules.shape import Edit, Shape
from dsql_tui.sandbox.rules.verdict import Ask, JobType, Kind

Check = Callable[[Shape], Refusal | None]


class Family(NamedTuple):
    """Statements that begin alike."""

    pattern: str
    kind: Kind
    checks: tuple[Check, ...] = ()
    """The first refusal of these counts."""
    asks: Callable[[Shape], tuple[Ask, ...]] | None = None
    edits: Callable[[Shape], list[Edit]] | None = None
    job: JobType | None = None
    job_text: Callable[[Shape], str | None] | None = None
    """What PostgreSQL runs where there is a job; without this, there always is one."""
    instead: Callable[[Shape], str | None] | None = None
    """A query that PostgreSQL runs instead, whose tag is the statement's first word."""


FAMILIES = (
    Family("select|values|table", "read", (queries.refusal,)),
    Family("insert|update|delete", "dml", (queries.refusal,)),
    Family(
        r"create (?:\S+ ){0,2}table",
        "ddl",
        (tables.refusal, queries.refusal),
        catalog.asks,
        tables.edits,
    ),
    Family(
        r"create (?:unique )?index",
        "ddl",
        (indexes.refusal,),
        indexes.asks,
        job="INDEX_BUILD",
        job_text=indexes.job_text,
    ),
    Family(r"create (?:\S+ ){0,2}sequence", "ddl", (sequences.refusal,), catalog.asks),
    Family(r"create (?:or replace )?function", "ddl", (routines.refusal,)),
    Family(
        r"create (?:\S+ ){0,4}view", "ddl", (tables.view_refusal, queries.refusal), catalog.asks
    ),
    Family(r"create schema", "ddl", (), catalog.asks),
    Family(
        r"alter (?:table|index|foreign table|materialized view)",
        "ddl",
        (alters.refusal,),
        alters.asks,
        alters.edits,
        "CONSTRAINT_VALIDATION",
        alters.job_text,
    ),
    Family(r"alter sequence", "ddl", (sequences.refusal,)),
    Family(r"alter (?:role|user|group)", "ddl", (settings.alter_refusal,)),
    Family(r"create|alter|comment|grant|revoke", "ddl"),
    Family(r"drop", "ddl", job="DROP"),
    Family(r"analy[sz]e", "other", job="ANALYZE"),
    Family(r"set|reset", "other", (settings.refusal,), edits=settings.edits),
    Family(r"show", "read", instead=settings.shown),
    Family(r"call", "other", (queries.refusal,)),
)
"""In this order: the first that fits counts."""

_EVERY = (statements.refusal, control.refusal)
"""What is checked of all of them, before anything else."""

_COMPILED = tuple((re.compile(rf"(?:{each.pattern})(?!\S)"), each) for each in FAMILIES)


def family(shape: Shape) -> Family | None:
    """The family of a statement; `None` for what PostgreSQL may answer by itself."""
    text = shape.top.text
    return next((each for pattern, each in _COMPILED if pattern.match(text)), None)


def refusal(shape: Shape, found: Family | None) -> Refusal | None:
    """The refusal of a statement by its family, or by what goes for all."""
    for check in (*_EVERY, *(found.checks if found else ())):
        refused = check(shape)
        if refused:
            return refused
    return None
