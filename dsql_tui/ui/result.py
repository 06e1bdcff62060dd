"""What one statement came to, taken in event by event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from time import monotonic

from dsql_tui.dsql.flow import CANCELLED
from dsql_tui.dsql.loss import Loss
from dsql_tui.events import Copied, Described, Event, Finished, Noticed, Refusal, Refused
from dsql_tui.results.budget import Budget
from dsql_tui.results.table import Table
from dsql_tui.results.text import sized
from dsql_tui.sql.scan import Statement
from dsql_tui.ui.widgets.look import Look

NOTHING = Statement("", 0, 0)


class Result:
    """Rows, a command tag or a refusal, and what the server said beside it."""

    def __init__(
        self,
        statement: Statement = NOTHING,
        changed: Callable[[Result], None] = lambda result: None,
        budget: Budget | None = None,
        cap: int | None = None,
    ) -> None:
        self.statement = statement
        self.cap = cap
        """Rows that are fetched at most, where the statement may be stopped; `None` for all."""
        self.table: Table | None = None
        """The rows; `None` where none were described."""
        self.look: Look | None = None
        """How the rows are looked at."""
        self.tag: str | None = None
        """The command tag; `None` until the statement is done."""
        self.refusal: Refusal | None = None
        self.loss: Loss | None = None
        """What is known of a statement whose link went, where it did."""
        self.sent: datetime | None = None
        """When that statement was sent."""
        self.elapsed: float | None = None
        """Seconds that it took; `None` until it has ended."""
        self.copied: Copied | None = None
        """How much has gone into a file, where rows go into one."""
        self.notices: list[str] = []
        self.pinned = False
        """Does it stay when the next run begins?"""
        self.began = monotonic()
        self.more = False
        """Are there rows that were not fetched?"""
        self._changed = changed
        self._budget = budget

    @property
    def silent(self) -> bool:
        """Has it nothing to say yet?"""
        shown = (self.table, self.copied, self.tag, self.refusal)
        return all(each is None for each in shown)

    @property
    def growing(self) -> bool:
        """May more rows come?"""
        return self.table is not None and self.elapsed is None

    @property
    def refused(self) -> bool:
        """Is a refusal shown in place of rows? Rows that came before a cancel are kept in sight."""
        cut_short = bool(self.table) and self.refusal is not None and not self.refusal.lost
        return self.refusal is not None and not (cut_short and self.refusal.sqlstate == CANCELLED)

    @property
    def counted(self) -> str:
        """How many rows there are; while they come also how many bytes, and how fast."""
        if self.refused or (amount := self._amount) is None:
            return ""
        if self.elapsed is None:
            # As wide as before, mostly: another width lays the whole screen out, again and again.
            rate = amount.rows / max(monotonic() - self.began, 0.001)
            return f"{amount.rows:9,} rows · {sized(amount.size):>6} · {rate:7,.0f}/s"
        rows = "1 row" if amount.rows == 1 else f"{amount.rows:,} rows"
        return f">{rows}" if self.more else rows

    @property
    def _amount(self) -> Copied | None:
        """How much is held, or has gone into a file; `None` where there are no rows."""
        if self.copied or self.table is None:
            return self.copied
        return Copied(len(self.table), self.table.size)

    def take(self, event: Event) -> None:
        """Take in one event of the run; the rows are in the table by then (`results.intake`)."""
        match event:
            case Described(columns):
                self.table = Table(columns, self._budget)
                self.look = Look(self.table)
            case Copied():
                self.copied = event
            case Noticed(severity, message):
                self.notices.append(f"{severity}: {message}")
            case Finished(tag, elapsed, more):
                self.tag, self.elapsed, self.more = tag, elapsed, more
            case Refused(refusal, elapsed):
                self.refusal, self.elapsed = refusal, elapsed
        self._changed(self)

    def keep(self, table: Table) -> None:
        """Its rows were made here, and are all there are."""
        self.table, self.look = table, Look(table)
        self.tag, self.elapsed = f"SELECT {len(table)}", 0.0

    def refuse(self, refusal: Refusal) -> None:
        """It was not run, for a reason that was met before."""
        self.refusal = refusal
        self._changed(self)

    def lose(self, found: Loss, sent: datetime) -> None:
        """Its link went: take in what is known of it, and what is not."""
        self.loss, self.sent = found, sent
        self._changed(self)
