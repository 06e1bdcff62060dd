"""What is in the database: schemas, their tables and views, and the columns of those."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dsql_tui.db.session import Session
from dsql_tui.events import Arrived, Described, Event, Refusal, Refused

_COLUMNS = """
select n.nspname, c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod)
from pg_catalog.pg_namespace n
left join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relkind in ('r', 'p', 'v', 'm')
left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
order by n.nspname, c.relname, a.attnum
"""


class ColumnInfo(NamedTuple):
    """A column of a relation."""

    name: str
    type: str


class Relation(NamedTuple):
    """A table or a view."""

    schema: str
    name: str
    view: bool
    columns: tuple[ColumnInfo, ...]


class Schema(NamedTuple):
    """A schema and what is in it, by name."""

    name: str
    relations: tuple[Relation, ...]


class CatalogRefused(Exception):
    """The server refused a query of our own."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def catalog(session: Session) -> list[Schema]:
    """Read the schemas that this database role can see, the server's own left out.

    Raises:
        CatalogRefused: the server refused the query.
    """
    found: dict[str, dict[str, tuple[bool, list[ColumnInfo]]]] = {}
    for schema, relation, kind, column, type_ in rows(session.run(_COLUMNS)):
        relations = found.setdefault(schema or "", {})
        if relation is None:
            continue
        columns = relations.setdefault(relation, (kind in ("v", "m"), []))[1]
        if column is not None:
            columns.append(ColumnInfo(column, type_ or ""))
    return [
        Schema(
            schema,
            tuple(
                Relation(schema, name, view, tuple(columns))
                for name, (view, columns) in relations.items()
            ),
        )
        for schema, relations in found.items()
    ]


def rows(events: Iterable[Event]) -> list[tuple[str | None, ...]]:
    """All rows of a query of our own, as text.

    Raises:
        CatalogRefused: it was refused.
    """
    collected: list[tuple[str | None, ...]] = []
    width = 0
    for event in events:
        match event:
            case Described(columns):
                width = len(columns)
            case Arrived(chunk):
                collected += [
                    tuple(_text(chunk.get_value(row, column)) for column in range(width))
                    for row in range(chunk.ntuples)
                ]
            case Refused(refusal, _):
                raise CatalogRefused(refusal)
    return collected


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()
