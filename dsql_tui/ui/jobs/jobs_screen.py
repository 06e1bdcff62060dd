"""Show the asynchronous jobs of the cluster, live, and explain those that failed."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import DataTable, Static

from dsql_tui.aws.errors import AwsError
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import ConnectError
from dsql_tui.dsql.job import Job, format_seconds
from dsql_tui.execution.job_monitor import POLL_INTERVAL, JobMonitor
from dsql_tui.results.text import make_printable, make_visible
from dsql_tui.sql.failed_jobs import Failure
from dsql_tui.ui.bindings import bind
from dsql_tui.ui.page import Page, add_columns, bind_close, show_rows

_COLUMNS = ("State", "Time", "Started (UTC)", "By", "Job")

_COLOURS = {"failed": "bold red", "cancelled": "yellow", "completed": "green"}

_EMPTY = """\
There are no jobs.

Aurora DSQL does slow work in the background. These statements start a job:

  CREATE INDEX ASYNC …
  ALTER TABLE ASYNC … VALIDATE CONSTRAINT …
  ANALYZE …, DROP …

This page lists the jobs that your database role can see. Aurora DSQL removes a job some time \
after its end. dsql-tui tells you when a job that you started here has ended, on any screen.

In a script, exec --wait-jobs waits until each job has ended."""


class Jobs(Page[str | None]):
    """Shows the jobs; returns a statement to insert into the editor, or `None`."""

    DEFAULT_CSS = """
    Jobs > #empty { height: 1fr; padding: 1 2; display: none; }
    Jobs > VerticalScroll { height: 50%; }
    Jobs.-empty > #empty { display: block; }
    Jobs.-empty > DataTable, Jobs.-empty > VerticalScroll { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "i",
            "insert('query')",
            "Insert query",
            tooltip="Insert a query for the rows that the job failed for.",
            id="jobs.query",
        ),
        Binding(
            "d",
            "insert('removal')",
            "Insert DROP",
            tooltip="Insert the statement that drops what the failed job left.",
            id="jobs.removal",
        ),
        Binding("y", "copy", "Copy ID", tooltip="Copy the identifier of the job.", id="jobs.copy"),
        bind("r", "read", "Refresh", "Read the jobs now.", "jobs.refresh"),
        bind_close("jobs", "Close the jobs."),
    ]

    def __init__(self, monitor: JobMonitor, cluster: str) -> None:
        super().__init__()
        self.table: DataTable[Text] = DataTable(cursor_type="row")
        self.monitor = monitor
        self.cluster = cluster
        self.jobs: list[Job] = []
        self.failures: dict[str, Failure | None] = {}
        """The objects that failed jobs left, by the identifier of the job."""
        self.empty = Static("Reading the jobs…", id="empty", markup=False)
        self.details = Static(markup=False)
        self._reading = False

    def compose_content(self) -> ComposeResult:
        """Create the widgets between the title and the keys."""
        yield self.empty
        yield self.table
        yield VerticalScroll(self.details, can_focus=True)

    def on_mount(self) -> None:
        """Read the jobs, now and every few seconds."""
        add_columns(self.table, _COLUMNS)
        self.add_class("-empty")
        self._show_title("reading")
        self.action_read()
        self.set_interval(POLL_INTERVAL, self.action_read)

    def on_unmount(self) -> None:
        """Give up the session."""
        self.app.run_worker(self.monitor.release(), group="jobs")

    @property
    def job(self) -> Job | None:
        """The job at the cursor."""
        row = self.table.cursor_row
        return self.jobs[row] if 0 <= row < len(self.jobs) else None

    @property
    def failure(self) -> Failure | None:
        """The object that the job at the cursor left."""
        return self.failures.get(self.job.identifier) if self.job else None

    def action_read(self) -> None:
        """Read the jobs, unless a reading is in progress."""
        if not self._reading:
            self._reading = True
            self._read()

    @work(group="jobs")
    async def _read(self) -> None:
        try:
            jobs = await self.monitor.read()
            for job in jobs:
                if job.failed and job.identifier not in self.failures:
                    self.failures[job.identifier] = await self.monitor.explain(job)
        except (AwsError, CatalogError, ConnectError) as error:
            self._show_title(f"not read: {error}")
            if not self.jobs:
                self.empty.update(make_visible(f"The jobs cannot be read. {error}"))
        else:
            self._show(jobs)
        finally:
            self._reading = False

    def _show(self, jobs: list[Job]) -> None:
        if not self.table.is_attached:
            return  # The page was closed meanwhile.
        running = sum(job.running for job in jobs)
        self._show_title(f"{running} running · read {datetime.now():%H:%M:%S}")
        self.empty.update(_EMPTY)
        self.set_class(not jobs, "-empty")
        at = self.job.identifier if self.job else ""
        before, self.jobs = self.jobs, sorted(jobs, key=lambda job: not job.running)
        if self.jobs != before:
            self._show_rows(at)
        self._show_details()
        if jobs and self.focused is None:
            self.table.focus()

    def _show_rows(self, at: str) -> None:
        """Show the jobs, with the cursor on the one with an identifier."""
        identifiers = [job.identifier for job in self.jobs]
        rows = [_render(job, job.identifier in self.monitor.ours) for job in self.jobs]
        show_rows(self.table, rows, identifiers.index(at) if at in identifiers else 0)

    def _show_title(self, state: str) -> None:
        self.show_title(f"Jobs of {self.cluster} · {state}")

    @on(DataTable.RowHighlighted)
    def _show_details(self) -> None:
        self.details.update(_render_details(self.job, self.failure))

    def action_insert(self, part: str) -> None:
        """Close with a statement for the failed job at the cursor."""
        if self.failure is not None:
            self.dismiss(getattr(self.failure, part))
        elif self.job is None or not self.job.failed:
            self.notify("Only a failed job has such a statement.", severity="warning")
        else:
            self.notify("Nothing is left of this job to look at or drop.", severity="warning")

    def action_copy(self) -> None:
        """Copy the identifier of the job."""
        if self.job is not None:
            self.copy(self.job.identifier, "Job ID")


def _render(job: Job, is_ours: bool) -> tuple[Text, ...]:
    title = make_visible(job.title)
    return (
        Text(make_visible(job.status), _COLOURS.get(job.status, "bold")),
        Text(format_seconds(job.seconds), justify="right"),
        Text(job.started),
        Text("you" if is_ours else ""),
        Text(title),
    )


def _render_details(job: Job | None, failure: Failure | None) -> Text:
    if job is None:
        return Text()
    text = Text(f"{make_visible(job.title)}\n", "bold")
    text = Text.assemble(text, f"Job {make_visible(job.identifier)}\n")
    if job.details:
        text.append(f"{make_visible(job.details)}\n", _COLOURS.get(job.status, ""))
    if failure is not None:
        text.append(f"\n{make_visible(failure.explanation)}\n")
        text.append(f"\n{make_printable(failure.query)}\n", "dim")
        text.append(f"\n{make_visible(failure.removal)}\n", "dim")
    return text
