"""Keys and checks are written in CREATE TABLE, because keys cannot be added later."""

from __future__ import annotations

from dsql_tui.sql.conversion.cursor import Cursor
from dsql_tui.sql.conversion.options import Options
from dsql_tui.sql.conversion.schema import Change, Constraint, Schema, Severity, Table
from dsql_tui.sql.conversion.types import NOT_IN_KEYS, recast, resolve_base
from dsql_tui.sql.names import fold_name, quote_name

MAX_KEY_COLUMNS = 8


def rewrite(schema: Schema, options: Options) -> None:
    """Fold keys and checks into their tables, without those that Aurora DSQL refuses."""
    for table in schema.tables.values():
        if table.part_of:
            continue
        kept = [each for each in table.constraints if _keep(schema, table, each)]
        table.constraints = kept
        key = next((each for each in kept if each.kind == "primary key"), None)
        for name in key.columns if key else ():
            if column := table.find(name):
                column.not_null = True
        if key is None:
            reason = (
                "The source has no primary key. Aurora DSQL adds a hidden one; it cannot be "
                "replaced later. Rows cannot be looked up by it, and edits need a key."
            )
            change = Change(
                "noted", "tables without a key", table.name.sql, "", "", reason, table.line
            )
            schema.changes.append(change)


def describe_constraint(table: Table, made: Constraint) -> str:
    """Return a key or check as SQL in CREATE TABLE."""
    name = f"CONSTRAINT {quote_name(made.name)} " if made.name else ""
    if made.kind == "check":
        return f"{name}CHECK ({made.text})"
    columns = ", ".join(map(quote_name, made.columns))
    nulls = f" {made.text}" if made.kind == "unique" and made.text.startswith("NULLS") else ""
    return f"{name}{made.kind.upper()}{nulls} ({columns})"


def _keep(schema: Schema, table: Table, made: Constraint) -> bool:
    """Return whether the table can have a constraint; note the change if not."""
    if made.kind == "check":
        made.text = recast(schema, made.text)
        return _keep_check(schema, table, made)
    if made.kind == "foreign key":
        return True
    if made.kind == "exclude":
        reason = (
            "Aurora DSQL has no EXCLUDE constraints: nothing prevents rows that exclude each other."
        )
        _note(schema, table, made, "lost", f"EXCLUDE {made.text}", reason)
        return False
    before = describe_constraint(table, made)
    if wrong := find_wrong_key(schema, table, made.columns):
        _note(schema, table, made, "lost", before, wrong)
        return False
    if made.text == "deferrable":
        reason = "Keys of Aurora DSQL are checked with each statement, not at COMMIT."
        _note(schema, table, made, "weaker", f"{before} DEFERRABLE", reason)
    return True


def _keep_check(schema: Schema, table: Table, made: Constraint) -> bool:
    """Return whether a CHECK fits the types of its columns; note the change if not."""
    words = {fold_name(word.text) for word in Cursor(made.text).words}
    other = [each.name for each in table.columns if each.convert and each.name in words]
    if not other:
        return True
    reason = f"It is written for the old type of {', '.join(other)}. Write it for the new one."
    _note(schema, table, made, "lost", describe_constraint(table, made), reason)
    return False


def find_wrong_key(schema: Schema, table: Table, columns: tuple[str, ...]) -> str:
    """Return the reason why columns cannot be a key, as a sentence; empty if they can."""
    if len(columns) > MAX_KEY_COLUMNS:
        return f"A key of Aurora DSQL has at most {MAX_KEY_COLUMNS} columns."
    for name in columns:
        column = table.find(name)
        base = resolve_base(schema, column.type) if column else ""
        if base in NOT_IN_KEYS:
            return f"A key of Aurora DSQL cannot have a column of type {base}."
    return ""


def _note(
    schema: Schema, table: Table, made: Constraint, severity: Severity, before: str, reason: str
) -> None:
    rule = "keys" if made.kind in ("primary key", "unique") else "constraints"
    after = "" if severity == "lost" else describe_constraint(table, made)
    label = f"{table.name.sql}.{made.name}" if made.name else table.name.sql
    schema.changes.append(Change(severity, rule, label, before, after, reason, made.line))
