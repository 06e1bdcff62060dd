"""Apply migration scripts: first the state of each by the ledger, then the run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from dsql_tui.applying.applier import Applier
from dsql_tui.applying.errors import Stopped
from dsql_tui.applying.files import read_scripts
from dsql_tui.applying.progress import Progress, ScriptBegun, StepApplied, describe_progress
from dsql_tui.applying.status import refuse_changes
from dsql_tui.applying.unknown import Answer, UnknownStep
from dsql_tui.db.dropped_objects import count_dropped_objects
from dsql_tui.execution.review import Blocked, Confirmation, Protection, read_code
from dsql_tui.opening import Access
from dsql_tui.results.text import pluralize
from dsql_tui.sql.migration_files.script import Script
from dsql_tui.sql.statements import Statement
from dsql_tui.ui.dialogs.choice import ChoiceDialog, Option
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.migration.apply_items import (
    APPLIED,
    JOB_RUNNING,
    PENDING,
    RUNNING,
    SCRIPT_COLUMNS,
    LoadedScript,
    judge_transaction,
    list_scripts,
)
from dsql_tui.ui.migration.run_errors import RUN_ERRORS
from dsql_tui.ui.migration.run_list import Item, Outcome
from dsql_tui.ui.migration.run_page import Confirm, Paused, RunPage

_ANSWERS = (
    Option("after", "executed", "continue after it"),
    Option("from", "not executed", "send it again"),
    Option("", "stop here", "find out first"),
)


class ApplyPage(RunPage):
    """Shows the scripts of a folder with the state of each transaction, and applies them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f5",
            "reload",
            "Read again",
            tooltip="Refresh the scripts and the ledger.",
            id="apply.reload",
        ),
    ]
    NAME = "run"
    RESUME = "Press r to continue there; after a change of the script, press F5 first."

    def __init__(self, access: Access, path: Path, cluster: str, confirm: Confirm) -> None:
        """Create the page.

        Args:
            access: The cluster.
            path: A script, or a folder.
            cluster: The name of the cluster.
            confirm: Asks before the run.
        """
        super().__init__(f"Apply {path.name} on {cluster}", confirm)
        self.access = access
        self.path = path
        self.cluster = cluster
        self.scripts: list[LoadedScript] = []
        self.outcomes: dict[tuple[str, int], Outcome] = {}
        """The outcome of each transaction, by its script and its place there."""
        self.review: Blocked | Confirmation | None = None
        """The question about the statements that are left."""
        self.applier: Applier | None = None
        """Applies during a run."""

    def load(self) -> str:
        """Read the scripts and the ledger; nothing is changed."""
        folder = read_scripts(self.path)
        with closing(Applier(self.access)) as applier:
            self._read(applier, folder.scripts)
            left = [one for script in self.scripts for one in script.left]
            statements = [
                Statement(each.text, 0, len(each.text))
                for one in left
                if one.part < 2
                for each in one.step.statements
            ]
            self.review = self._review(applier, statements)
        refuse_changes([script.status for script in self.scripts])
        skipped = "".join(f" {each.name} is not run: {each.skipped}." for each in folder.skipped)
        if not left:
            return f"Nothing to apply: all is applied.{skipped}"
        words = pluralize(len(left), "transaction")
        return f"{words} to run. Nothing was sent. Press r to run.{skipped}"

    def describe_run(self) -> str:
        """Return the number of scripts that are left."""
        todo = [each for each in self.scripts if each.status.state != "applied"]
        return f"apply {pluralize(len(todo), 'file')} of {self.path.name}" if todo else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done now."""
        if action == "reload":
            return not self.working
        return super().check_action(action, parameters)

    def action_reload(self) -> None:
        """Read the scripts and the ledger again."""
        self.start_load()

    async def ask(self, change: str) -> bool:
        """Ask before the run; risky statements are listed."""
        if self.access.read_only or not isinstance(self.review, Confirmation):
            return await super().ask(change)
        question = f"{self.review.words}\n\nRun it?"
        return await self.app.push_screen_wait(ConfirmDialog(question))

    def run(self) -> str:
        """Apply what is left, and read the ledger again."""
        scripts = [each.status.script for each in self.scripts]
        self.applier = Applier(self.access, self._note, self._decide)
        try:
            with closing(self.applier):
                count = self.applier.apply(scripts)
        except Stopped:
            raise Paused from None
        finally:
            with suppress(*RUN_ERRORS), closing(Applier(self.access)) as reader:
                self._read(reader, scripts)
        return f"Done: {pluralize(count, 'transaction')} applied."

    def request_stop(self) -> None:
        """Stop after the running statement."""
        super().request_stop()
        if self.applier:
            self.applier.stop()

    def list_columns(self) -> Sequence[str]:
        """Return the headings of the list."""
        return SCRIPT_COLUMNS

    def list_items(self) -> list[Item]:
        """Return the scripts and their transactions."""
        return list_scripts(self.scripts, self._read_outcome)

    def _read_outcome(self, name: str, place: int) -> Outcome:
        return self.outcomes.get((name, place), PENDING)

    def _read(self, applier: Applier, scripts: Sequence[Script]) -> None:
        """Read how far scripts are."""
        states = applier.read_status(scripts)
        loaded = [LoadedScript(each, applier.read_transactions(each)) for each in states]
        self.outcomes = {
            (script.status.script.name, place): judge_transaction(one)
            for script in loaded
            for place, one in enumerate(script.transactions)
        }
        self.scripts = loaded

    def _review(
        self, applier: Applier, statements: list[Statement]
    ) -> Blocked | Confirmation | None:
        protection = Protection(self.cluster, self.access.environment, self.access.read_only)
        session = applier.sender.open()
        review = protection.review_risks(statements, read_code(protection, session))
        if isinstance(review, Confirmation):
            dropped = count_dropped_objects(session, [each.text for each in statements])
            review = review._replace(changes=[*review.changes, *dropped])
        return review

    def _note(self, progress: Progress) -> None:
        """Show what happens; for the thread."""
        self.words = describe_progress(progress).strip()
        if isinstance(progress, StepApplied):
            name = progress.script.name
            self._mark(name, JOB_RUNNING if progress.step.starts_job else APPLIED)
        if isinstance(progress, StepApplied | ScriptBegun):
            self._mark(progress.script.name, RUNNING)

    def _mark(self, name: str, outcome: Outcome) -> None:
        """Set the outcome of the first transaction of a script that is left."""
        for (script, place), known in self.outcomes.items():
            if script == name and known not in (APPLIED, JOB_RUNNING):
                self.outcomes[name, place] = outcome
                return

    def _decide(self, unknown: UnknownStep) -> Answer:
        """Ask whether a statement was executed; called in the thread."""
        ask: Callable[[UnknownStep], Answer | Coroutine[Any, Any, Answer]] = self._ask_outcome
        return self.app.call_from_thread(ask, unknown)

    async def _ask_outcome(self, unknown: UnknownStep) -> Answer:
        if unknown.check:
            self.say(f"To find out whether it was executed: {unknown.check}")
        title = f"{unknown.script}, line {unknown.line}: outcome unknown"
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self.app.push_screen(ChoiceDialog(title, _ANSWERS), answer.set_result)
        found = await answer
        return "after" if found == "after" else "from" if found == "from" else ""
