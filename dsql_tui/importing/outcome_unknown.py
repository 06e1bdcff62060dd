"""The error for rows that may or may not be in the table."""

from __future__ import annotations

from collections.abc import Sequence

from dsql_tui.db.loading import CopyTarget
from dsql_tui.results.readers import Record
from dsql_tui.sql.literals import quote_literal
from dsql_tui.sql.names import quote_name

_MAX_VALUE = 100
"""Characters of a value in the query that looks for a row."""


class OutcomeUnknown(Exception):
    """Rows may be in the table or not, and no key would reject them if they were sent again."""

    def __init__(self, target: CopyTarget, records: Sequence[Record], reason: str = "") -> None:
        self.line = records[0].line
        """The first line of the rows."""
        lines = f"lines {records[0].line:,} to {records[-1].line:,}"
        start = f"{reason.rstrip('.')}. " if reason else ""
        super().__init__(
            f"{start}Outcome unknown: either all {len(records):,} rows of {lines} are in "
            f"{target.table}, or none of them. The columns include no unique key, so rows that "
            "are sent again would be there twice. To find out, look for the first row: "
            f"{_format_query(target, records)}"
        )


def _format_query(target: CopyTarget, records: Sequence[Record]) -> str:
    """Return a query that counts the rows equal to the first record that can be in the table."""
    first = next((record for record in records if not record.problem), records[0])
    cells = zip(target.columns, first.cells, strict=False)
    conditions = [
        f"{quote_name(name)} = {quote_literal(cell)}"
        for name, cell in cells
        if cell and len(cell) <= _MAX_VALUE
    ]
    return f"select count(*) from {target.table} where {' and '.join(conditions) or 'true'}"
