"""The rows of a COPY in parts that each fit into a transaction with the ledger."""

from __future__ import annotations

from io import BytesIO

from dsql_tui.db.loading import BATCH_ROWS, split_batches
from dsql_tui.execution.copy_rows import CopyRow, RowTooLarge, read_format, split_rows

_MAX_ROWS = BATCH_ROWS - 1
"""Rows of a part: the row of the ledger counts too."""


def split_copy(text: str, data: str) -> list[str]:
    """Return the rows of a COPY FROM STDIN in parts, each with the header if there is one.

    Args:
        text: The statement.
        data: Its rows.
    """
    form = read_format(text)
    if form.binary:
        return [data]
    try:
        rows = split_rows(BytesIO(data.encode()), form)
        header = next(rows, CopyRow(1, b"")).data if form.header else b""
        parts = [b"".join(row.data for row in batch) for batch in split_batches(rows, _MAX_ROWS)]
    except RowTooLarge:
        return [data]  # the server says why it cannot be loaded
    return [(header + part).decode() for part in parts] or [data]
