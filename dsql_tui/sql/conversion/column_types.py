"""Columns of types that Aurora DSQL does not have get other types."""

from __future__ import annotations

import re

from dsql_tui.sql.conversion.options import Options
from dsql_tui.sql.conversion.schema import Change, Column, Constraint, Schema, Table
from dsql_tui.sql.conversion.types import NewType, map_type, recast
from dsql_tui.sql.conversion.values import convert_value
from dsql_tui.sql.literals import quote_literal
from dsql_tui.sql.names import quote_name

_LITERAL = re.compile(r"\(*\s*'((?:[^']|'')*)'\s*(?:::[\w\s.\"\[\]]+)?\)*")
_UUID = re.compile(r"(?:[\w\"]+\.)?(?:uuid_generate_v4|uuidv4)\(\)", re.IGNORECASE)
"""A function of an extension, and one of PostgreSQL 18; Aurora DSQL has an equal one."""
_ORDERED_UUID = re.compile(r"(?:[\w\"]+\.)?(?:uuidv7|uuid_generate_v1(?:mc)?)\(\)", re.IGNORECASE)
"""Functions whose UUIDs are in the order of time."""
_RANDOM_UUID = "gen_random_uuid()"
_UUID_REASON = (
    "Aurora DSQL has random UUIDs only, which are not in the order of time. They spread writes, "
    "which keys in the order of time do not."
)
_EMPTY_ARRAY = re.compile(r"ARRAY\s*\[\s*\]\s*(?:::[\w\s.\"\[\]]+)?", re.IGNORECASE)


def rewrite(schema: Schema, options: Options) -> None:
    """Give each column a type that Aurora DSQL has."""
    for table in schema.tables.values():
        if not table.part_of:
            for column in list(table.columns):
                _rewrite_column(schema, table, column)
    for domain in schema.domains.values():
        new = map_type(schema, domain.base)
        if new.reason:
            change = Change(
                new.severity,
                new.rule,
                domain.name.sql,
                domain.base,
                new.sql,
                new.reason,
                domain.line,
            )
            schema.changes.append(change)
            domain.base = new.sql


def _rewrite_column(schema: Schema, table: Table, column: Column) -> None:
    """Give a column its type and a default of that type, and note the change."""
    new = map_type(schema, column.type)
    before = f"{column.name} {column.type}"
    before += f" DEFAULT {column.default}" if column.default else ""
    default = column.default
    if new.reason and column.generated:
        _drop_column(schema, table, column)
        return
    if new.reason:
        column.type, column.convert = new.sql, new.convert
        column.default = _convert_default(schema, column, new)
    else:
        column.type = new.sql
        column.default = _UUID.sub(_RANDOM_UUID, recast(schema, column.default))
        _replace_ordered_uuid(schema, table, column)
    column.generated = recast(schema, column.generated)
    if column.generated and column.options == "virtual":
        _store_virtual_column(schema, table, column)
    if not new.reason:
        return
    after = f"{quote_name(column.name)} {column.type}"
    after += f" DEFAULT {column.default}" if column.default else ""
    if new.labels:
        check = f"{quote_name(column.name)} IN ({', '.join(new.labels)})"
        name = f"{table.name.name}_{column.name}_check"
        taken = {each.name for each in table.constraints}
        table.constraints.append(
            Constraint("check", name="" if name in taken else name, text=check)
        )
        after += f" CHECK ({check})"
    label = f"{table.name.sql}.{column.name}"
    schema.changes.append(
        Change(new.severity, new.rule, label, before, after, new.reason, table.line)
    )
    if default and not column.default:
        reason = "The default cannot be written for the new type. Set it in the application."
        schema.changes.append(
            Change("weaker", "defaults", label, f"DEFAULT {default}", "", reason, table.line)
        )


def _store_virtual_column(schema: Schema, table: Table, column: Column) -> None:
    """Note that a column which is computed at each read will be stored."""
    before = f"GENERATED ALWAYS AS ({column.generated})"
    texts = (f"{before} VIRTUAL", f"{before} STORED")
    reason = "Aurora DSQL has no virtual columns; the value is computed when a row is written."
    label = f"{table.name.sql}.{column.name}"
    change = Change("noted", "generated columns", label, *texts, reason, table.line)
    schema.changes.append(change)


def _replace_ordered_uuid(schema: Schema, table: Table, column: Column) -> None:
    """Give a column with UUIDs in the order of time random ones, and note the change."""
    before = column.default
    column.default = _ORDERED_UUID.sub(_RANDOM_UUID, before)
    if column.default != before:
        label = f"{table.name.sql}.{column.name}"
        texts = (f"DEFAULT {before}", f"DEFAULT {column.default}")
        change = Change("changed", "defaults", label, *texts, _UUID_REASON, table.line)
        schema.changes.append(change)


def _drop_column(schema: Schema, table: Table, column: Column) -> None:
    """Leave out a generated column, whose expression has the old type."""
    table.columns.remove(column)
    label = f"{table.name.sql}.{column.name}"
    before = f"{column.name} {column.type} GENERATED ALWAYS AS ({column.generated}) STORED"
    reason = "Its expression has a type that Aurora DSQL does not have. Compute it in a query."
    change = Change("lost", "generated columns", label, before, "", reason, table.line)
    schema.changes.append(change)


def _convert_default(schema: Schema, column: Column, new: NewType) -> str:
    """Return the default as a value of the new type; empty if it is not a literal."""
    if not column.default:
        return ""
    if new.convert and _EMPTY_ARRAY.fullmatch(column.default):
        return "'[]'"
    found = _LITERAL.fullmatch(column.default.strip())
    if not new.convert:
        return (
            quote_literal(found[1].replace("''", "'")) if found else recast(schema, column.default)
        )
    try:
        value = convert_value(found[1].replace("''", "'"), new.convert) if found else ""
    except ValueError:
        return ""
    return quote_literal(value) if found else ""
