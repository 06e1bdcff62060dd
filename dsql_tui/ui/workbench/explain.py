"""Explain the statement at the cursor, and find the plan in a result."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from dsql_tui.dsql.state import State
from dsql_tui.execution.result import Result
from dsql_tui.execution.source import Source
from dsql_tui.results.text import decode_cell
from dsql_tui.sql.meta import is_meta
from dsql_tui.sql.plans.parse import is_plan
from dsql_tui.sql.risk import assess
from dsql_tui.sql.statements import Statement
from dsql_tui.ui.workbench.console import Console

_MAX_LINES = 50_000
"""Lines of a result that are read as a plan."""
_PROBE_LINES = 20
_WARNING = (
    "EXPLAIN ANALYZE runs the statement to measure it. It is sent between BEGIN and ROLLBACK, so "
    "its changes are undone. AWS charges its DPU, and sequences are not reset."
)
_ROLLBACK = Statement("rollback", 0, len("rollback"))


def read_plan(result: Result) -> str | None:
    """Return the text of the plan in a result; `None` if it has none."""
    table = result.table
    if result.failed or table is None or len(table.columns) != 1:
        return None
    is_explain = table.columns[0].name == "QUERY PLAN"

    def read_lines(count: int) -> str:
        rows = range(min(len(table), count))
        return "\n".join(decode_cell(table.value(row, 0)) or "" for row in rows)

    return read_lines(_MAX_LINES) if is_explain or is_plan(read_lines(_PROBE_LINES)) else None


class Explain:
    """Runs EXPLAIN for the statement at the cursor of a console, and shows the plan."""

    def __init__(self, console: Console, show: Callable[[Result], Awaitable[None]]) -> None:
        """Create it.

        Args:
            console: The console.
            show: Shows the plan of a result.
        """
        self._console = console
        self._show = show

    def start(self, options: str) -> None:
        """Begin a run, unless another one is in progress.

        Args:
            options: `VERBOSE`, or `ANALYZE VERBOSE`, which runs the statement.
        """
        statements = self._console.statements
        if not statements:
            self._warn("There is no statement at the cursor.")
            return
        text = statements[0].text
        if is_meta(text):
            self._warn("The statement at the cursor is a backslash command, which has no plan.")
            return
        if text[: len("explain")].lower() != "explain":
            text = f"EXPLAIN {options} {text}"
        risk = assess(text)
        if not risk.may_change:
            run = partial(self._explain, text)
        elif self._console.state.open:
            self._warn(
                "A transaction is open. Commit it or roll it back first: the statement would run "
                "in its own transaction, which is rolled back."
            )
            return
        else:
            run = partial(self._explain_change, text)
        self._console.runs.start_run(run)

    async def _explain(self, text: str) -> None:
        await self._show_result(await self._run([text]))

    async def _explain_change(self, text: str) -> None:
        """Run a statement that may write between BEGIN and ROLLBACK, after a question."""
        console = self._console
        with console.questions.preflight.warn(_WARNING):
            result = await self._run(["begin", text])
        if console.state.open:
            await console.runner.statements.run(_ROLLBACK, "rolling back")
            console.results.action_step(-1)
        elif result is not None and result.error is None:
            self._warn(
                "The session changed during the run: the statement may have run outside the "
                "transaction. Check its rows."
            )
        if console.state is State.IDLE and result is not None and result.failed:
            self._warn("The statement failed; its transaction was rolled back.")
        await self._show_result(result)

    async def _run(self, texts: Sequence[str]) -> Result | None:
        """Run statements one after the other; return the result of the last one if it ran."""
        results = self._console.results
        before = list(results.all)
        found = [Statement(text, 0, len(text)) for text in texts]
        await self._console.run_script(Source(texts[-1]), found)
        after = [each for each in results.all if each not in before]
        return after[-1] if len(after) >= len(texts) else None

    async def _show_result(self, result: Result | None) -> None:
        if result is not None and result.elapsed is not None and not result.failed:
            await self._show(result)

    def _warn(self, sentence: str) -> None:
        self._console.notify(sentence, severity="warning", markup=False)
