"""Reading in READ ONLY transactions, each a snapshot.

Aurora DSQL ends a transaction after five minutes, and one whose tables were changed by DDL. Reading
then continues in another transaction, whose snapshot is later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import NamedTuple, TypeVar

from dsql_tui.db.queries import CatalogError, fetch_rows
from dsql_tui.db.row_reader import RowReader
from dsql_tui.db.session import Session
from dsql_tui.dsql.clock import read_clock
from dsql_tui.dsql.sqlstate import PROGRAM_LIMIT_EXCEEDED, SERIALIZATION_FAILURE
from dsql_tui.events import Column, Failed, ServerError
from dsql_tui.opening import Access
from dsql_tui.results.formats.format import Row
from dsql_tui.results.row_stream import RowStream
from dsql_tui.sql.names import quote_name

T = TypeVar("T")

_SETTINGS = (
    "set search_path = pg_catalog",
    "set datestyle = 'ISO'",
    "set intervalstyle = 'postgres'",
    "set timezone = 'UTC'",
    "set extra_float_digits = 1",
)
"""With these, the text of every value is exact, and every name in DDL has its schema."""

_BEGIN = "begin transaction isolation level repeatable read read only"

_PAGE_ROWS = 10_000
"""Rows of one query. With a LIMIT, the server reads them in the order of the primary key instead of
sorting the table, for which it has only 128 MiB."""

_MAX_FAILURES = 5
"""Snapshots in a row that may end without a row."""


class UnreadableTable(Exception):
    """A table without a primary key could not be read within one transaction."""


class Rows(NamedTuple):
    """Some rows of a table."""

    columns: tuple[Column, ...]
    rows: list[Row]


class SnapshotReader:
    """Reads from a cluster, in one transaction as long as that is possible."""

    def __init__(self, access: Access) -> None:
        """Open a session.

        Raises:
            AwsError, ConnectError: There is none.
        """
        self.snapshots = 0
        """The number of transactions that were begun."""
        self.reason = ""
        """The server's words about the transaction that ended last."""
        self._access = access
        self._session = access.open()
        self._decode = RowReader()

    def fetch(self, read: Callable[[Session], T], attempts: int = _MAX_FAILURES) -> T:
        """Return what a function reads; call it again if its transaction has ended.

        Raises:
            CatalogError: The server refused a query.
        """
        try:
            self._begin_once()
            return read(self._session)
        except CatalogError as failed:
            if attempts == 1 or not _may_continue(failed.error):
                raise
            self._begin(failed.error)
        return self.fetch(read, attempts - 1)

    def read_rows(self, table: str, columns: Sequence[str], key: Sequence[str]) -> Iterator[Rows]:
        """Yield the rows of a table, in the order of its primary key.

        Args:
            table: The name, quoted as SQL needs it.
            columns: The columns to read.
            key: The columns of the primary key.

        Raises:
            CatalogError: The server refused a query.
            UnreadableTable: The transaction ended, and there is no key to continue from.
        """
        wanted = [*columns, *(name for name in key if name not in columns)]
        places = [wanted.index(name) for name in key]
        after: list[str | None] = []
        failures = 0
        while True:
            count = 0
            try:
                self._begin_once()
                for rows in self._run(_write_query(table, wanted, key, bool(after)), after):
                    yield rows
                    count, failures = count + len(rows.rows), 0
                    after = [rows.rows[-1][place] for place in places]
            except CatalogError as failed:
                failures += 1
                if failures == _MAX_FAILURES or not _may_continue(failed.error):
                    raise
                if count and not key:
                    raise UnreadableTable(
                        f"{table} has no primary key, so it must be read in one transaction, which "
                        f"ended: {failed.error.message}"
                    ) from failed
                self._begin(failed.error)
                continue
            if not key or count < _PAGE_ROWS:
                return

    def close(self) -> None:
        """End the session."""
        self._session.close()

    def _run(self, query: str, values: Sequence[str | None]) -> Iterator[Rows]:
        """Yield the rows of a query as they arrive.

        Raises:
            CatalogError: The server refused it.
        """
        with closing(RowStream(self._session.run(query, values), self._decode)) as stream:
            if stream.wait_for_columns():
                for rows in stream.read_batches():
                    if rows:
                        yield Rows(stream.columns, rows)
            if isinstance(stream.ending, Failed):
                raise CatalogError(stream.ending.error)

    def _begin_once(self) -> None:
        if not self._session.state.open:
            self._begin()

    def _begin(self, ended: ServerError | None = None) -> None:
        """Begin a transaction, in a new session if this one ends soon."""
        if ended:
            self.reason = ended.message
        if self._session.state.open:
            fetch_rows(self._session.run("rollback"))
        if self._session.clock.needs_renewal(read_clock()):
            self._session.close()
            self._session = self._access.open()
        for statement in (*_SETTINGS, _BEGIN):
            fetch_rows(self._session.run(statement))
        self.snapshots += 1


def _write_query(table: str, columns: Sequence[str], key: Sequence[str], continues: bool) -> str:
    """Return the query for a table, or for a page of it."""
    query = f"select {', '.join(map(quote_name, columns))} from {table}"
    if not key:
        return query
    names = ", ".join(map(quote_name, key))
    values = ", ".join(f"${number}" for number in range(1, len(key) + 1))
    where = f" where ({names}) > ({values})" if continues else ""
    return f"{query}{where} order by {names} limit {_PAGE_ROWS}"


def _may_continue(error: ServerError) -> bool:
    """Return True if an error ended only the transaction: a conflict, or its age."""
    aged = error.sqlstate == PROGRAM_LIMIT_EXCEEDED and "transaction age" in error.message
    return not error.lost and (aged or error.sqlstate == SERIALIZATION_FAILURE)
