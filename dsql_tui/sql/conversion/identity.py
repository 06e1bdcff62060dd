"""Serial and identity columns become identity columns with a cache, or UUIDs.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/sequences-identity-columns.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsql_tui.sql.conversion.cursor import Cursor, Name
from dsql_tui.sql.conversion.options import Options
from dsql_tui.sql.conversion.schema import Change, Column, Schema, Sequence, Table
from dsql_tui.sql.conversion.types import map_type, resolve_base

CACHE = 1
"""The values that a session takes from a sequence at once; 65,536 is allowed too."""

_NEXTVAL = re.compile(
    r"(?:pg_catalog\.)?nextval\s*\(\s*\(*'([^']+)'(?:::\w+)?\)*(?:::\w+)?\s*\)", re.IGNORECASE
)
_OPTION = re.compile(r"(start|increment)\s+(?:with\s+|by\s+)?(-?\d+)", re.IGNORECASE)
_INTEGERS = frozenset("smallint int2 integer int int4 bigint int8".split())  # noqa: SIM905
_IDENTITY_REASON = (
    "Identity columns of Aurora DSQL are bigint and have a cache. Values have gaps, and a later "
    "row can have a lower value."
)
_UUID_REASON = (
    "As chosen, keys are random UUIDs. Each number became the same UUID in all foreign keys to "
    "it; numbers in other columns and in the application are no longer keys."
)


def rewrite(schema: Schema, options: Options) -> None:
    """Rewrite the columns with values of a sequence, and the columns that refer to them."""
    users = _find_users(schema)
    for table, column in _list_columns(schema):
        sequence = _find_sequence(schema, table, column)
        shared = sequence is not None and len(users.get(sequence.name.key, ())) > 1
        serial = map_type(schema, column.type).serial
        if not (serial or column.identity or (sequence and not shared)):
            continue
        if sequence and resolve_base(schema, column.type) not in _INTEGERS and not serial:
            continue
        before = _describe(column)
        if sequence:
            column.start = sequence.next_value
            column.options = column.options or sequence.options
            schema.sequences.pop(sequence.name.key, None)
        highest = schema.maxima.get((table.name.key, column.name))
        if highest is not None:
            column.start = max(column.start or 1, highest + 1)
        column.default, column.not_null = "", True
        if options.serial == "uuid":
            _make_uuid(column, f"{table.name.key}.{column.name}")
        else:
            _make_identity(column)
        reason = _UUID_REASON if options.serial == "uuid" else _IDENTITY_REASON
        name = f"{table.name.sql}.{column.name}"
        change = Change("changed", "identity", name, before, _describe(column), reason, table.line)
        schema.changes.append(change)
        _follow(schema, table, column)


def is_numbered(column: Column) -> bool:
    """Return whether a sequence gives the column of a source its values."""
    serial = column.type.strip().lower().endswith(("serial", "serial2", "serial4", "serial8"))
    return bool(serial or column.identity or _NEXTVAL.search(column.default))


def _find_users(schema: Schema) -> dict[str, list[str]]:
    """Return the columns that use each sequence."""
    users: dict[str, list[str]] = {}
    for table, column in _list_columns(schema):
        if found := _NEXTVAL.search(column.default):
            key = schema.resolve(Cursor(found[1]).read_name()).key
            users.setdefault(key, []).append(f"{table.name.key}.{column.name}")
    return users


def _list_columns(schema: Schema) -> Iterator[tuple[Table, Column]]:
    for table in schema.tables.values():
        if not table.part_of:
            yield from ((table, column) for column in table.columns)


def _find_sequence(schema: Schema, table: Table, column: Column) -> Sequence | None:
    """Return the sequence that gives a column its values."""
    if found := _NEXTVAL.fullmatch(column.default.strip()):
        name = schema.resolve(Cursor(found[1]).read_name())
        return schema.sequences.get(name.key) or Sequence(name)
    if map_type(schema, column.type).serial or column.identity:
        named = re.search(r"sequence\s+name\s+([\w.\"]+)", column.options, re.IGNORECASE)
        default = Name(table.name.schema, f"{table.name.name}_{column.name}_seq")
        name = schema.resolve(Cursor(named[1]).read_name()) if named else default
        return schema.sequences.get(name.key)
    return None


def _describe(column: Column) -> str:
    text = f"{column.name} {column.type}"
    if column.identity:
        text += f" GENERATED {column.identity.upper()} AS IDENTITY"
        text += f" ({column.options})" if column.options else ""
    return text + (f" DEFAULT {column.default}" if column.default else "")


def _make_identity(column: Column) -> None:
    """Turn a column into an identity column."""
    found = {each[1].lower(): each[2] for each in _OPTION.finditer(column.options)}
    parts = [f"CACHE {CACHE}"]
    if found.get("start", "1") != "1":
        parts.append(f"START WITH {found['start']}")
    if found.get("increment", "1") != "1":
        parts.append(f"INCREMENT BY {found['increment']}")
    column.type, column.options = "bigint", " ".join(parts)
    column.identity = column.identity or "by default"


def _make_uuid(column: Column, key: str) -> None:
    column.type, column.identity, column.options = "uuid", "", ""
    column.default, column.convert = "gen_random_uuid()", ("uuid", key)


def _follow(schema: Schema, table: Table, column: Column) -> None:
    """Give the columns of foreign keys to a column its type, and those that refer to them."""
    for other, name in _find_references(schema, table, column.name):
        follower = other.find(name)
        if follower is None or follower.type == column.type:
            continue
        if resolve_base(schema, follower.type) not in _INTEGERS:
            continue
        before = f"{follower.name} {follower.type}"
        follower.type, follower.convert = column.type, column.convert
        follower.default = "" if column.convert else follower.default
        after, label = f"{follower.name} {follower.type}", f"{other.name.sql}.{follower.name}"
        reason = f"It refers to {table.name.sql}.{column.name}, which has this type now."
        schema.changes.append(
            Change("changed", "foreign key types", label, before, after, reason, other.line)
        )
        _follow(schema, other, follower)


def _find_references(schema: Schema, table: Table, name: str) -> Iterator[tuple[Table, str]]:
    """Yield the columns of foreign keys that refer to a column."""
    for other in schema.tables.values():
        for each in other.constraints:
            if each.refers and schema.resolve(each.refers).key == table.name.key:
                columns = each.other_columns or find_key(table)
                yield from (
                    (other, own)
                    for own, theirs in zip(each.columns, columns, strict=False)
                    if theirs == name
                )


def find_key(table: Table) -> tuple[str, ...]:
    """Return the columns of the primary key."""
    keys = (each.columns for each in table.constraints if each.kind == "primary key")
    return next(keys, ())
