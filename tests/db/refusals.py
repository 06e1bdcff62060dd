"""Sessions with conflicts and refusals, for queries of the catalog."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsql_tui.db.session import Session
from dsql_tui.dsql.state import State
from dsql_tui.events import Event, Failed, ServerError

CONFLICT = ServerError("schema has been updated by another transaction (OC001)", "40001")


class ConflictingSession:
    """A session in which each query fails so many times before the server gets it."""

    lost = False
    state = State.IDLE

    def __init__(self, session: Session, conflicts: int) -> None:
        self.session = session
        self.conflicts = conflicts
        self.queries: list[str] = []

    def run(self, sql: str, values: Sequence[str | None] = ()) -> Iterator[Event]:
        self.queries.append(sql)
        if sql.startswith("set ") or self.queries.count(sql) > self.conflicts:
            return self.session.run(sql, values)
        return iter([Failed(CONFLICT, 0.0)])


class RefusingSession:
    """A session that refuses queries of some tables of the catalog."""

    lost = False

    def __init__(self, session: Session, *tables: str) -> None:
        self.session = session
        self.tables = tables

    def run(self, sql: str, values: Sequence[str | None] = ()) -> Iterator[Event]:
        if any(f"pg_catalog.{table} " in sql for table in self.tables):
            return iter([Failed(ServerError("refused", "0A000"), 0.0)])
        return self.session.run(sql, values)
