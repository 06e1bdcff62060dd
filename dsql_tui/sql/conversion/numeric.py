"""Numeric columns without a precision get one: Aurora DSQL would round values to six decimals.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-postgresql-compatibility-supported-data-types.html
"""

from __future__ import annotations

from dsql_tui.sql.conversion.options import Options
from dsql_tui.sql.conversion.schema import Change, Schema, Table

BARE = ("numeric", "decimal", "dec")
"""Types that have no precision as they are written."""

_PRECISION, _SCALE = 38, 6
_MAX_PRECISION = 1000


def rewrite(schema: Schema, options: Options) -> None:
    """Give numeric columns the precision that their values need."""
    for table in schema.tables.values():
        for column in table.columns:
            if column.type.lower() not in BARE or table.part_of:
                continue
            whole, scale = _find_digits(schema, table, column.name)
            scale = max(scale, _SCALE)
            precision = min(max(_PRECISION, whole + scale), _MAX_PRECISION)
            before, column.type = column.type, f"numeric({precision},{scale})"
            reason = (
                f"Aurora DSQL would round to {_SCALE} decimals. All values of the source fit; new "
                f"values are rounded to {scale} decimals, and all are shown with {scale}."
            )
            label = f"{table.name.sql}.{column.name}"
            change = Change("changed", "numeric", label, before, column.type, reason, table.line)
            schema.changes.append(change)


def _find_digits(schema: Schema, table: Table, name: str) -> tuple[int, int]:
    """Return the most digits before and after the point, in all partitions of a table."""
    found = [
        digits
        for (key, column), digits in schema.digits.items()
        if column == name and key in schema.tables and schema.find_root(schema.tables[key]) is table
    ]
    return max((each[0] for each in found), default=0), max((each[1] for each in found), default=0)
