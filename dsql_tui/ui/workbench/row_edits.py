"""Writing the pending changes of a console's results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from dsql_tui.execution.edits.edited_table import EditedTable, replace_rows
from dsql_tui.execution.edits.sender import EditSender, Sent
from dsql_tui.execution.result import Result
from dsql_tui.execution.script_runner import ScriptRunner
from dsql_tui.execution.threads import in_thread
from dsql_tui.results.text import make_visible
from dsql_tui.sql.edits.base_table import NotEditable
from dsql_tui.sql.statements import Statement
from dsql_tui.ui.editor.script_bar import ScriptBar
from dsql_tui.ui.results.edit_review import EditReview, describe_totals, list_texts
from dsql_tui.ui.results.grid_state import GridState
from dsql_tui.ui.results.results import Results
from dsql_tui.ui.workbench.run_questions import RunQuestions
from dsql_tui.ui.workbench.run_workers import RunWorkers


class RowEdits:
    """Finds the table behind the rows of a console, and writes their changes to it."""

    def __init__(
        self,
        runner: ScriptRunner,
        runs: RunWorkers,
        results: Results,
        line: ScriptBar,
        questions: RunQuestions,
    ) -> None:
        """Create the edits of one console.

        Args:
            runner: Runs the statements.
            runs: Starts the workers.
            results: Shows the rows.
            line: Keeps the statements in the history.
            questions: Asks about a transaction that was lost with its session.
        """
        self._runner = runner
        self._runs = runs
        self._results = results
        self._view = results.view.rows
        self._line = line
        self._questions = questions
        self._sender = EditSender(runner)

    def find_table(self, state: GridState, then: Callable[[], object]) -> None:
        """Make rows editable, and call a function then; or tell why they cannot be edited."""
        result = self._results.current

        async def find() -> None:
            if state is self._view.grid.state:
                await self._find_table(result, state)
                then()

        self._runs.start_run(find)

    def write(self, state: GridState) -> None:
        """Show the statements of the pending changes, and send them if the user agrees."""
        self._runs.start_run(partial(self._write, self._results.current, state))

    async def _find_table(self, result: Result, state: GridState) -> None:
        try:
            edits = await self._sender.find_table(result)
        except NotEditable as why:
            self._warn(str(why))
        else:
            result.edits = edits
            self._view.start(state, edits)

    async def _write(self, result: Result, state: GridState) -> None:
        edits = state.edits
        if edits is None:
            return
        pending = edits.pending
        try:
            batches = await in_thread(partial(self._sender.write, pending))
        except NotEditable as why:
            self._warn(str(why))
            return
        review = EditReview(pending.base.table.title, batches, pending.totals, pending.uncertain)
        if not await self._view.app.push_screen_wait(review):
            return
        texts = [text for batch in batches for text in list_texts(batch)]
        if not await self._agree([Statement(text, 0, len(text)) for text in texts]):
            return
        self._line.kept = {text: text for text in texts}
        pending.sending = True
        try:
            sent = await self._sender.send(pending, batches)
        finally:
            pending.sending = False
        await self._show(result, state, edits, sent)

    async def _agree(self, statements: Sequence[Statement]) -> bool:
        """Return True if every check before a run passes."""
        if not await self._questions.confirm_loss(statements):
            return False
        for ask in self._runner.before:
            if not await ask(statements):
                return False
        return True

    async def _show(self, result: Result, state: GridState, edits: EditedTable, sent: Sent) -> None:
        """Show the rows as they are now, and tell what happened."""
        pending = edits.pending
        before = pending.totals
        try:
            new = await in_thread(partial(replace_rows, edits, sent.done, sent.rows))
        except OSError as error:
            self._warn(f"The rows cannot be shown as they are now. {error}")
        else:
            old_length, order = len(edits.received), state.sheet.order
            edits.received = result.table = new.table
            pending.settle(sent.done)
            if order is not None:
                order = new.renumber(order, old_length, len(edits))
            self._view.replace_rows(state, edits, None if order is None else [*order])
        pending.uncertain = sent.ending == "unknown"
        pending.mark(sent.problems)
        if sent.problems and state is self._view.grid.state:
            self._view.go_to_row(edits, next(iter(sent.problems)))
        done = len(sent.done)
        words = describe_totals(before) if done == before.rows else f"{done:,} rows"
        self._tell(sent, words)

    def _tell(self, sent: Sent, words: str) -> None:
        """Tell the outcome in a sentence, and what to do."""
        saved = f"Earlier transactions saved {words}. " if sent.done else "Nothing was saved. "
        server = _describe_error(sent)
        match sent.ending:
            case "done":
                self._view.notify(f"Saved: {make_visible(words)}.", markup=False)
            case "unknown":
                self._warn(
                    "The outcome is unknown: the connection was lost during COMMIT, and all of "
                    f"the transaction was saved, or nothing. The changes stay pending. {server}\n"
                    "Press Ctrl+O v to insert a query that shows the rows.",
                )
            case "changed":
                number = len(sent.problems)
                rows = "a row" if number == 1 else f"{number:,} rows"
                self._warn(
                    f"{saved}Another session has changed {rows} since you read them. The marked "
                    "rows say what changed: Backspace takes the new values, e edits them again."
                )
            case "cancelled":
                self._warn(f"{saved}Cancelled; the changes stay pending. {server}".rstrip())
            case "failed":
                self._warn(f"{saved}The changes stay pending. {server}", error=True)
        if sent.not_read:
            self._warn(f"The rows could not be read again: {sent.not_read}")

    def _warn(self, sentence: str, error: bool = False) -> None:
        severity: Literal["error", "warning"] = "error" if error else "warning"
        lines = "\n".join(map(make_visible, sentence.splitlines()))
        self._view.notify(lines, severity=severity, markup=False)


def _describe_error(sent: Sent) -> str:
    """Return the server's message, or where it is shown; empty if there is none."""
    error = sent.error
    if error is None:
        return ""
    if sent.problems:
        return "The marked row says why."
    code = f"{error.sqlstate}  " if error.sqlstate else ""
    detail = f"\nDetail: {error.detail}" if error.detail else ""
    return f"{code}{error.message}{detail}"
