"""The questions to the user before the statements of a console run."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual.widget import Widget

from dsql_tui.execution.parameters import Values, fill_parameters
from dsql_tui.execution.preflight import Preflight, Question
from dsql_tui.execution.review import Blocked, Confirmation
from dsql_tui.execution.script_runner import ScriptRunner
from dsql_tui.execution.statement_facts import get_facts
from dsql_tui.execution.workspace import Workspace
from dsql_tui.sql.statements import Statement
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.dialogs.parameters import ParametersDialog
from dsql_tui.ui.editor.script_bar import ScriptBar
from dsql_tui.ui.workbench.guard import (
    ask_before_run,
    describe_loss,
    get_protection,
    review_statements,
)


class RunQuestions:
    """Asks for confirmations and parameters. Call its methods in a worker."""

    def __init__(
        self, widget: Widget, workspace: Workspace, runner: ScriptRunner, line: ScriptBar
    ) -> None:
        """Create the questions of a console, and make its runner ask them.

        Args:
            widget: Belongs to the app that shows the dialogs.
            workspace: Knows the profile, and the last values of parameters.
            runner: Runs the statements.
            line: Adds runs to the history.
        """
        self._widget = widget
        self._workspace = workspace
        self._runner = runner
        values = workspace.completion.values
        self.preflight = Preflight(runner, self._review, self._ask_about_risks, line.note)
        preflight = self.preflight
        fill = partial(fill_parameters, self._ask_values, values, runner.may_assign)
        runner.before += [preflight.block, fill, preflight.check]
        runner.late += [preflight.check_late, fill]
        runner.again.append(preflight.check_late)
        runner.statements.after += [line.note, preflight.record]

    async def confirm_loss(self, statements: Sequence[Statement]) -> bool:
        """Ask the user to acknowledge a lost transaction before anything is sent.

        ROLLBACK acknowledges it too. Returns whether to run the statements.
        """
        self._runner.statements.note_loss()
        lost = self._runner.statements.lost_transaction
        if not lost:
            return True
        only_rollback = all(get_facts(each.text).rolls_back for each in statements)
        if not only_rollback and not await self._widget.app.push_screen_wait(
            ConfirmDialog(describe_loss(lost))
        ):
            return False
        self._runner.statements.acknowledge_loss()
        self._runner.activity.changed()
        return only_rollback

    async def _review(self, statements: Sequence[Statement]) -> Blocked | Confirmation | None:
        workspace, session = self._workspace, self._runner.session_manager.session
        read_only = self._runner.options.read_only
        protection = get_protection(workspace.access, workspace.title, read_only)
        return await review_statements(protection, statements, session)

    async def _ask_values(self, names: Sequence[str], values: Values) -> Values | None:
        return await self._widget.app.push_screen_wait(ParametersDialog(names, values))

    async def _ask_about_risks(self, question: Question) -> str | None:
        return await ask_before_run(self._widget.app, question)
