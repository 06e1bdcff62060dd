"""The rows that can be exported: those received, or all rows from running the statement.

Received rows may have been sorted, filtered or rid of columns. Then both are offered, the rows as
shown and as received. A selection is offered first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from threading import Event
from typing import Protocol

from dsql_tui.db.row_reader import RowReader
from dsql_tui.db.session import Session
from dsql_tui.dsql.state import State
from dsql_tui.dsql.transcript import SentStatement
from dsql_tui.events import Column, Failed, ServerError
from dsql_tui.execution.send import send
from dsql_tui.opening import Access
from dsql_tui.results.copy_cells import read_batches
from dsql_tui.results.formats.format import Batches, Row
from dsql_tui.results.row_stream import RowStream
from dsql_tui.results.sheet import Sheet
from dsql_tui.results.table import Table
from dsql_tui.results.text import pluralize
from dsql_tui.sql.parameters import find_parameters
from dsql_tui.sql.statements import Statement
from dsql_tui.ui.results.result_view import ResultView

_LABEL_LENGTH = 40
"""Characters of a statement in a label."""


class ExportConsole(Protocol):
    """The part of a console that exports need."""

    @property
    def access(self) -> Access:
        """How sessions are opened."""

    @property
    def session(self) -> Session:
        """The session that statements run in."""

    @property
    def state(self) -> State:
        """The state of the session."""

    @property
    def busy(self) -> bool:
        """True while a statement is running."""

    @property
    def result(self) -> ResultView:
        """The result that is shown."""

    @property
    def statements(self) -> Sequence[Statement]:
        """The statements that are selected, or else the one at the cursor."""

    def prepare(self, statement: Statement) -> SentStatement:
        """Return a statement as it is sent, with the values of its parameters."""


def list_sources(console: ExportConsole) -> list[Source]:
    """Return what can be exported: the result shown, and the rows of the statement at the cursor.

    A statement is offered only if it is a read.
    """
    return [*_list_of_result(console), *_list_of_statement(console)]


def list_table_sources(console: ExportConsole, table: str) -> list[Source]:
    """Return the rows of a table, whose name SQL can write as it is.

    None can be read while the console is busy, or has an open transaction.
    """
    if not _is_idle(console):
        return []
    text = f"select * from {table}"
    sent = console.prepare(Statement(text, 0, len(text)))
    return [StatementRows(console.access, console.session, sent, f"all rows of {table}")]


def _list_of_statement(console: ExportConsole) -> list[Source]:
    statements = console.statements
    if len(statements) != 1 or not _is_idle(console):
        return []
    (statement,) = statements
    of_result = (
        console.result.table is not None and statement.text == console.result.result.statement.text
    )
    reads_only = console.session.assess(statement.text).reads_only
    if of_result or not reads_only or find_parameters(statement.text):
        return []
    label = f"all rows: run the statement at the cursor: {_shorten(statement.text)}"
    return [StatementRows(console.access, console.session, console.prepare(statement), label)]


def _list_of_result(console: ExportConsole) -> list[Source]:
    result = console.result.result
    if console.result.table is None:
        return []
    found: list[Source] = [ReceivedRows(console.result.table)]
    look = console.result.grid.state
    sheet = look.sheet
    if sheet.is_arranged:
        every = range(len(sheet)), range(len(sheet.visible_columns))
        left_out = look.left_out
        label = f"{pluralize(len(sheet), 'row')} as shown{f' ({left_out})' if left_out else ''}"
        found.insert(0, ShownRows(label, sheet, *every, left_out))
    if _is_idle(console) and console.session.assess(result.statement.text).reads_only:
        again = StatementRows(console.access, console.session, console.prepare(result.statement))
        found.insert(0 if result.more else len(found), again)
    if look.selection is not None:
        cells = len(look.rows) * len(look.places)
        label = "the selected cell" if cells == 1 else f"the {cells:,} selected cells"
        found.insert(0, ShownRows(label, sheet, look.rows, look.places))
    return found


def _is_idle(console: ExportConsole) -> bool:
    return not console.busy and console.state is State.IDLE


def _shorten(text: str) -> str:
    """Return the beginning of a statement on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _LABEL_LENGTH else f"{line[:_LABEL_LENGTH]}…"


