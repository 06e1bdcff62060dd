"""Reading ALTER TABLE: keys, defaults and the like are folded into the table."""

from __future__ import annotations

from dsql_tui.sql.conversion.cursor import Cursor, Name, SyntaxProblem
from dsql_tui.sql.conversion.schema import Change, Schema, Table
from dsql_tui.sql.conversion.tables import read_column, read_constraint

_STORAGE = "storage parameters and tablespaces"
_OWNERS = "ownership"


def read_alter(schema: Schema, text: str, line: int) -> None:
    """Apply an ALTER TABLE to the tables that were read.

    Raises:
        SyntaxProblem: It is written in a way that is not known here.
    """
    cursor = Cursor(text)
    cursor.expect("alter")
    cursor.accept("foreign")
    cursor.expect("table")
    cursor.accept("if", "exists")
    cursor.accept("only")
    name = schema.resolve(cursor.read_name())
    cursor.accept("*")
    table = schema.tables.get(name.key)
    while True:
        action = Cursor(cursor.skip(lambda word: word.low == ","))
        _apply(schema, table, name, action, text, line)
        if not cursor.accept(","):
            return


def _apply(
    schema: Schema, table: Table | None, name: Name, action: Cursor, text: str, line: int
) -> None:
    """Apply one action."""
    if action.accept("owner", "to"):
        schema.leave_out(_OWNERS, text)
    elif action.peek() in ("set", "reset", "cluster"):
        schema.leave_out(_STORAGE, text)
    elif table is None:
        # Sequences, views and indexes can be altered this way too.
        schema.leave_out("changes of objects that the script does not create as tables", text)
    elif action.accept("attach", "partition"):
        if part := schema.find_table(action.read_name()):
            part.part_of = name
    elif action.accept("add"):
        _add(table, action, line)
    elif action.accept("alter"):
        action.accept("column")
        _alter_column(schema, table, action, text)
    elif action.accept_any("enable", "disable", "force", "no", "replica", "inherit", "validate"):
        _note_switch(schema, table, action, text, line)
    elif action.accept("drop", "constraint"):
        action.accept("if", "exists")
        dropped = action.read_part()
        table.constraints = [each for each in table.constraints if each.name != dropped]
    else:
        raise SyntaxProblem(f"“{action.peek()}” is not known")


def _add(table: Table, action: Cursor, line: int) -> None:
    if action.peek() in ("constraint", "primary", "unique", "check", "foreign", "exclude"):
        table.constraints.append(read_constraint(action, line))
        return
    action.accept("column")
    action.accept("if", "not", "exists")
    read_column(table, action, line)


def _alter_column(schema: Schema, table: Table, action: Cursor, text: str) -> None:
    """Apply ALTER COLUMN."""
    name = action.read_part()
    column = table.find(name)
    if column is None:
        raise SyntaxProblem(f"there is no column “{name}”")
    if action.accept("set", "default"):
        column.default = action.rest()
    elif action.accept("drop", "default"):
        column.default = ""
    elif action.accept("set", "not", "null"):
        column.not_null = True
    elif action.accept("drop", "not", "null"):
        column.not_null = False
    elif action.accept("add", "generated"):
        always = action.accept("always")
        if not always:
            action.expect("by", "default")
        action.expect("as", "identity")
        column.identity = "always" if always else "by default"
        column.options = action.read_group() if action.peek() == "(" else ""
        column.not_null = True
    elif action.accept("set", "data", "type") or action.accept("type"):
        column.type = action.skip(lambda word: word.low in ("using", "collate"))
    else:
        schema.leave_out(_STORAGE, text)


def _note_switch(schema: Schema, table: Table, action: Cursor, text: str, line: int) -> None:
    """Note a switch of a table, such as row-level security."""
    written = Cursor(text)
    words = " ".join(word.low for word in written.words)
    if "row level security" in words:
        reason = "Aurora DSQL has no row-level security: every role with SELECT sees all rows."
        schema.changes.append(
            Change("lost", "row-level security", table.name.sql, text, "", reason, line)
        )
    elif " inherit " in f" {words} ":
        table.parents.append(schema.resolve(action.read_name()))
    else:
        schema.leave_out("switches of triggers, rules and replication", text)
