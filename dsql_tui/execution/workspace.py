"""The workspace: the objects that all consoles of a workbench share."""

from __future__ import annotations

from dsql_tui.events import Run
from dsql_tui.execution.completion_catalog import CompletionCatalog
from dsql_tui.execution.conflict_log import ConflictLog
from dsql_tui.execution.history import LocalFiles
from dsql_tui.execution.job_monitor import JobMonitor
from dsql_tui.execution.statement_runner import StatementRunner
from dsql_tui.execution.usage_log import UsageLog
from dsql_tui.opening import Access
from dsql_tui.results.memory_budget import MemoryBudget
from dsql_tui.sql.plans.recent import RecentPlans
from dsql_tui.store.settings import Settings


class Workspace:
    """The cluster, local files, completion catalog and memory budget of a workbench."""

    def __init__(self, access: Access, title: str, settings: Settings) -> None:
        self.access = access
        self.title = title
        """The name of the profile or cluster."""
        self.settings = settings
        self.files = LocalFiles(access.endpoint, settings.queries)
        self.completion = CompletionCatalog()
        self.plans = RecentPlans()
        self.jobs = JobMonitor(access)
        self.usage = UsageLog()
        self.conflicts = ConflictLog(access.conflicts)
        self.budget = MemoryBudget(settings.memory * 2**20)
        """The memory for the rows of all consoles."""

    def use_settings(self, settings: Settings) -> None:
        """Use changed settings."""
        self.settings = settings
        self.budget.limit = settings.memory * 2**20

    def note(self, console: str, statements: StatementRunner, run: Run) -> None:
        """Note a run of a console: its job and DPU if it succeeded, or its conflict."""
        lost = statements.outcome.repeats if statements.outcome.conflicted else ()
        self.conflicts.note(console, run, [sent.text for sent in lost])
        if run.error is None:
            self.jobs.note(statements.latest)
            self.usage.note(console, statements.latest)
