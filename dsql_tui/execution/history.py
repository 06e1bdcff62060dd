"""The local files that the consoles of a cluster share: journals, history and saved queries."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.meter import count_changed_rows
from dsql_tui.events import Run, ServerError
from dsql_tui.execution.threads import in_thread
from dsql_tui.store import paths
from dsql_tui.store.history import History, HistoryError, Outcome, PastRun
from dsql_tui.store.journal import Journal, JournalFolder
from dsql_tui.store.saved_queries import SavedQueries


class LocalFiles:
    """The journals, history and saved queries of one workbench."""

    def __init__(self, endpoint: Endpoint, queries: Sequence[str] = ()) -> None:
        self.journals = JournalFolder(paths.data_folder() / "journal" / endpoint.host)
        self.history = History(paths.data_folder() / "history.sqlite3")
        self.queries = SavedQueries(paths.config_folder() / "queries", queries)
        self._waiting: list[tuple[PastRun, asyncio.Future[bool]]] = []
        self._writing = False

    async def find_lost_journals(self) -> list[Journal]:
        """Return the journals of consoles that were left open or lost in a crash."""
        return await in_thread(self.journals.find_lost, unwanted=_close)

    async def add_to_history(self, run: Run) -> bool:
        """Add a run to the history; runs that arrive during a write are written together.

        Returns:
            False if the history does not keep the statement, for example for its password.

        Raises:
            HistoryError: The history cannot be written.
        """
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((_record(run), future))
        while self._waiting and not self._writing:
            waiting, self._waiting = self._waiting, []
            await self._write(waiting)
        return await future

    async def _write(self, waiting: Sequence[tuple[PastRun, asyncio.Future[bool]]]) -> None:
        self._writing = True
        try:
            kept = await in_thread(lambda: [self.history.add(run) for run, _ in waiting])
        except HistoryError as error:
            for _, future in waiting:
                future.set_exception(error)
        else:
            for (_, future), each in zip(waiting, kept, strict=True):
                future.set_result(each)
        finally:
            self._writing = False


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
