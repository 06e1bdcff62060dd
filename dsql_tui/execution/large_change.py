"""Changes that exceed the row limit of a transaction, and how to split them into batches."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from dsql_tui.dsql import limits
from dsql_tui.sql.batches import (
    BatchChange,
    explain_no_batches,
    insert_count_query,
    parse_change,
    primary_key_query,
)
from dsql_tui.sql.risky_statements import count_inserted_rows, explain_row_limit

_ESTIMATE = re.compile(r"\brows=(\d+)")

AskServer = Callable[[str], Awaitable[list[tuple[str | None, ...]]]]
"""Run a query and return its rows.

Raises:
    CatalogError: The query failed or was cancelled.
"""


class BatchPlan(NamedTuple):
    """A change to split, and the key columns to split it by."""

    change: BatchChange
    key: Sequence[str]


class LargeChange(NamedTuple):
    """A finding about one statement."""

    sentence: str = ""
    """The reason that the statement would fail; empty if it would not."""
    plan: BatchPlan | None = None
    """How to split the statement; `None` if that is not possible."""


def check_values(texts: Sequence[str]) -> str:
    """Return a warning if the VALUES of an INSERT exceed the row limit; else an empty string."""
    written = max(map(count_inserted_rows, texts), default=0)
    return explain_row_limit(written) if written > limits.TRANSACTION_ROWS else ""


async def check_size(text: str, ask: AskServer, manual_commit: bool) -> LargeChange:
    """Ask the server how many rows a statement would change.

    Raises:
        CatalogError: A query failed or was cancelled.
    """
    estimates = await _estimate(text, ask)
    if max(estimates, default=0) <= limits.TRANSACTION_ROWS:
        return LargeChange()
    found = parse_change(text)
    query = found.count_query(limits.TRANSACTION_ROWS + 1) if found else insert_count_query(text)
    if query is None:
        likely = next(filter(None, estimates))
        if likely <= limits.TRANSACTION_ROWS:
            return LargeChange()
        return LargeChange(
            f"{explain_row_limit(likely, 'likely about')} {explain_no_batches(text)}"
        )
    ((count,),) = await ask(query)
    if int(count or 0) <= limits.TRANSACTION_ROWS:
        return LargeChange()
    plan, why = await _plan(text, found, ask, manual_commit)
    return LargeChange(
        f"{explain_row_limit(limits.TRANSACTION_ROWS, 'more than')} {why}".rstrip(), plan
    )


async def _estimate(text: str, ask: AskServer) -> list[int]:
    """Return the planner's row estimate of each plan node, the top node first."""
    plan = await ask(f"explain {text}")
    return [int(rows) for (line,) in plan for rows in _ESTIMATE.findall(line or "")]


async def _plan(
    text: str, found: BatchChange | None, ask: AskServer, manual_commit: bool
) -> tuple[BatchPlan | None, str]:
    """Return how to split a change, or the reason that it cannot be split."""
    if found is None:
        return None, explain_no_batches(text)
    if manual_commit:
        return None, "It cannot run in batches with manual commit."
    key = [name or "" for (name,) in await ask(primary_key_query(found))]
    if not key:
        return None, f"It cannot run in batches: {found.table} has no primary key."
    if found.sets & set(key):
        return None, "It cannot run in batches: it changes the primary key."
    return BatchPlan(found, key), ""
