"""The DPU that the server reported for statements of this workbench."""

from __future__ import annotations

from collections import Counter, deque
from datetime import datetime
from typing import NamedTuple

from dsql_tui.dsql.pricing import format_dpu
from dsql_tui.execution.result import Result
from dsql_tui.results.text import decode_cell
from dsql_tui.sql.normalized import strip_explain
from dsql_tui.sql.plans.usage import MAX_TAIL, Usage, is_plan_answer, read_usage

_MAX_MEASURED = 1000
_MAX_TEXT = 300
"""Characters of a statement that are kept."""


class Measured(NamedTuple):
    """A statement whose DPU the server reported."""

    console: str
    text: str
    at: datetime
    elapsed: float
    usage: Usage


class Totals(NamedTuple):
    """The statements of a console, or of all."""

    statements: int
    """Statements that succeeded."""
    measured: int
    """The number of them whose DPU are known."""
    dpu: float


class UsageLog:
    """The statements of all consoles, and the DPU of those that were measured."""

    def __init__(self) -> None:
        self.measured: deque[Measured] = deque(maxlen=_MAX_MEASURED)
        """The newest measured statements, in their order."""
        self._statements: Counter[str] = Counter()
        self._measured: Counter[str] = Counter()
        self._dpu: dict[str, float] = {}
        self._last: dict[str, tuple[Result, float]] = {}
        """The last statement of each console that was measured."""

    def note(self, console: str, result: Result) -> None:
        """Count a statement that succeeded, with its DPU if its plan reports them."""
        self._statements[console] += 1
        usage = find_usage(result)
        if usage is not None:
            text = " ".join(result.statement.text[: 2 * _MAX_TEXT].split())
            text = strip_explain(text)[:_MAX_TEXT]
            now, elapsed = datetime.now().astimezone(), result.elapsed or 0.0
            self.measured.append(Measured(console, text, now, elapsed, usage))
            self._last[console] = result, usage.total
            self._measured[console] += 1
            self._dpu[console] = self._dpu.get(console, 0.0) + usage.total

    def sum(self, console: str | None = None) -> Totals:
        """Return the totals of a console, or of all."""
        if console is None:
            statements, measured = self._statements.total(), self._measured.total()
            return Totals(statements, measured, sum(self._dpu.values()))
        dpu = self._dpu.get(console, 0.0)
        return Totals(self._statements[console], self._measured[console], dpu)

    def summarize(self, console: str, latest: Result) -> str:
        """Return the DPU of the latest statement of a console, and of the console; or nothing.

        Args:
            console: The number of the console.
            latest: The result of its latest statement.
        """
        if console not in self._last:
            return ""
        measured, dpu = self._last[console]
        total = f"Σ {format_dpu(self._dpu[console])}"
        if measured is not latest:
            return total
        if self._measured[console] == 1:
            return format_dpu(dpu)
        return f"{format_dpu(dpu)} · {total.removesuffix(' DPU')}"


def find_usage(result: Result) -> Usage | None:
    """Return the DPU in a result; `None` if it is not the plan of a statement that ran."""
    table = result.table
    if table is None or not is_plan_answer([column.name for column in table.columns]):
        return None
    try:
        rows = range(max(0, len(table) - MAX_TAIL), len(table))
        return read_usage(decode_cell(table.value(row, 0)) or "" for row in rows)
    except OSError:  # rows in a temporary file that cannot be read
        return None
