"""Where the rows of an export come from: those that are here, or the statement run once more.

Those that are here may have been sorted, chosen and rid of columns; then both are offered, the rows
as they are seen and as they came. What is selected is offered first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from threading import Event
from typing import Protocol

from dsql_tui.db.reading import Texts
from dsql_tui.db.session import Session
from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import Sent
from dsql_tui.events import Column, Refusal, Refused
from dsql_tui.opening import Access
from dsql_tui.results.copying import batches
from dsql_tui.results.formats.format import Batches, Row
from dsql_tui.results.sheet import Sheet
from dsql_tui.results.stream import Stream
from dsql_tui.results.table import Table
from dsql_tui.sql.calls import reads_only
from dsql_tui.sql.parameters import parameters
from dsql_tui.ui.sender import written
from dsql_tui.ui.widgets.console import Console

_SHOWN = 40
"""Characters of a statement in a label."""


def sources(console: Console) -> list[Source]:
    """What can be exported: the result in sight, and what the statement at the cursor would give.

    Only a read is run for that, once more or for the first time.
    """
    return [*_of_result(console), *_of_statement(console)]


def _of_statement(console: Console) -> list[Source]:
    statements = console.editor.statements
    if len(statements) != 1 or not _idle(console):
        return []
    (statement,) = statements
    of_result = (
        console.result.table is not None and statement.text == console.result.result.statement.text
    )
    if of_result or not reads_only(statement.text) or parameters(statement.text):
        return []
    sent = console.crank.sender.sent(statement)
    label = f"all rows, from running the statement at the cursor: {_line(statement.text)}"
    return [Again(console.keeper.access, console.session, sent, label)]


def _of_result(console: Console) -> list[Source]:
    result = console.result.result
    if console.result.table is None:
        return []
    found: list[Source] = [Here(console.result.table)]
    look = console.result.grid.look
    sheet = look.sheet
    if sheet.order is not None or len(sheet.places) < len(sheet.table.columns):
        every = range(len(sheet)), range(len(sheet.places))
        found.insert(0, Seen(f"{_counted(len(sheet))} as seen", sheet, *every))
    if _idle(console) and reads_only(result.statement.text):
        sent = console.crank.sender.sent(result.statement)
        again = Again(console.keeper.access, console.session, sent)
        found.insert(0 if result.more else len(found), again)
    if look.selection is not None:
        cells = len(look.rows) * len(look.places)
        selected = f"the {cells:,} cells selected"
        found.insert(0, Seen(selected, sheet, look.rows, look.places))
    return found


def _idle(console: Console) -> bool:
    return not console.busy and console.state is State.IDLE


def _line(text: str) -> str:
    """The beginning of a statement, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


class Cancelled(Exception):
    """The user wants no more of it."""


class RunRefused(Exception):
    """The statement whose rows are wanted was refused."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


class Source(Protocol):
    """Rows to be exported; `rows` is entered in a thread, `cancel` called from any."""

    label: str

    def rows(self) -> AbstractContextManager[tuple[Sequence[Column], Batches]]:
        """Columns and batches, for as long as it is entered.

        Raises, also while batches are taken:
            Cancelled: it was cancelled.
            RunRefused: the statement was refused, or returns no rows.
        """

    def cancel(self) -> None:
        """End it."""


class Here:
    """The rows that a table holds."""

    def __init__(self, table: Table) -> None:
        self.label = f"{_counted(len(table))} that came"
        self._table = table
        self._stopped = Event()

    @contextmanager
    def rows(self) -> Iterator[tuple[Sequence[Column], Batches]]:
        """The rows of now; those that come later are not among them."""
        read, width = Texts(), len(self._table.columns)
        chunks = (read(chunk, width) for chunk in self._table.chunks())
        yield self._table.columns, _stoppable(chunks, self._stopped)

    def cancel(self) -> None:
        """End it."""
        self._stopped.set()


class Seen:
    """Rows and columns of a table as they are looked at: all of them, or a selection."""

    def __init__(self, label: str, sheet: Sheet, rows: range, places: range) -> None:
        self.label = label
        self._sheet = sheet.still()
        self._rows = rows
        self._places = places
        self._stopped = Event()

    @contextmanager
    def rows(self) -> Iterator[tuple[Sequence[Column], Batches]]:
        """The rows in their order of then."""
        columns = [self._sheet.column(place) for place in self._places]
        cells = batches(self._sheet, self._rows, self._places)
        yield columns, _stoppable(cells, self._stopped)

    def cancel(self) -> None:
        """End it."""
        self._stopped.set()


class Again:
    """All rows of a statement, which runs once more in a session of its own and is not capped."""

    def __init__(
        self,
        access: Access,
        session: Session,
        sent: Sent,
        label: str = "all rows, from running the statement again",
    ) -> None:
        self.label = label
        self._access = access
        self._like = session
        """An idle session, whose settings are used."""
        self._sent = sent
        self._session: Session | None = None
        self._stopped = Event()

    @contextmanager
    def rows(self) -> Iterator[tuple[Sequence[Column], Batches]]:
        """The rows as the server sends them."""
        session, _ = self._access.beside(self._like)
        self._session = session
        with closing(session), closing(Stream(written(session, self._sent), Texts())) as stream:
            stream.described()
            yield stream.columns, self._batches(stream)

    def cancel(self) -> None:
        """End it, at the server too."""
        self._stopped.set()
        if self._session:
            self._session.cancel()

    def _batches(self, stream: Stream) -> Iterator[Sequence[Row]]:
        yield from _stoppable(stream.batches(), self._stopped)
        if isinstance(stream.ended, Refused):
            raise RunRefused(stream.ended.refusal)


def _stoppable(source: Batches, stopped: Event) -> Iterator[Sequence[Row]]:
    """The same, until it is stopped."""
    for batch in source:
        if stopped.is_set():
            raise Cancelled
        yield batch
    if stopped.is_set():
        raise Cancelled


def _counted(rows: int) -> str:
    return "1 row" if rows == 1 else f"{rows:,} rows"
