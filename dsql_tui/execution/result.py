"""The result of one statement, filled event by event."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from time import monotonic

from dsql_tui.dsql.loss import Loss
from dsql_tui.dsql.meter import count_changed_rows
from dsql_tui.dsql.sqlstate import QUERY_CANCELED
from dsql_tui.events import Copied, Described, Event, Failed, Finished, Notice, ServerError
from dsql_tui.execution.edits.edited_table import EditedTable
from dsql_tui.results.memory_budget import MemoryBudget
from dsql_tui.results.table import Table
from dsql_tui.results.text import format_size, pluralize
from dsql_tui.sql.near_names import NearName
from dsql_tui.sql.statements import Statement

NOTHING = Statement("", 0, 0)


class Result:
    """The rows, command tag or error of a statement, and the notices of the server."""

    edits: EditedTable | None = None
    """The rows with pending changes; `None` until the user edits them."""
    partial = False
    """True if the statement may have committed a part of its work before it failed."""
    origin: Result | None = None
    """The result with the row from which the user came to this one."""
    title = ""
    """A word for the rows; empty to show the statement."""
    null: str | None = None
    """The text for NULL; `None` for the usual one."""
    expanded: bool | None = None
    """Whether to show rows as lists; `None` for what the console does."""

    def __init__(
        self,
        statement: Statement = NOTHING,
        changed: Callable[[Result], None] = lambda result: None,
        budget: MemoryBudget | None = None,
        cap: int | None = None,
    ) -> None:
        """Create the result of a statement that has not run.

        Args:
            statement: The statement.
            changed: Called after every event, but for notices during the run.
            budget: The memory that all results share for their rows.
            cap: The maximum number of rows to fetch from a query; `None` for all.
        """
        self.statement = statement
        self.cap = cap
        self.data: str | None = None
        """The rows for a COPY FROM STDIN, from the script."""
        self.table: Table | None = None
        """The rows; `None` until the server describes the columns."""
        self.tag: str | None = None
        """The command tag; `None` until the statement succeeds."""
        self.error: ServerError | None = None
        self.near_name: NearName | None = None
        """A name like the one that the server did not find."""
        self.loss: Loss | None = None
        self.sent: datetime | None = None
        """The time when a statement whose connection was lost was sent."""
        self.elapsed: float | None = None
        """The duration in seconds; `None` until the statement ends."""
        self.copied: Copied | None = None
        self.notices: list[str] = []
        self.stopped = ""
        """A sentence about the script that stopped at this statement."""
        self.pinned = False
        """True to keep the result when the next run begins."""
        self.began = monotonic()
        self.more = False
        """True if more rows exist than were fetched."""
        self._changed = changed
        self._budget = budget

    @property
    def is_empty(self) -> bool:
        """True while there is nothing to show."""
        shown = (self.table, self.copied, self.tag, self.error)
        return all(each is None for each in shown)

    @property
    def kept(self) -> bool:
        """True to keep the result when the next run begins: pinned, or with pending changes."""
        return self.pinned or self.has_changes

    @property
    def has_changes(self) -> bool:
        """True if there are changes of rows that are not sent."""
        return self.edits is not None and bool(self.edits.pending.changes)

    @property
    def is_growing(self) -> bool:
        """True while more rows may arrive."""
        return self.table is not None and self.elapsed is None

    @property
    def failed(self) -> bool:
        """True if an error replaces the rows; not if a cancelled statement has rows."""
        return self.error is not None and not self.cut_short

    @property
    def cut_short(self) -> bool:
        """True if the statement was cancelled after some rows arrived."""
        error = self.error
        return bool(self.table and error and not error.lost and error.sqlstate == QUERY_CANCELED)

    @property
    def count(self) -> int:
        """The number of rows returned or changed."""
        return count_changed_rows(self.tag or "") or (len(self.table) if self.table else 0)

    @property
    def summary(self) -> str:
        """The number of rows; while they arrive, also their size and rate."""
        if self.failed or (amount := self._amount) is None:
            return ""
        if self.elapsed is None:
            # Pad to a constant width, because a new width lays out the whole screen again.
            rate = amount.rows / max(monotonic() - self.began, 0.001)
            return f"{amount.rows:9,} rows · {format_size(amount.size):>6} · {rate:7,.0f}/s"
        rows = pluralize(amount.rows, "row")
        return f">{rows}" if self.more or self.cut_short else rows

    @property
    def _amount(self) -> Copied | None:
        if self.copied or self.table is None:
            return self.copied
        return Copied(len(self.table), self.table.size)

    def describe(self, events: Iterator[Event]) -> Iterator[Event]:
        """Pass on events, and create the table when the columns are described."""
        for event in events:
            if isinstance(event, Described):
                self.table = Table(event.columns, self._budget)
            yield event

    def take(self, event: Event) -> None:
        """Record an event of the run; its rows are already in the table."""
        match event:
            case Described(columns) if self.table is None:
                self.table = Table(columns, self._budget)
            case Copied():
                self.copied = event
            case Notice(severity, message):
                self.notices.append(f"{severity}: {message}")
                if self.elapsed is None:
                    return  # There may be thousands; they are shown with what follows.
            case Finished(tag, elapsed, more):
                self.tag, self.elapsed, self.more = tag, elapsed, more
            case Failed(error, elapsed):
                self.error, self.elapsed = error, elapsed
        self._changed(self)

    def suggest(self, near_name: NearName) -> None:
        """Suggest a name in place of one that the server did not find."""
        self.near_name = near_name
        self._changed(self)

    def keep(self, table: Table) -> None:
        """Show a complete table that was not sent by the server."""
        self.table = table
        self.tag, self.elapsed = f"SELECT {len(table)}", 0.0
        self._changed(self)

    def print(self, text: str) -> None:
        """Show a text instead of a command tag."""
        self.tag, self.elapsed = text, 0.0
        self._changed(self)

    def fail(self, error: ServerError) -> None:
        """Show the error that prevented the statement from being sent."""
        self.error, self.elapsed = error, 0.0
        self._changed(self)

    def lose(self, found: Loss, sent: datetime) -> None:
        """Show the facts about a statement whose connection was lost."""
        self.loss, self.sent = found, sent
        self._changed(self)

    def mark_partial(self) -> None:
        """Show that the statement may have committed a part before it failed."""
        self.partial = True
        self._changed(self)

    def stop(self, sentence: str) -> None:
        """Show where the script stopped."""
        self.stopped = sentence
        self._changed(self)