class Cancelled(Exception):
    """The user cancelled the export."""


class RunError(Exception):
    """The statement failed whose rows were to be exported."""

    def __init__(self, error: ServerError) -> None:
        super().__init__(error.message)
        self.error = error


class Source(Protocol):
    """Rows to export. `rows` is entered in a thread; `cancel` may be called from any thread."""

    label: str
    left_out: str
    """The rows and columns that are not exported, for a message; empty if all are."""

    def rows(self) -> AbstractContextManager[tuple[Sequence[Column], Batches]]:
        """Return a context with the columns, and the rows in batches.

        Raises, also while batches are read:
            Cancelled: `cancel` was called.
            RunError: The statement failed, or returns no rows.
        """

    def cancel(self) -> None:
        """Stop the export."""


class ReceivedRows:
    """The rows of a table, in the order in which they were received."""

    left_out = ""

    def __init__(self, table: Table) -> None:
        self.label = f"{pluralize(len(table), 'row')} received"
        self._table = table
        self._cancelled = Event()

    @contextmanager
    def rows(self) -> Iterator[tuple[Sequence[Column], Batches]]:
        """Yield the rows as of now; later ones are not included."""
        read, width = RowReader(), len(self._table.columns)
        chunks = (read(chunk, width) for chunk in self._table.chunks())
        yield self._table.columns, _read_until(chunks, self._cancelled)

    def cancel(self) -> None:
        """Stop the export."""
        self._cancelled.set()


class ShownRows:
    """The rows and columns of a table as shown, all of them or a selection."""

    def __init__(
        self, label: str, sheet: Sheet, rows: range, places: range, left_out: str = ""
    ) -> None:
        self.label = label
        self.left_out = left_out
        self._sheet = sheet.snapshot()
        self._rows = rows
        self._places = places
        self._cancelled = Event()

    @contextmanager
    def rows(self) -> Iterator[tuple[Sequence[Column], Batches]]:
        """Yield the rows in the order they had when this object was made."""
        columns = [self._sheet.column(place) for place in self._places]
        cells = read_batches(self._sheet, self._rows, self._places)
        yield columns, _read_until(cells, self._cancelled)

    def cancel(self) -> None:
        """Stop the export."""
        self._cancelled.set()


class StatementRows:
    """All rows of a statement, which runs in a session of its own and without a row cap."""

    left_out = ""

    def __init__(
        self,
        access: Access,
        session: Session,
        sent: SentStatement,
        label: str = "all rows: run the statement again",
    ) -> None:
        self.label = label
        self._access = access
        self._template = session
        """An idle session, whose settings are used."""
        self._sent = sent
        self._session: Session | None = None
        self._cancelled = Event()

    @contextmanager
    def rows(self) -> Iterator[tuple[Sequence[Column], Batches]]:
        """Yield the rows as the server sends them."""
        session, _ = self._access.open_like(self._template)
        self._session = session
        with (
            closing(session),
            closing(RowStream(send(session, self._sent), RowReader())) as stream,
        ):
            stream.wait_for_columns()
            yield stream.columns, self._read(stream)

    def cancel(self) -> None:
        """Stop the export, and cancel the statement at the server."""
        self._cancelled.set()
        if self._session:
            self._session.cancel()

    def _read(self, stream: RowStream) -> Iterator[Sequence[Row]]:
        yield from _read_until(stream.read_batches(), self._cancelled)
        if isinstance(stream.ending, Failed):
            raise RunError(stream.ending.error)


def _read_until(source: Batches, cancelled: Event) -> Iterator[Sequence[Row]]:
    """Yield the batches of `source` until `cancelled` is set.

    Raises:
        Cancelled: It is set.
    """
    for batch in source:
        if cancelled.is_set():
            raise Cancelled
        yield batch
    if cancelled.is_set():
        raise Cancelled
