"""The statements that create the objects of a schema on Aurora DSQL again.

Each is a transaction of its own. A table gets its keys in CREATE TABLE, because Aurora DSQL adds
none later; indexes are ASYNC, and have no schema in their name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from dsql_tui.sql.ddl.facts import Constraint, SchemaFacts, SchemaObject
from dsql_tui.sql.ddl.order import sort_objects
from dsql_tui.sql.literals import quote_literal
from dsql_tui.sql.names import quote_name

_PUBLIC = "public"
"""The schema that every cluster has."""

WAIT_FOR_JOB = " \\gset\nCALL sys.wait_for_job(:'job_id')"
"""Waits for an index that a foreign key needs, in psql and dsql-tui."""


class DdlStatement(NamedTuple):
    """A statement, without its semicolon."""

    key: str
    """The object to which it belongs."""
    text: str


def write_statements(facts: SchemaFacts) -> Iterator[DdlStatement]:
    """Yield the statements in the order in which they can run."""
    yield from chain(*write_sections(facts))


def write_sections(
    facts: SchemaFacts, keys_last: bool = False
) -> tuple[list[DdlStatement], list[DdlStatement]]:
    """Return the statements that create the objects, and those that can follow the rows.

    Args:
        facts: The objects.
        keys_last: True if all foreign keys follow the rows.
    """
    ordered = sort_objects(facts)
    created: list[DdlStatement] = []
    keys: list[DdlStatement] = []
    missing = {each.key for each in ordered}
    for one in ordered:
        missing.discard(one.key)
        constraints = facts.constraints.get(one.key, [])
        late = [
            each
            for each in constraints
            if _must_wait(each, missing) or (keys_last and each.is_foreign_key)
        ]
        inline = [each for each in constraints if each not in late]
        if text := write_object(facts, one, inline):
            created.append(DdlStatement(one.key, text))
        keys += (DdlStatement(one.key, text) for text in write_late(one, late))
    return created, [*_write_extras(facts, ordered), *keys, *_write_notes(facts, ordered)]


def _write_extras(facts: SchemaFacts, ordered: Iterable[SchemaObject]) -> Iterator[DdlStatement]:
    """Yield the indexes and statistics; wait for the indexes that foreign keys need."""
    awaited = {
        (each.refers, each.unique_index) for found in facts.constraints.values() for each in found
    }
    for one in ordered:
        for extra in facts.extras.get(one.key, ()):
            wait = WAIT_FOR_JOB if (one.key, extra.name) in awaited else ""
            yield DdlStatement(one.key, f"{extra.definition}{wait}")


def _write_notes(facts: SchemaFacts, ordered: Iterable[SchemaObject]) -> Iterator[DdlStatement]:
    """Yield the owners of sequences, and the comments."""
    for one in ordered:
        if one.kind == "sequence" and one.detail:
            owned = f"ALTER SEQUENCE {qualify(one)} OWNED BY {one.detail}"
            yield DdlStatement(one.key, owned)
    for one in ordered:
        for subject, comment in list_comments(facts, one):
            if comment:
                text = f"COMMENT ON {subject} IS {quote_literal(comment)}"
                yield DdlStatement(one.key, text)


def write_object(facts: SchemaFacts, one: SchemaObject, inline: Iterable[Constraint]) -> str:
    """Return the statement that creates an object; empty for a schema that exists."""
    match one.kind:
        case "role":
            return f"CREATE ROLE {quote_name(one.name)} WITH {one.definition}"
        case "schema":
            return "" if one.name == _PUBLIC else f"CREATE SCHEMA {quote_name(one.name)}"
        case "domain":
            parts = (one.definition, *map(_write_constraint, inline))
            return f"CREATE DOMAIN {qualify(one)} AS {' '.join(parts)}"
        case "sequence":
            return f"CREATE SEQUENCE {qualify(one)} {one.definition}"
        case "table":
            columns = facts.columns.get(one.key, [])
            lines = [
                *(f"    {quote_name(each.name)} {each.definition}" for each in columns),
                *(f"    {_write_constraint(each)}" for each in inline),
            ]
            listed = "\n" + ",\n".join(lines) + "\n" if lines else ""
            return f"CREATE TABLE {qualify(one)} ({listed})"
        case "view":
            options = f" WITH ({one.detail})" if one.detail else ""
            query = one.definition.strip().removesuffix(";")
            return f"CREATE VIEW {qualify(one)}{options} AS\n{query}"
        case _:
            return one.definition.strip()


def _must_wait(one: Constraint, missing: set[str]) -> bool:
    """Return True for a constraint that CREATE TABLE cannot have."""
    return one.refers in missing or bool(one.unique_index) or not one.valid


def write_late(one: SchemaObject, constraints: Iterable[Constraint]) -> Iterator[str]:
    """Yield the statements that add constraints to a table or a domain that exists."""
    altered = f"{'DOMAIN' if one.kind == 'domain' else 'TABLE'} {qualify(one)}"
    for each in constraints:
        suffix = " NOT VALID" if each.valid else ""  # The server's text has it otherwise.
        yield f"ALTER {altered} ADD {_write_constraint(each)}{suffix}"
        if each.valid:
            name = quote_name(each.name)
            yield f"ALTER TABLE ASYNC {qualify(one)} VALIDATE CONSTRAINT {name}"


def _write_constraint(one: Constraint) -> str:
    return f"CONSTRAINT {quote_name(one.name)} {one.definition}"


def list_comments(facts: SchemaFacts, one: SchemaObject) -> Iterator[tuple[str, str]]:
    """Yield what COMMENT ON names, and the comment, for an object and its parts."""
    name = qualify(one)
    arguments = f"({one.detail})" if one.kind in ("function", "procedure") else ""
    if name != _PUBLIC:  # Nothing can be changed about this schema.
        yield f"{one.kind.upper()} {name}{arguments}", one.comment
    for column in facts.columns.get(one.key, ()):
        yield f"COLUMN {name}.{quote_name(column.name)}", column.comment
    owner = f"DOMAIN {name}" if one.kind == "domain" else name
    for constraint in facts.constraints.get(one.key, ()):
        yield f"CONSTRAINT {quote_name(constraint.name)} ON {owner}", constraint.comment
    for extra in facts.extras.get(one.key, ()):
        named = f"{quote_name(one.schema)}.{quote_name(extra.name)}"
        yield f"{extra.kind.upper()} {named}", extra.comment


def qualify(one: SchemaObject) -> str:
    """Return the name of an object as SQL must write it, with its schema."""
    if one.kind in ("role", "schema"):
        return quote_name(one.name)
    return f"{quote_name(one.schema)}.{quote_name(one.name)}"
