"""Notes about a transaction for the user, before it runs."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.applying.status import TransactionStatus
from dsql_tui.dsql.limits import TRANSACTION_ROWS
from dsql_tui.sql.risky_statements import count_inserted_rows, explain_row_limit

OPEN_OUTCOMES = {
    "started": "was sent, and its outcome is unknown",
    "waiting": "its job has not ended",
    "failed": "failed",
}
"""The meaning of the outcomes in the ledger, but `done`."""


def find_row_limit(text: str) -> str:
    """Return why a statement inserts too many rows; empty if it does not."""
    rows = count_inserted_rows(text)
    return explain_row_limit(rows) if rows > TRANSACTION_ROWS else ""


def list_notes(one: TransactionStatus) -> Iterator[str]:
    """Yield sentences about a whole transaction."""
    if one.step.divided:
        yield "Part of a transaction that Aurora DSQL would refuse: it is divided."
    if one.step.starts_job:
        yield "Its job is waited for."
    if one.entry and one.entry.outcome in ("started", "waiting"):
        yield f"It {OPEN_OUTCOMES[one.entry.outcome]}."
