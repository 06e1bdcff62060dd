"""The families of statements, each with its rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from dsql_tui.events import ServerError
from dsql_tui.sandbox.rules import (
    alter_table,
    create_function,
    create_index,
    create_table,
    domain,
    grants,
    object_limits,
    queries,
    sequences,
    settings,
    statistics,
    transaction_control,
    unsupported_statements,
)
from dsql_tui.sandbox.rules.shape import Edit, Shape
from dsql_tui.sandbox.rules.verdict import CatalogCheck, JobType, Kind

Check = Callable[[Shape], ServerError | None]


class StatementFamily(NamedTuple):
    """Statements with the same beginning."""

    pattern: str
    kind: Kind
    checks: tuple[Check, ...] = ()
    """The rules; the first error counts."""
    catalog_checks: Callable[[Shape], tuple[CatalogCheck, ...]] | None = None
    edits: Callable[[Shape], list[Edit]] | None = None
    job_type: JobType | None = None
    build_job_call: Callable[[Shape], str | None] | None = None
    """The call that PostgreSQL runs for a job; without it there is always a job."""
    replacement: Callable[[Shape], str | None] | None = None
    """A query that PostgreSQL runs instead; its tag is the statement's first word."""


FAMILIES = (
    StatementFamily("select|values|table", "read", (queries.find_error,)),
    StatementFamily("insert|update|delete", "dml", (queries.find_error,)),
    StatementFamily(
        r"create (?:\S+ ){0,2}table",
        "ddl",
        (create_table.find_error, queries.find_error),
        object_limits.catalog_checks,
        create_table.edits,
    ),
    StatementFamily(
        r"create (?:unique )?index",
        "ddl",
        (create_index.find_error,),
        create_index.catalog_checks,
        create_index.edits,
        job_type="INDEX_BUILD",
        build_job_call=create_index.build_job_call,
    ),
    StatementFamily(
        r"create (?:\S+ ){0,2}sequence",
        "ddl",
        (sequences.find_error,),
        object_limits.catalog_checks,
    ),
    StatementFamily(
        r"create (?:or replace )?(?:function|procedure)", "ddl", (create_function.find_error,)
    ),
    StatementFamily(
        r"create (?:\S+ ){0,4}view",
        "ddl",
        (create_table.find_view_error, queries.find_error),
        object_limits.catalog_checks,
    ),
    StatementFamily(r"create statistics", "ddl", (), statistics.catalog_checks),
    StatementFamily(
        r"alter statistics",
        "ddl",
        (statistics.find_alter_error,),
        edits=statistics.edits,
    ),
    StatementFamily(r"grant|revoke", "ddl", (grants.find_error,)),
    StatementFamily(r"create domain", "ddl", (domain.find_error,)),
    StatementFamily(r"create schema", "ddl", (), object_limits.catalog_checks),
    StatementFamily(
        r"alter (?:table|index|foreign table|materialized view)",
        "ddl",
        (alter_table.find_error,),
        alter_table.catalog_checks,
        alter_table.edits,
        "CONSTRAINT_VALIDATION",
        alter_table.build_job_call,
    ),
    StatementFamily(r"alter sequence", "ddl", (sequences.find_error,)),
    StatementFamily(r"alter (?:role|user|group)", "ddl", (settings.find_alter_role_error,)),
    StatementFamily(r"create|alter|comment", "ddl"),
    StatementFamily(r"drop", "ddl", job_type="DROP"),
    StatementFamily(r"analy[sz]e", "other", job_type="ANALYZE"),
    StatementFamily(r"set|reset", "other", (settings.find_error,), edits=settings.edits),
    StatementFamily(r"show", "read", replacement=settings.build_show_query),
    StatementFamily(r"call sys \.", "other", (queries.find_error,)),
    StatementFamily(r"call|do", "code", (queries.find_error,)),
)
"""The families; the first that matches counts."""

_EVERY = (unsupported_statements.find_error, transaction_control.find_error)
"""The rules for all statements, before any other."""

_COMPILED = tuple((re.compile(rf"(?:{each.pattern})(?!\S)"), each) for each in FAMILIES)


def find_family(shape: Shape) -> StatementFamily | None:
    """Return the family of a statement; `None` if PostgreSQL handles it alone."""
    text = shape.top.text
    return next((each for pattern, each in _COMPILED if pattern.match(text)), None)


def find_error(shape: Shape, found: StatementFamily | None) -> ServerError | None:
    """Return the error of a statement, by its family and the rules for all."""
    for check in (*_EVERY, *(found.checks if found else ())):
        error = check(shape)
        if error:
            return error
    return None
