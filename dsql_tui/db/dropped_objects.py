"""Counting the objects that DROP … CASCADE drops."""

from __future__ import annotations

from collections.abc import Sequence

from dsql_tui.db.queries import CatalogError, fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.dsql.state import State
from dsql_tui.sql.risk.cascade import count_dropped_query, explain_cascade


def count_dropped_objects(session: Session, statements: Sequence[str]) -> list[str]:
    """Return a sentence for each statement with CASCADE; blocks.

    Nothing is asked in a transaction, and an error leaves the sentence out.
    """
    found = []
    for query in filter(None, map(count_dropped_query, statements)):
        if session.state is State.IDLE:
            try:
                found.append(explain_cascade(fetch_rows(session.run(query), 2)))
            except CatalogError:
                continue
    return list(filter(None, found))
