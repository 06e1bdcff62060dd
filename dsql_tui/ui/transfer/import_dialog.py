"""The dialog that imports a file into a table."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path
from threading import Event
from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, RadioSet, Static

from dsql_tui.aws.errors import AwsError
from dsql_tui.db.loading import LoadError
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import ConnectError
from dsql_tui.execution.threads import in_thread, iterate_in_thread
from dsql_tui.importing import (
    Import,
    OutcomeUnknown,
    Progress,
    ResumeFrom,
    TooManyRejected,
)
from dsql_tui.importing.check import Checked, check_file
from dsql_tui.opening import Access
from dsql_tui.results.formats.format import MissingLibrary
from dsql_tui.results.text import make_visible
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.dialogs.path_input import PathInput
from dsql_tui.ui.toggles import Checkbox, RadioButton
from dsql_tui.ui.transfer.import_form import ImportForm


class ImportDialog(Dialog[None]):
    """Asks what to import, and shows the progress."""

    DEFAULT_CSS = """
    ImportDialog #restart, ImportDialog #resume { display: none; }
    ImportDialog #restart.-offered, ImportDialog #resume.-offered { display: block; }
    ImportDialog #message { height: auto; padding: 0 1; }
    ImportDialog .note { height: auto; color: $text-muted; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,ctrl+j", "import", "Import", tooltip="Start the import.", id="import.go"),
        Binding("escape", "leave", "Stop", tooltip="Stop the import, or close.", id="import.leave"),
    ]

    form = getters.query_one(ImportForm)
    message = getters.query_one("#message", Static)
    restart = getters.query_one("#restart", Checkbox)
    resume = getters.query_one("#resume", RadioSet)

    def __init__(
        self,
        access: Access,
        folder: Path,
        confirm: Callable[[str], Awaitable[bool]],
        path: str = "",
        table: str = "",
        columns: str = "",
    ) -> None:
        """Create the dialog.

        Args:
            access: How sessions are opened.
            folder: The folder of a file name without one.
            confirm: Asks whether a change, in words, may be made.
            path: The file that is filled in at first.
            table: The table, likewise.
            columns: The columns, likewise.
        """
        super().__init__()
        self.filled_in = (path, table, columns)
        self.access = access
        self.folder = folder
        self.confirm = confirm
        self.importing = False
        self.stop_event = Event()
        """Is set to stop after the transactions that are running."""

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        with VerticalScroll(classes="frame", can_focus=False) as frame:
            frame.border_title = "Import"
            frame.border_subtitle = "Ctrl+S imports · Esc stops"
            yield ImportForm(self.folder, *self.filled_in)
            yield Checkbox("start over, not where it stopped", False, id="restart", compact=True)
            with RadioSet(id="resume", compact=True):
                yield RadioButton("these rows are in the table: continue after them", compact=True)
                yield RadioButton("they are not: send them again", compact=True)
            yield Static(
                "Imports 3,000 rows in each transaction, in several sessions. Rejected rows and "
                "reasons are written to a file beside this one.",
                classes="note",
            )
            yield Static(id="message", markup=False)

    @property
    def resume_from(self) -> ResumeFrom:
        """The user's answer about rows whose outcome is unknown."""
        answers: tuple[ResumeFrom, ...] = ("after", "from")
        number = self.resume.pressed_index
        return answers[number] if self.resume.has_class("-offered") and number >= 0 else ""

    @on(PathInput.Choices)
    def show_choices(self, message: PathInput.Choices) -> None:
        """List the names that the path can be completed with."""
        self._say(str(message))

    @on(Input.Submitted)
    @work(group="import", exclusive=True)
    async def action_import(self) -> None:
        """Start or resume the import, or show what is missing."""
        if self.importing:
            return
        try:
            plan = self.form.make_plan(self.access)
        except ValueError as error:
            self._say(str(error))
            return
        if self.form.only_checks:
            await self._check(plan)
            return
        progress = await in_thread(plan.load_progress)
        if progress and not self.restart.has_class("-offered"):
            self.restart.add_class("-offered")
            self._say(f"It stopped before: {progress.summary}. Press Ctrl+S again to resume.")
            return
        answered = self.resume_from or self.restart.value
        if progress and self.resume.has_class("-offered") and not answered:
            self._say("Choose whether these rows are in the table.")
            return
        if await self.confirm(f"the rows of {plan.path.name} into {plan.table}"):
            await self._run(plan, None if self.restart.value else progress)

    def action_leave(self) -> None:
        """Stop after the transactions that are running, or close."""
        if self.importing:
            self.stop_event.set()
            self._say("Stopping after the transactions that are running …")
        else:
            self.dismiss()

    async def _check(self, plan: Import) -> None:
        """Check the file, and show the account."""
        account = Checked()
        with self._show_errors(plan):
            async with aclosing(iterate_in_thread(check_file(plan))) as batches:
                async for account in batches:
                    self._say(f"{account.summary} · {account.share:.0%} … Esc stops.")
                    if self.stop_event.is_set():
                        break
            words = "Stopped" if self.stop_event.is_set() else "Checked"
            self._say(f"{words}: {account.summary}.", *account.lines)

    async def _run(self, plan: Import, progress: Progress | None) -> None:
        with self._show_errors(plan):
            run = plan.run(progress, self.resume_from, self.stop_event)
            async with aclosing(iterate_in_thread(run)) as batches:
                async for progress in batches:
                    if not self.stop_event.is_set():
                        self._say(*_describe(progress))
            left = await in_thread(plan.load_progress) if self.stop_event.is_set() else None
            self._end(plan, progress, bool(left))

    @contextmanager
    def _show_errors(self, plan: Import) -> Iterator[None]:
        """Show what stops an import or a check that runs in this context."""
        self.importing = True
        self.stop_event = Event()
        try:
            yield
        except LoadError as error:
            self._say(_explain(error))
        except OutcomeUnknown as error:
            self.resume.add_class("-offered")
            self.restart.add_class("-offered")
            self._say(f"{error}. Check, choose above, and press Ctrl+S to continue.")
        except TooManyRejected as error:
            self._say(f"{error} See {plan.rejects}.")
        except (AwsError, CatalogError, MissingLibrary, ConnectError, ValueError) as error:
            self._say(f"The import stopped. {error}")
        except OSError as error:
            self._say(f"{error.filename or plan.path}: {error.strerror or error}.")
        finally:
            self.importing = False

    def _end(self, plan: Import, progress: Progress | None, stopped: bool) -> None:
        summary = progress.summary if progress else "The file has no rows"
        if stopped:
            self._say(f"Stopped: {summary}. Run the same import again to resume.")
            return
        rejected = bool(progress and progress.rejected)
        if rejected:
            summary += f"; rejected rows and reasons are in {plan.rejects}"
        self.app.notify(
            make_visible(f"{summary}."),
            severity="warning" if rejected else "information",
            markup=False,
        )
        self.dismiss()

    def _say(self, *lines: str) -> None:
        self.message.update("\n".join(map(make_visible, lines)))
        # The form may be taller than the terminal.
        self.call_after_refresh(self.message.scroll_visible, animate=False)


def _describe(progress: Progress) -> list[str]:
    sessions = f"{progress.sessions} session{'s' if progress.sessions > 1 else ''}"
    line = f"{progress.summary} · {progress.share:.0%} · {sessions} … Esc stops."
    return [line, progress.note] if progress.note else [line]


def _explain(failure: LoadError) -> str:
    error = failure.error
    text = f"Failed {error.sqlstate or ''}: {error.message}"
    if error.lost:
        return (
            f"{text} The last rows may or may not be in the table. Run the same import again: "
            "it looks for its rows in the table first."
        )
    return text
