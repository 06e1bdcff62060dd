"""Foreign keys are added behind the rows, NOT VALID, and then validated.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/foreign-keys.html
"""

from __future__ import annotations

from dsql_tui.sql.conversion.identity import find_key
from dsql_tui.sql.conversion.options import Options
from dsql_tui.sql.conversion.schema import Change, Constraint, Schema, Table, choose_free_name
from dsql_tui.sql.names import quote_name


def rewrite(schema: Schema, options: Options) -> None:
    """Name each foreign key, and leave out those whose table does not exist."""
    taken = {each.name for table in schema.tables.values() for each in table.constraints}
    for table in schema.tables.values():
        if table.part_of:
            continue
        for made in [each for each in table.constraints if each.kind == "foreign key"]:
            assert made.refers is not None
            other = schema.tables.get(schema.resolve(made.refers).key)
            other = schema.find_root(other) if other else None
            if not made.name:
                made.name = _choose_name(table, made, taken)
            if other is None:
                table.constraints.remove(made)
                _lose(schema, table, made)
                continue
            made.refers = other.name
            made.other_columns = made.other_columns or find_key(other)


def describe_foreign_key(table: Table, made: Constraint) -> tuple[str, str]:
    """Return the statements that add a foreign key and that validate it."""
    assert made.refers is not None
    columns, others = (
        ", ".join(map(quote_name, names)) for names in (made.columns, made.other_columns)
    )
    rest = f" {made.text}" if made.text else ""
    listed = f" ({others})" if others else ""
    name = quote_name(made.name)
    return (
        f"ALTER TABLE {table.name.sql} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) "
        f"REFERENCES {made.refers.sql}{listed}{rest} NOT VALID",
        f"ALTER TABLE ASYNC {table.name.sql} VALIDATE CONSTRAINT {name}",
    )


def _choose_name(table: Table, made: Constraint, taken: set[str]) -> str:
    return choose_free_name(f"{table.name.name}_{'_'.join(made.columns)}_fkey", taken)


def _lose(schema: Schema, table: Table, made: Constraint) -> None:
    assert made.refers is not None
    before = f"FOREIGN KEY ({', '.join(made.columns)}) REFERENCES {made.refers.sql}"
    reason = f"The source does not create {made.refers.sql}."
    label = f"{table.name.sql}.{made.name}"
    schema.changes.append(Change("lost", "foreign keys", label, before, "", reason, made.line))
