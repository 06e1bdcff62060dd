"""The verdict on a statement, before PostgreSQL sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dsql_tui.events import ServerError

Kind = Literal["read", "dml", "ddl", "code", "begin", "commit", "rollback", "chain", "other"]
"""The effect of a statement on a transaction; `chain` ends one and begins the next (AND CHAIN).

`code` is CALL and DO, which may change rows and commit. GRANT and REVOKE are `ddl`; COPY FROM, and
EXPLAIN ANALYZE of a writing statement, are `dml`.
"""

JobType = Literal["INDEX_BUILD", "CONSTRAINT_VALIDATION", "ANALYZE", "DROP"]
"""The values of `sys.jobs.job_type`; the name of the second is not recorded."""

Plan = Literal["plain", "run", "costed"]
"""EXPLAIN, EXPLAIN ANALYZE, and EXPLAIN ANALYZE VERBOSE, which ends with the DPU block."""


@dataclass(frozen=True, slots=True)
class CatalogCheck:
    """An error that depends on the catalog, or on rows."""

    condition: str
    """An SQL expression, evaluated in the client's session; the error occurs if it is true.

    Its evaluation may fail, with the error that the statement would have.
    """
    error: ServerError


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one statement."""

    start: int
    """The statement's place in the message: `sql[start:end]`."""
    end: int
    text: str
    """The text that PostgreSQL gets, which may be the statement itself."""
    kind: Kind
    error: ServerError | None = None
    catalog_checks: tuple[CatalogCheck, ...] = ()
    tag: str | None = None
    """The first words of the command tag, if PostgreSQL's would differ."""
    job_type: JobType | None = None
    """The job that it leaves in `sys.jobs`."""
    plan: Plan | None = None
    """Set if it shows a plan."""


def build_check_query(checks: Sequence[CatalogCheck]) -> str:
    """Return a query for all checks: its one value is the index of the first that is true."""
    cases = " ".join(f"WHEN {ask.condition} THEN {index}" for index, ask in enumerate(checks))
    return f"SELECT CASE {cases} END"


def unsupported_error(message: str) -> ServerError:
    """Return the error of most rules."""
    return ServerError(message, "0A000")
