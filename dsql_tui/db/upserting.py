"""Loading of rows by INSERT … ON CONFLICT, which keeps or updates rows whose key is in the table.

Each batch is one transaction: it counts the keys that are in the table, and inserts. The counts are
exact, because a change by another session in between is a conflict, which is retried.
https://www.postgresql.org/docs/16/sql-insert.html#SQL-ON-CONFLICT
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from dsql_tui.db.loading import CopyTarget, Loaded
from dsql_tui.db.queries import CatalogError, fetch_rows, parse_number
from dsql_tui.db.session import Session
from dsql_tui.dsql.sqlstate import CHARACTER_NOT_IN_REPERTOIRE
from dsql_tui.dsql.state import State
from dsql_tui.events import Failed, Finished, ServerError
from dsql_tui.results.readers.record import Record

OnConflict = Literal["skip", "update"]
"""The treatment of a row whose key is in the table."""

_MAX_VALUES = 65_000
"""Values of one statement; the protocol counts them with 16 bits."""

_NUL = ServerError(
    "A value has the character U+0000, which the server cannot store.",
    CHARACTER_NOT_IN_REPERTOIRE,
)

_PRIMARY_KEY_QUERY = """
select attribute.attname
from pg_catalog.pg_constraint key
cross join unnest(key.conkey::int2[]) as part (number)
join pg_catalog.pg_attribute attribute
    on attribute.attrelid = key.conrelid and attribute.attnum = part.number
where key.conrelid = to_regclass($1) and key.contype = 'p'"""


def read_primary_key(session: Session, table: str) -> tuple[str, ...]:
    """Return the columns of a table's primary key; none if it has no key.

    Raises:
        CatalogError: The server does not tell.
    """
    rows = fetch_rows(session.run(_PRIMARY_KEY_QUERY, (table,)), 1)
    return tuple(name or "" for (name,) in rows)


@dataclass(frozen=True)
class Upsert:
    """An INSERT … ON CONFLICT into a table."""

    target: CopyTarget
    key: tuple[str, ...]
    """The columns of a unique key; all are among those of the target."""
    types: Mapping[str, str]
    """The types of the table's columns."""
    on_conflict: OnConflict

    def send(self, session: Session, records: Sequence[Record]) -> Loaded | Failed:
        """Load the records in one transaction, once."""
        if any("\0" in cell for record in records for cell in record.cells if cell):
            return Failed(_NUL, 0.0)  # libpq would cut the value off there.
        total = Loaded()
        try:
            _run(session, "begin")
            for part in self._split(records):
                total = total.add(self._insert(session, part))
            tag = _run(session, "commit")
        except CatalogError as error:
            if session.state in (State.IN_TRANSACTION, State.FAILED):
                list(session.run("rollback"))
            return Failed(error.error, 0.0)
        if tag != "COMMIT":
            return Failed(ServerError(f"The server answered COMMIT with {tag}."), 0.0)
        return total

    def _insert(self, session: Session, records: Sequence[Record]) -> Loaded:
        updates = self.on_conflict == "update" and len(self.key) < len(self.target.columns)
        found = self._count_present_keys(session, records) if updates else 0
        values = [cell for record in records for cell in record.cells]
        tag = _run(session, self._format_insert(len(records), updates), values)
        count = parse_number(tag.rpartition(" ")[2])
        if updates:
            return Loaded(count - found, found)
        return Loaded(count, 0, len(records) - count)

    def _split(self, records: Sequence[Record]) -> list[list[Record]]:
        """Return the records in parts for one statement each, which have no key twice.

        A statement cannot update a row twice. Of records with one key, the last one is in the last
        part, so that it wins.
        """
        seen: dict[tuple[str | None, ...], int] = {}
        rounds: list[list[Record]] = []
        for record in records:
            key = tuple(record.cells[place] for place in self._places)
            number = seen[key] = seen.get(key, -1) + 1
            if number == len(rounds):
                rounds.append([])
            rounds[number].append(record)
        size = max(_MAX_VALUES // len(self.target.columns), 1)
        return [part[at : at + size] for part in rounds for at in range(0, len(part), size)]

    @cached_property
    def _places(self) -> list[int]:
        return [self.target.columns.index(name) for name in self.key]

    def _count_present_keys(self, session: Session, records: Sequence[Record]) -> int:
        names = [f"k{number}" for number in range(len(self.key))]
        matches = " and ".join(
            f"t.{_quote(column)} = v.{name}::{self.types.get(column, 'text')}"
            for column, name in zip(self.key, names, strict=True)
        )
        sql = (
            f"select count(*) from (values {_format_places(len(records), len(names))}) "
            f"as v ({', '.join(names)}) join {self.target.table} t on {matches}"
        )
        values = [record.cells[place] for record in records for place in self._places]
        return parse_number(fetch_rows(session.run(sql, values), 1)[0][0])

    def _format_insert(self, rows: int, updates: bool) -> str:
        columns = self.target.columns
        others = [_quote(name) for name in columns if name not in self.key]
        changes = ", ".join(f"{name} = excluded.{name}" for name in others)
        action = f"do update set {changes}" if updates else "do nothing"
        return (
            f"insert into {self.target.table} ({', '.join(map(_quote, columns))}) "
            f"values {_format_places(rows, len(columns))} "
            f"on conflict ({', '.join(map(_quote, self.key))}) {action}"
        )


def _run(session: Session, sql: str, values: Sequence[str | None] = ()) -> str:
    """Run a statement that returns no rows, and return its tag.

    Raises:
        CatalogError: It failed.
    """
    *_, ending = session.run(sql, values)
    if isinstance(ending, Failed):
        raise CatalogError(ending.error)
    assert isinstance(ending, Finished)
    return ending.tag


def _format_places(rows: int, columns: int) -> str:
    """Return the parameters of rows: `($1, $2), ($3, $4)`."""
    return ", ".join(
        f"({', '.join(f'${row * columns + column + 1}' for column in range(columns))})"
        for row in range(rows)
    )


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
