"""Migrate a PostgreSQL script: its plan first, then the run with its outcomes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from dsql_tui.execution.threads import in_thread
from dsql_tui.migrating.plan import REPORT
from dsql_tui.migrating.prepare import (
    begin_migration,
    choose_folder,
    describe_plan,
    read_plan,
    write_outcome,
)
from dsql_tui.migrating.state import (
    MigrationState,
    StateError,
    check_state,
    lock_folder,
    read_state,
)
from dsql_tui.opening import Access
from dsql_tui.results.text import make_visible
from dsql_tui.sql.conversion.options import Options
from dsql_tui.ui.dialogs.choice import ChoiceDialog, Option
from dsql_tui.ui.migration.loaded_plan import LoadedPlan
from dsql_tui.ui.migration.migration_items import (
    CHANGE_COLUMNS,
    STATEMENT_COLUMNS,
    list_changes,
    list_statements,
)
from dsql_tui.ui.migration.run_errors import RUN_ERRORS, describe_run_error
from dsql_tui.ui.migration.run_list import Item
from dsql_tui.ui.migration.run_page import Confirm, Paused, RunPage
from dsql_tui.ui.migration.statement_dialog import StatementDialog
from dsql_tui.ui.migration.text_page import TextPage

_SERIAL = (
    Option("identity", "identity", "bigint columns; the values stay"),
    Option("uuid", "uuid", "random UUIDs spread better; keys get other values"),
)


class MigrationPage(RunPage):
    """Shows what a migration changes and sends, and carries it out in the folder of the CLI."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "v",
            "switch_view",
            "View",
            tooltip="Switch between the changes and the statements.",
            id="migration.view",
        ),
        Binding("o", "open_report", "Report", tooltip="Open the report.", id="migration.report"),
        Binding(
            "e", "edit", "Edit", tooltip="Change the statement in the plan.", id="migration.edit"
        ),
        Binding(
            "d",
            "remove",
            "Remove",
            tooltip="Remove the statement from the plan, or restore it as it was made.",
            id="migration.remove",
        ),
    ]
    NAME = "migration"

    def __init__(self, access: Access, source: str, cluster: str, confirm: Confirm) -> None:
        """Create the page.

        Args:
            access: The cluster.
            source: A script, a folder, or the address of a server.
            cluster: The name of the cluster.
            confirm: Asks before the run.
        """
        self.folder = choose_folder(source)
        name = self.folder.name.removesuffix(".migration")
        super().__init__(f"Migration of {name} to {cluster}", confirm)
        self.access = access
        self.source = source
        self.loaded_plan: LoadedPlan | None = None
        self.finished = False
        self.view = "changes"

    def load(self) -> str:
        """Read the source, and write the plan into the folder."""
        with lock_folder(self.folder):
            state = read_state(self.folder)
            if state and state.finished:
                self.finished = True
                return "This migration has finished. Press o to open its report."
            plan = read_plan(
                self.source, self.folder, state, lambda count: self._choose(state, count), self.tell
            )
            if state:
                check_state(state, plan, self.access.endpoint.host)
            self.loaded_plan = LoadedPlan.read(self.folder, plan, state)
        return self.loaded_plan.summary

    def describe_run(self) -> str:
        """Return the tables and rows of the source."""
        return f"migrate {describe_plan(self.loaded_plan.plan)}" if self.loaded_plan else ""

    def prepare_run(self) -> None:
        """Show the statements."""
        self._show_view("statements")

    def run(self) -> str:
        """Carry out what is left of the plan."""
        assert self.loaded_plan is not None
        original = self.loaded_plan.original
        with lock_folder(self.folder):
            state = read_state(self.folder)
            if state and state.serial != original.options.serial:
                raise StateError(
                    f"The migration in {self.folder} was begun with {state.serial} columns "
                    "meanwhile. Open it again."
                )
            loaded = LoadedPlan.read(self.folder, original, state)
            migration = begin_migration(loaded.plan, loaded.edits, self.access, self.folder, state)
            self.loaded_plan = replace(loaded, state=migration.state)
            self.app.call_from_thread(self.show_items)
            migration.extract(self.tell)
            with closing(migration.run()) as steps:
                for progress in steps:
                    self.tell(progress.text)
            words = write_outcome(migration)
        self.finished = True
        end = f"Press o to open the report, {self.folder / REPORT}."
        failures = migration.failures
        if not failures:
            return f"{words}; all objects created. {end}"
        return f"{words}. {len(failures):,} not as planned: {failures[0][0]}, … {end}"

    def list_columns(self) -> Sequence[str]:
        """Return the headings of the list."""
        return CHANGE_COLUMNS if self.view == "changes" else STATEMENT_COLUMNS

    def list_items(self) -> list[Item]:
        """Return the changes or the statements."""
        if self.loaded_plan is None:
            return []
        if self.view == "changes":
            return list_changes(self.loaded_plan.plan)
        return list_statements(self.loaded_plan.plan, self.loaded_plan.state)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done now."""
        if action == "run" and self.finished:
            return False
        if action == "open_report":
            return self.loaded
        if action in ("edit", "remove"):
            loaded = self.loaded_plan
            is_new = loaded is not None and loaded.state is None and not self.working
            return is_new and self.view == "statements"
        return super().check_action(action, parameters)

    def action_switch_view(self) -> None:
        """Switch between the changes and the statements."""
        self._show_view("statements" if self.view == "changes" else "changes")

    @work(group="edit", exclusive=True)
    async def action_edit(self) -> None:
        """Change the statement at the cursor."""
        item, loaded = self._find_statement(), self.loaded_plan
        if item and loaded:
            sql = loaded.plan.steps[item.number - 1].sql
            save = partial(self._save, item.number)
            await self.app.push_screen_wait(StatementDialog(item.title, sql, save))

    @work(group="edit", exclusive=True)
    async def action_remove(self) -> None:
        """Remove the statement at the cursor, or restore it."""
        item, loaded = self._find_statement(), self.loaded_plan
        if not (item and loaded):
            return
        changed = item.number in loaded.plan.changed
        if item.number in loaded.plan.removed and not loaded.is_removed(item.number):
            problem = "It is removed with a table or a foreign key. Restore that first."
        elif changed or loaded.is_removed(item.number):
            problem = await self._save(item.number, loaded.original.steps[item.number - 1].sql)
        else:
            problem = await self._save(item.number, None)
        if problem:
            self.notify(make_visible(problem), severity="warning", markup=False)

    def _find_statement(self) -> Item | None:
        """Return the statement at the cursor; rows are no statement."""
        item = self.list.item
        if item and not item.number:
            self.notify("To leave rows out, remove their table.", severity="warning")
            return None
        return item

    async def _save(self, number: int, sql: str | None) -> str:
        """Save an edit in the folder; return the problem, or an empty string."""
        assert self.loaded_plan is not None
        try:
            self.loaded_plan = await in_thread(partial(self.loaded_plan.edit, number, sql))
        except RUN_ERRORS as error:
            return describe_run_error(error)
        self.say(self.loaded_plan.summary)
        self.show_items()
        return ""

    @work(group="report", exclusive=True)
    async def action_open_report(self) -> None:
        """Open the report."""
        path = self.folder / REPORT
        try:
            text = await in_thread(lambda: path.read_text("utf-8", "replace"))
        except OSError as error:
            words = make_visible(f"{path}: {error.strerror}.")
            self.notify(words, severity="error", markup=False)
        else:
            self.app.push_screen(TextPage(str(path), text))

    def report_pause(self) -> None:
        """Say how to resume; without a choice about keys there is no plan."""
        if not self.running:
            self.dismiss()
        else:
            self.say("Paused. Press r to resume, or run dsql-tui migrate with the same folder.")

    def _show_view(self, view: str) -> None:
        if view != self.view:
            self.view = view
            self.show_items()
            self.refresh_bindings()

    def _choose(self, state: MigrationState | None, count: int) -> Options:
        """Return what serial columns become; asks, in the thread that reads.

        Raises:
            Paused: The user has cancelled.
        """
        if state:
            return Options("uuid" if state.serial == "uuid" else "identity")
        ask: Callable[[int], str | Coroutine[Any, Any, str | None] | None] = self._ask
        answer = self.app.call_from_thread(ask, count) if count else "identity"
        if answer is None:
            raise Paused
        return Options("uuid" if answer == "uuid" else "identity")

    async def _ask(self, count: int) -> str | None:
        columns = "1 column has" if count == 1 else f"{count:,} columns have"
        dialog = ChoiceDialog(f"{columns} values of a sequence", _SERIAL)
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self.app.push_screen(dialog, answer.set_result)
        return await answer


def find_source_problem(source: str) -> str:
    """Return why a source cannot be opened; empty if it can."""
    if "://" in source:
        known = source.startswith(("postgresql://", "postgres://"))
        return "" if known else "Only addresses that begin with postgresql:// can be read."
    if not source.strip():
        return "Type the path of a script or a folder, or the address of a server."
    return "" if Path(source).expanduser().exists() else f"{source} does not exist."
