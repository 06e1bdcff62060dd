"""The local files that the consoles of a cluster share: journals, history and saved queries."""

from __future__ import annotations

from collections.abc import Sequence

from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.meter import count_changed_rows
from dsql_tui.events import Run, ServerError
from dsql_tui.execution.threads import in_thread
from dsql_tui.store import paths
from dsql_tui.store.history import History, Outcome, PastRun
from dsql_tui.store.journal import Journal, JournalFolder
from dsql_tui.store.saved_queries import SavedQueries


class LocalFiles:
    """The journals, history and saved queries of one workbench."""

    def __init__(self, endpoint: Endpoint, queries: Sequence[str] = ()) -> None:
        self.journals = JournalFolder(paths.data_folder() / "journal" / endpoint.host)
        self.history = History(paths.data_folder() / "history.sqlite3")
        self.queries = SavedQueries(paths.config_folder() / "queries", queries)

    async def find_lost_journals(self) -> list[Journal]:
        """Return the journals of consoles that were left open or lost in a crash."""
        return await in_thread(self.journals.find_lost, unwanted=_close)

    async def add_to_history(self, runs: Sequence[Run]) -> list[bool]:
        """Add runs to the history.

        Returns:
            For each run, `False` if the history does not keep its statement, for example for its
            password.

        Raises:
            HistoryError: The history cannot be written.
        """
        past_runs = [_record(run) for run in runs]
        return await in_thread(lambda: self.history.add_all(past_runs))


def _record(run: Run) -> PastRun:
    return PastRun(
        run.sent.timestamp(),
        run.target,
        run.role,
        run.statement,
        run.elapsed,
        count_changed_rows(run.tag) or None if run.rows is None else run.rows,
        _outcome(run),
        run.tag if run.error is None else _words(run.error),
        dpu=run.dpu,
    )


def _outcome(run: Run) -> Outcome:
    if run.unknown:
        return "unknown"
    return "done" if run.error is None else "failed"


def _words(error: ServerError) -> str:
    return f"{error.sqlstate or 'lost'} {error.message}"


def _close(journals: list[Journal]) -> None:
    for journal in journals:
        journal.close()
