"""What is kept on this computer for the consoles of a cluster: texts, runs, saved queries."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.meter import rows_changed
from dsql_tui.events import Refusal, Run
from dsql_tui.store import places
from dsql_tui.store.history import History, Outcome, PastRun
from dsql_tui.store.journal import Log, Shelf
from dsql_tui.store.saved import SavedQueries
from dsql_tui.ui.threads import in_thread


class Memory:
    """One for a workbench; its consoles share it."""

    def __init__(self, endpoint: Endpoint, queries: Sequence[str] = ()) -> None:
        self.shelf = Shelf(places.data() / "journal" / endpoint.host)
        self.history = History(places.data() / "history.sqlite3")
        self.queries = SavedQueries(places.config() / "queries", queries)

    async def lost(self) -> list[Log]:
        """The journals of consoles that were left, or that a crash has taken."""
        return await in_thread(self.shelf.lost, unwanted=_let_go)

    async def keep(self, run: Run) -> None:
        """Put a run into the history.

        Raises:
            HistoryUnusable: it cannot be written.
        """
        past = PastRun(
            run.sent.timestamp(),
            run.target,
            run.role,
            run.statement,
            run.elapsed,
            rows_changed(run.tag) or None if run.rows is None else run.rows,
            _outcome(run),
            run.tag if run.refusal is None else _words(run.refusal),
        )
        await in_thread(partial(self.history.add, past))


def _outcome(run: Run) -> Outcome:
    if run.unknown:
        return "unknown"
    return "done" if run.refusal is None else "refused"


def _words(refusal: Refusal) -> str:
    return f"{refusal.sqlstate or 'lost'} {refusal.message}"


def _let_go(logs: list[Log]) -> None:
    for log in logs:
        log.close()
