"""The statements in the history of this computer, added up without their values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from dsql_tui.dsql.sqlstate import SERIALIZATION_FAILURE
from dsql_tui.sql.normalized import normalize_statement, strip_explain
from dsql_tui.store.history import History, PastRun

_MAX_TEXT = 20_000
"""Characters of a statement that count; a longer one would take long to read."""


@dataclass(slots=True)
class StatementTotal:
    """A statement with all its runs."""

    text: str
    """The statement without its values."""
    latest: str
    """The newest run's text, with its values."""
    runs: int = 0
    seconds: float = 0.0
    rows: int = 0
    failed: int = 0
    conflicts: int = 0
    """The failed runs that lost a conflict."""
    dpu: float = 0.0
    """The DPU of the runs that were measured."""
    measured: int = 0


ORDERS: dict[str, Callable[[StatementTotal], float]] = {
    "time": lambda each: each.seconds,
    "dpu": lambda each: each.dpu,
    "conflicts": lambda each: each.conflicts,
    "runs": lambda each: each.runs,
}
"""The figures that statements can be sorted by, the largest first."""


def read_totals(
    history: History, targets: Collection[str], order: str = "time"
) -> list[StatementTotal]:
    """Return the statements that ran on a cluster, sorted; blocks.

    Args:
        history: The history.
        targets: The names of the cluster in the history.
        order: A key of `ORDERS`.

    Raises:
        HistoryError: The history cannot be read.
    """
    return sort_totals(add_up(history.list_runs(targets)), order)


def add_up(runs: Iterable[PastRun]) -> list[StatementTotal]:
    """Return a total for each statement, from runs of which the newest come first."""
    totals: dict[str, StatementTotal] = {}
    for run in runs:
        latest = strip_explain(run.text.strip())
        text = normalize_statement(latest[:_MAX_TEXT])
        total = totals.get(text)
        if total is None:
            total = totals[text] = StatementTotal(text, latest)
        total.runs += 1
        total.seconds += run.elapsed
        total.rows += run.rows or 0
        total.failed += run.outcome == "failed"
        total.conflicts += run.outcome == "failed" and run.message.startswith(SERIALIZATION_FAILURE)
        if run.dpu is not None:
            total.dpu += run.dpu
            total.measured += 1
    return list(totals.values())


def sort_totals(totals: Iterable[StatementTotal], order: str) -> list[StatementTotal]:
    """Return the statements with the largest figure first; equal ones by their time."""
    figure = ORDERS[order]
    return sorted(totals, key=lambda each: (-figure(each), -each.seconds))
