"""Where the rows of an export come from: those that are here, or the statement run once more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from threading import Event
from typing import Protocol

from dsql_tui.db.reading import Texts
from dsql_tui.db.session import Session
from dsql_tui.dsql.state import State
from dsql_tui.events import Column, Refusal, Refused
from dsql_tui.opening import Access
from dsql_tui.results.formats.format import Batches, Row
from dsql_tui.results.stream import Stream
from dsql_tui.results.table import Table
from dsql_tui.sql.verb import verb
from dsql_tui.ui.widgets.console import Console


def sources(console: Console) -> list[Source]:
    """What can be exported of the result in sight; only a read is run once more."""
    result = console.result.result
    if console.result.table is None:
        return []
    found: list[Source] = [Here(console.result.table)]
    idle = not console.busy and console.state is State.IDLE
    if idle and verb(result.statement.text) == "reads":
        again = Again(console.keeper.access, console.session, result.statement.text)
        found.insert(0 if result.more else 1, again)
    return found


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
        self.label = f"the {len(table):,} rows that are here"
        self._table = table
        self._stopped = Event()

    @contextmanager
    def rows(self) -> Iterator[tuple[Sequence[Column], Batches]]:
        """The rows of now; those that come later are not among them."""
        yield self._table.columns, self._batches()

    def cancel(self) -> None:
        """End it."""
        self._stopped.set()

    def _batches(self) -> Iterator[Sequence[Row]]:
        read, width = Texts(), len(self._table.columns)
        for chunk in self._table.chunks():
            if self._stopped.is_set():
                raise Cancelled
            yield read(chunk, width)


class Again:
    """All rows of a statement, which runs once more in a session of its own and is not capped."""

    label = "all rows, from running the statement again"

    def __init__(self, access: Access, session: Session, text: str) -> None:
        self._access = access
        self._like = session
        """An idle session, whose settings are used."""
        self._text = text
        self._session: Session | None = None
        self._stopped = Event()

    @contextmanager
    def rows(self) -> Iterator[tuple[Sequence[Column], Batches]]:
        """The rows as the server sends them."""
        session, _ = self._access.beside(self._like)
        self._session = session
        with closing(session), closing(Stream(session.run(self._text), Texts())) as stream:
            stream.described()
            yield stream.columns, self._batches(stream)

    def cancel(self) -> None:
        """End it, at the server too."""
        self._stopped.set()
        if self._session:
            self._session.cancel()

    def _batches(self, stream: Stream) -> Iterator[Sequence[Row]]:
        for batch in stream.batches():
            if self._stopped.is_set():
                raise Cancelled
            yield batch
        if self._stopped.is_set():
            raise Cancelled
        if isinstance(stream.ended, Refused):
            raise RunRefused(stream.ended.refusal)
