"""What is decided about a statement before PostgreSQL sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dsql_tui.events import Refusal

Kind = Literal["read", "dml", "ddl", "begin", "commit", "rollback", "chain", "other"]
"""What a statement is to a transaction; `chain` ends one and begins the next (AND CHAIN).

GRANT and REVOKE are `ddl`; COPY FROM, and EXPLAIN ANALYZE of a writing statement, are `dml`.
"""

JobType = Literal["INDEX_BUILD", "CONSTRAINT_VALIDATION", "ANALYZE", "DROP"]
"""As `sys.jobs.job_type` has it; the name of the second is ours."""

Plan = Literal["plain", "run", "costed"]
"""EXPLAIN, EXPLAIN ANALYZE, and ANALYZE with VERBOSE, which ends in the DPU block."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A refusal that depends on the catalog, or on rows."""

    condition: str
    """An SQL expression, to be evaluated in the session itself: it is refused if this is true.

    Evaluating it may fail, with just the error that the statement would have failed with.
    """
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one statement."""

    start: int
    """Where it lies in the message: `sql[start:end]`."""
    end: int
    text: str
    """What PostgreSQL gets instead of it; the same text where nothing needs to change."""
    kind: Kind
    refusal: Refusal | None = None
    asks: tuple[Ask, ...] = ()
    tag: str | None = None
    """The first words of the command tag, where PostgreSQL would answer with other ones."""
    job: JobType | None = None
    """The job that it leaves in `sys.jobs`."""
    plan: Plan | None = None
    """It shows a plan."""


def question(asks: Sequence[Ask]) -> str:
    """A query for all of them at once: its one value is the index of the first that is true."""
    cases = " ".join(f"WHEN {ask.condition} THEN {index}" for index, ask in enumerate(asks))
    return f"SELECT CASE {cases} END"


def unsupported(message: str) -> Refusal:
    """The refusal that nearly every rule ends in."""
    return Refusal(message, "0A000")
