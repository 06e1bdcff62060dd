"""Rewriting all that a script creates, one rule after the other."""

from __future__ import annotations

from collections.abc import Callable

from dsql_tui.sql.conversion import (
    column_types,
    constraints,
    foreign_keys,
    identity,
    indexes,
    later_statements,
    numeric,
    partitions,
    routines,
    sequences,
)
from dsql_tui.sql.conversion.options import Options
from dsql_tui.sql.conversion.schema import Schema

RULES: tuple[Callable[[Schema, Options], None], ...] = (
    partitions.merge,
    identity.rewrite,
    column_types.rewrite,
    numeric.rewrite,
    constraints.rewrite,
    foreign_keys.rewrite,
    indexes.rewrite,
    sequences.rewrite,
    routines.rewrite,
    later_statements.rewrite,
)
"""Every rewrite, in the order in which they depend on each other."""


def rewrite(schema: Schema, options: Options) -> None:
    """Change the objects to those that Aurora DSQL takes, and note each change."""
    for rule in RULES:
        rule(schema, options)
