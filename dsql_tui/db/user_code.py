"""Reading the code of users that a query can run without calling it by name."""

from __future__ import annotations

from dsql_tui.db.queries import CatalogError, fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.dsql.clock import read_clock
from dsql_tui.dsql.sqlstate import SERIALIZATION_FAILURE
from dsql_tui.dsql.state import State
from dsql_tui.events import ServerError
from dsql_tui.sql.risk import NO_CODE, assess
from dsql_tui.sql.risk.catalog import QUERY, build_user_code

MAX_AGE = 60.0
"""Seconds after which the code is read again: other sessions may define more."""


def read_user_code(session: Session, statement: str = "") -> ServerError | None:
    """Read the code of users into `session.user_code`; may block for a round trip.

    Nothing is asked in a transaction, which it could disturb, in a read-only session, in which the
    server protects the data, and while the code is fresh.

    Args:
        session: An open session, in which nothing runs.
        statement: Read the code only if this statement depends on it.

    Returns:
        The error if the catalog could not be read. The code is then unknown, except in a session
        whose link was lost: it runs nothing more.
    """
    fresh = read_clock() - session.user_code_read_at < MAX_AGE
    if fresh or session.read_only or session.state is not State.IDLE:
        return None
    if statement and not _depends_on_code(statement):
        return None
    error = _read(session)
    if error and error.sqlstate == SERIALIZATION_FAILURE:
        error = _read(session)  # the schema changed, which the next try sees
    if error:
        session.user_code = (session.user_code or NO_CODE) if session.lost else None
    return error


def _depends_on_code(statement: str) -> bool:
    return assess(statement).reads_only and not assess(statement, None).reads_only


def _read(session: Session) -> ServerError | None:
    try:
        session.user_code = build_user_code(fetch_rows(session.run(QUERY), 3))
    except CatalogError as problem:
        return problem.error
    session.user_code_read_at = read_clock()
    return None
