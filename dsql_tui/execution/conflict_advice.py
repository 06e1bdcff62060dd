"""Advice against conflicts, from those that happened."""

from __future__ import annotations

from collections.abc import Sequence

from dsql_tui.dsql.conflict import NOT_RETRIED, Conflict

_OFTEN = 3
"""Conflicts over a table after which it is called hot."""
_LONG = 10
"""Statements of a transaction that is called long."""


def explain_conflict(conflict: Conflict) -> str:
    """Return what happened, in sentences.

    https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-concurrency-control.html
    """
    if conflict.code == "OC001":
        return (
            "Another session changed the schema or privileges (DDL, GRANT) after this session read "
            "the catalog. Reads are affected too."
        )
    where = f" of {', '.join(conflict.tables)}" if conflict.tables else ""
    return (
        f"Another transaction changed rows{where} that this one changed or locked, and committed "
        "first. Nothing of this one was kept. Aurora DSQL does not say which rows."
    )


def advise(conflict: Conflict, conflicts: Sequence[Conflict]) -> list[str]:
    """Return what to change, the most useful first.

    Args:
        conflict: The conflict.
        conflicts: All conflicts.
    """
    advice = []
    if conflict.outcome == NOT_RETRIED and conflict.is_from_console:
        advice.append(
            "Retry it: Ctrl+O y runs the same transaction again, and Ctrl+O Y retries conflicts "
            "automatically."
        )
    if conflict.code == "OC001":
        advice.append(
            "Retry once: that usually succeeds. Change the schema when there is little traffic."
        )
        return advice
    for table in conflict.tables:
        count = sum(table in each.tables for each in conflicts if each.code != "OC001")
        if count >= _OFTEN:
            advice.append(
                f"{table} had {count} conflicts. If many transactions change one row, such as a "
                "counter, spread it over several rows and add them up when you read, or insert "
                "rows instead of updating one."
            )
    if conflict.count > _LONG:
        advice.append(
            f"The transaction has {conflict.count} statements. The shorter it is, the "
            "fewer others can change its rows: read first, then begin, change and commit."
        )
    advice.append(
        "Retry with exponential backoff and jitter. Use random keys (UUID) instead of a sequence "
        "for rows that are inserted often."
    )
    return advice
