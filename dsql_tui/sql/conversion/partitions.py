"""Partitions, and tables that inherit all columns, become one table."""

from __future__ import annotations

from dsql_tui.sql.conversion.options import Options
from dsql_tui.sql.conversion.schema import Change, Constraint, Schema, Table

_REASON = (
    "Aurora DSQL distributes rows without partitions. The rows of all partitions are in one table; "
    "drop old rows with DELETE in batches instead of dropping a partition."
)


def merge(schema: Schema, options: Options) -> None:
    """Move what partitions add to the table that they belong to."""
    _find_children(schema)
    parts = [each for each in schema.tables.values() if each.part_of]
    names = {each.name.key for each in parts}
    for part in parts:
        root = schema.find_root(part)
        _move_constraints(part, root)
        schema.rows[root.name.key] = schema.rows.get(root.name.key, 0) + schema.rows.pop(
            part.name.key, 0
        )
        made = f"the rows are in {root.name.sql}"
        change = Change(
            "changed", "partitions", part.name.sql, part.source, made, _REASON, part.line
        )
        schema.changes.append(change)
    _move_indexes(schema, names)


def _find_children(schema: Schema) -> None:
    """Treat a table that only repeats the columns of its parent as a partition; expand others."""
    for table in schema.tables.values():
        parents = [schema.tables[each.key] for each in table.parents if each.key in schema.tables]
        for parent in parents:
            own = [each for each in table.columns if not parent.find(each.name)]
            if len(parents) == 1 and not own:
                table.part_of = parent.name
                continue
            table.columns = [*parent.columns, *own]
            reason = (
                f"Aurora DSQL has no inheritance: a query of {parent.name.sql} no longer finds the "
                f"rows of {table.name.sql}. Use UNION ALL."
            )
            after = f"a table with the columns of {parent.name.sql}"
            change = Change(
                "weaker", "inheritance", table.name.sql, table.source, after, reason, table.line
            )
            schema.changes.append(change)


def _move_constraints(part: Table, root: Table) -> None:
    """Add the keys and foreign keys of a partition to the table, unless it has equal ones."""
    for each in part.constraints:
        if each.kind == "check":
            continue  # It tells the partitions apart.
        if not any(_is_equal(each, other) for other in root.constraints):
            root.constraints.append(each)
    for column in part.columns:
        above = root.find(column.name)
        if above and not above.default:
            above.default = column.default


def _is_equal(one: Constraint, other: Constraint) -> bool:
    if one.kind == "primary key" == other.kind:
        return True  # A table has one.
    return (one.kind, one.columns, one.refers) == (other.kind, other.columns, other.refers)


def _move_indexes(schema: Schema, parts: set[str]) -> None:
    """Keep one index of those that partitions and their table have alike."""
    kept, seen = [], set[tuple[object, ...]]()
    for index in sorted(schema.indexes, key=lambda each: each.table.key in parts):
        if table := schema.tables.get(index.table.key):
            index.table = schema.find_root(table).name
        facts = (index.table.key, index.unique, index.method, tuple(index.keys), index.tail)
        if index.table.key not in {
            schema.find_root(each).name.key for each in _list_parts(schema, parts)
        }:
            kept.append(index)
        elif facts not in seen:
            kept.append(index)
            seen.add(facts)
    schema.indexes = kept


def _list_parts(schema: Schema, names: set[str]) -> list[Table]:
    return [schema.tables[name] for name in names]
