"""Reading CREATE TABLE: columns, constraints and partitions."""

from __future__ import annotations

from dsql_tui.sql.conversion.cursor import Cursor, SyntaxProblem, Word
from dsql_tui.sql.conversion.schema import Column, Constraint, Schema, Table

_CLAUSES_TEXT = """
    constraint not null default primary unique check references generated collate compression
    storage deferrable initially options
"""
_CLAUSES = frozenset(_CLAUSES_TEXT.split())
_TABLE_CONSTRAINTS = ("constraint", "primary", "unique", "check", "foreign", "exclude", "like")


def read_table(schema: Schema, text: str, line: int) -> Table:
    """Return the table that a CREATE TABLE creates.

    Raises:
        SyntaxProblem: It is written in a way that is not known here, such as CREATE TABLE … AS.
    """
    cursor = Cursor(text)
    cursor.expect("create")
    cursor.accept_any("global", "local")
    cursor.accept_any("temporary", "temp", "unlogged")
    cursor.expect("table")
    cursor.accept("if", "not", "exists")
    table = Table(schema.resolve(cursor.read_name()), [], line=line, source=text)
    if cursor.accept("partition", "of"):
        table.part_of = schema.resolve(cursor.read_name())
        return table
    if cursor.accept("of"):
        raise SyntaxProblem("tables of a type are not read")
    for item in cursor.read_list():
        _read_item(schema, table, item, line)
    if cursor.accept("inherits"):
        table.parents = [schema.resolve(Cursor(each).read_name()) for each in cursor.read_list()]
    if "as" in (word.low for word in cursor.words[cursor.at :]):
        raise SyntaxProblem("CREATE TABLE … AS is not read")
    return table


def read_column(table: Table, cursor: Cursor, line: int) -> Column:
    """Read the definition of a column, and add its constraints to the table.

    Raises:
        SyntaxProblem: It is written in a way that is not known here.
    """
    name = cursor.read_part()
    column = Column(name, cursor.skip(_begins_clause))
    if not column.type:
        raise SyntaxProblem(f"column “{name}” has no type")
    while not cursor.done:
        _read_clause(table, column, cursor, line)
    table.columns.append(column)
    return column


def read_constraint(cursor: Cursor, line: int) -> Constraint:
    """Read a constraint of a table.

    Raises:
        SyntaxProblem: It is written in a way that is not known here.
    """
    name = cursor.read_part() if cursor.accept("constraint") else ""
    if cursor.accept("primary", "key"):
        return _read_key(Constraint("primary key", name=name, line=line), cursor)
    if cursor.accept("unique"):
        nulls = cursor.accept("nulls", "not", "distinct")
        cursor.accept("nulls", "distinct")
        made = _read_key(Constraint("unique", name=name, line=line), cursor)
        made.text = "NULLS NOT DISTINCT" if nulls else made.text
        return made
    if cursor.accept("check"):
        return Constraint("check", name=name, text=cursor.read_group(), line=line)
    if cursor.accept("foreign", "key"):
        made = Constraint("foreign key", cursor.read_names(), name, line=line)
        return _read_reference(made, cursor)
    if cursor.accept("exclude"):
        return Constraint("exclude", name=name, text=cursor.rest(), line=line)
    raise SyntaxProblem(f"a constraint is expected at “{cursor.peek()}”")


def _read_item(schema: Schema, table: Table, item: str, line: int) -> None:
    """Read one item between the parentheses of CREATE TABLE."""
    cursor = Cursor(item)
    if cursor.words[0].kind == "quoted" or cursor.peek() not in _TABLE_CONSTRAINTS:
        read_column(table, cursor, line)
    elif cursor.accept("like"):
        other = schema.find_table(cursor.read_name())
        if other is None:
            raise SyntaxProblem("LIKE names a table that the script does not create")
        table.columns += [
            Column(each.name, each.type, each.not_null, each.default) for each in other.columns
        ]
    else:
        table.constraints.append(read_constraint(cursor, line))


def _begins_clause(word: Word) -> bool:
    return word.kind == "word" and word.low in _CLAUSES


def _read_clause(table: Table, column: Column, cursor: Cursor, line: int) -> None:
    """Read one clause of a column."""
    name = cursor.read_part() if cursor.accept("constraint") else ""
    if made := _read_column_constraint(column, cursor, name, line):
        table.constraints.append(made)
    elif cursor.accept("not", "null"):
        column.not_null = True
    elif cursor.accept("default"):
        column.default = cursor.skip(_begins_clause)
        if not column.default:
            cursor.expect("null")
    elif cursor.accept("generated"):
        _read_generation(column, cursor)
    elif cursor.accept("collate"):
        cursor.read_name()
    elif cursor.accept_any("storage", "compression"):
        cursor.read_part()
    elif not (cursor.accept("null") or _accept_timing(cursor)):
        raise SyntaxProblem(f"“{cursor.peek()}” of column “{column.name}” is not known")


def _read_column_constraint(
    column: Column, cursor: Cursor, name: str, line: int
) -> Constraint | None:
    """Read a constraint of a column, if one is next."""
    columns = (column.name,)
    if cursor.accept("primary", "key"):
        return Constraint("primary key", columns, name, line=line)
    if cursor.accept("unique"):
        return Constraint("unique", columns, name, line=line)
    if cursor.accept("check"):
        made = Constraint("check", name=name, text=cursor.read_group(), line=line)
        cursor.accept("no", "inherit")
        return made
    if cursor.peek() == "references":
        return _read_reference(Constraint("foreign key", columns, name, line=line), cursor)
    return None


def _read_generation(column: Column, cursor: Cursor) -> None:
    always = cursor.accept("always")
    if not always:
        cursor.expect("by", "default")
    cursor.expect("as")
    if cursor.accept("identity"):
        column.identity = "always" if always else "by default"
        column.options = cursor.read_group() if cursor.peek() == "(" else ""
        column.not_null = True
    else:
        column.generated = cursor.read_group()
        column.options = cursor.accept_any("stored", "virtual")


def _read_key(made: Constraint, cursor: Cursor) -> Constraint:
    made.columns = cursor.read_names()
    made.text = "deferrable" if "deferrable" in cursor.rest().lower().split() else ""
    return made


def _read_reference(made: Constraint, cursor: Cursor) -> Constraint:
    """Read REFERENCES and what follows; whether it is deferrable belongs to it."""
    cursor.expect("references")
    made.refers = cursor.read_name()
    made.other_columns = cursor.read_names() if cursor.peek() == "(" else ()
    first = cursor.at
    while _accept_action(cursor) or _accept_timing(cursor):
        pass
    made.text = cursor.slice(first, cursor.at)
    cursor.accept("not", "valid")
    return made


def _accept_action(cursor: Cursor) -> bool:
    if cursor.accept("match"):
        return bool(cursor.read_part())
    if cursor.peek() == "on" and cursor.peek(1) in ("delete", "update"):
        cursor.at += 2
        if not (cursor.accept("no", "action") or cursor.accept_any("restrict", "cascade")):
            cursor.expect("set")
            cursor.read_part()
            if cursor.peek() == "(":
                cursor.read_group()
        return True
    return False


def _accept_timing(cursor: Cursor) -> bool:
    return (
        cursor.accept("not", "deferrable")
        or cursor.accept("deferrable")
        or cursor.accept("initially", "deferred")
        or cursor.accept("initially", "immediate")
    )
