"""The phases of a script, and the statements that more than one kind of change needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from dsql_tui.sql.ddl.compare.side import Name, Side
from dsql_tui.sql.ddl.facts import Constraint, TableExtra
from dsql_tui.sql.ddl.write import WAIT_FOR_JOB, list_comments, write_late
from dsql_tui.sql.literals import quote_literal
from dsql_tui.sql.names import quote_name

_UNIQUE = re.compile(r"UNIQUE( NULLS NOT DISTINCT)? (.*?)((?: NOT)? DEFERRABLE.*)?", re.DOTALL)


class Phase(IntEnum):
    """A part of the script."""

    DROP_KEYS = 0
    DROP_PARTS = 1
    DROP_OBJECTS = 2
    """Views and functions that are created again, or that need those."""
    CREATE = 3
    """Objects and columns, in the order in which they need each other."""
    ADD_UNIQUE = 4
    ADD_INDEXES = 5
    ADD_CHECKS = 6
    ADD_KEYS = 7
    NOTE = 8
    """Comments, and owners of sequences."""
    GRANT = 9
    REMOVE = 10
    """Objects and columns that the second schema lacks."""


class Step(NamedTuple):
    """A statement, without its semicolon."""

    phase: Phase
    rank: tuple[int, int]
    """Its place in the phase: that of the object, and within it."""
    text: str


def add_constraint(side: Side, table: Name, constraint: Constraint, place: int) -> Iterator[Step]:
    """Yield the steps that add a constraint, except a primary key, to a table that exists."""
    one, rank = side.objects[table], (place, 0)
    if found := _UNIQUE.fullmatch(constraint.definition):
        name = quote_name(constraint.name)
        nulls = found[1] or ""
        index = f"CREATE UNIQUE INDEX ASYNC {name} ON {table} {found[2]}{nulls}{WAIT_FOR_JOB}"
        yield Step(Phase.ADD_UNIQUE, rank, index)
        added = f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {name}"
        yield Step(Phase.ADD_UNIQUE, rank, added + (found[3] or ""))
    else:
        phase = Phase.ADD_KEYS if constraint.is_foreign_key else Phase.ADD_CHECKS
        for text in write_late(one, [constraint]):
            yield Step(phase, rank, text)
    yield from add_comment(side, table, constraint.name, place)


def drop_constraint(table: Name, constraint: Constraint) -> Step:
    """Return the step that drops a constraint."""
    phase = Phase.DROP_KEYS if constraint.is_foreign_key else Phase.DROP_PARTS
    return Step(phase, (0, 0), f"ALTER TABLE {table} DROP CONSTRAINT {quote_name(constraint.name)}")


def add_extra(side: Side, table: Name, extra: TableExtra, place: int) -> Iterator[Step]:
    """Yield the steps that add an index or statistics."""
    key = side.objects[table].key
    awaited = any(
        (each.refers, each.unique_index) == (key, extra.name)
        for found in side.facts.constraints.values()
        for each in found
    )
    text = f"{extra.definition}{WAIT_FOR_JOB if awaited else ''}"
    yield Step(Phase.ADD_INDEXES, (place, 0), text)
    yield from add_comment(side, table, extra.name, place)


def drop_extra(table: Name, extra: TableExtra) -> Step:
    """Return the step that drops an index or statistics."""
    named = f"{quote_name(table.schema)}.{quote_name(extra.name)}"
    return Step(Phase.DROP_PARTS, (0, 0), f"DROP {extra.kind.upper()} {named}")


def add_comment(side: Side, owner: Name, part: str, place: int) -> Iterator[Step]:
    """Yield the steps for the comments on an object and its parts, or on one part."""
    named = quote_name(part) if part else ""
    subjects = {
        f"COLUMN {owner}.{named}",
        f"CONSTRAINT {named} ON {owner}",
        f"INDEX {quote_name(owner.schema)}.{named}",
        f"STATISTICS {quote_name(owner.schema)}.{named}",
    }
    for subject, comment in list_comments(side.facts, side.objects[owner]):
        if comment and (not part or subject in subjects):
            text = f"COMMENT ON {subject} IS {quote_literal(comment)}"
            yield Step(Phase.NOTE, (place, 1), text)
