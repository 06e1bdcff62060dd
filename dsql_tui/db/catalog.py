"""Reading what is in the database: schemas, their tables and views, and what is around those."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from dsql_tui.db.session import Session
from dsql_tui.events import Arrived, Described, Event, Refusal, Refused
from dsql_tui.sql.catalog import Catalog, ColumnInfo, ForeignKey, Function, Relation, Schema

_OURS = "n.nspname <> 'information_schema' and n.nspname !~ '^pg_'"

_COLUMNS = f"""
select n.nspname, c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod), a.attnum
from pg_catalog.pg_namespace n
left join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relkind in ('r', 'p', 'v', 'm')
left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where {_OURS}
order by n.nspname, c.relname, a.attnum
"""
_KEYS = f"""
select n.nspname, c.relname, k.contype, k.conkey, rn.nspname, r.relname, k.confkey
from pg_catalog.pg_constraint k
join pg_catalog.pg_class c on c.oid = k.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_class r on r.oid = k.confrelid
left join pg_catalog.pg_namespace rn on rn.oid = r.relnamespace
where k.contype in ('p', 'f') and {_OURS}
order by k.conname
"""
_FUNCTIONS = f"""
select n.nspname, p.proname, pg_get_function_arguments(p.oid),
  case when p.prokind = 'p' then '' else format_type(p.prorettype, null) end
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where {_OURS}
order by p.proname
"""
_OTHERS = f"""
select n.nspname, c.relname, c.relkind
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('S', 'i') and {_OURS}
order by c.relname
"""
_ROLES = "select rolname from pg_catalog.pg_roles where rolname !~ '^pg_' order by rolname"

_Row = tuple[str | None, ...]
_Columns = dict[tuple[str, str], dict[str, ColumnInfo]]
"""The columns of each relation, by their numbers."""


class CatalogRefused(Exception):
    """The server refused a query of our own."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def catalog(session: Session) -> Catalog:
    """Read what this database role can see, the server's own schemas left out.

    What a server does not tell beyond relations and their columns is left out, too.

    Raises:
        CatalogRefused: the server refused the query for those.
    """
    kinds, columns = _relations(rows(session.run(_COLUMNS)))
    primary, foreign = _keys(_told(session, _KEYS), columns)
    functions: dict[str, list[Function]] = defaultdict(list)
    for schema, name, arguments, returns in _told(session, _FUNCTIONS):
        functions[schema or ""].append(Function(name or "", arguments or "", returns or ""))
    others: dict[tuple[str, str], list[str]] = defaultdict(list)
    for schema, name, kind in _told(session, _OTHERS):
        others[schema or "", kind or ""].append(name or "")
    schemas = [
        Schema(
            schema,
            tuple(
                Relation(
                    schema,
                    name,
                    kind in ("v", "m"),
                    tuple(columns[schema, name].values()),
                    primary.get((schema, name), ()),
                    tuple(foreign.get((schema, name), ())),
                )
                for name, kind in relations.items()
            ),
            tuple(functions[schema]),
            tuple(others[schema, "S"]),
            tuple(others[schema, "i"]),
        )
        for schema, relations in kinds.items()
    ]
    return Catalog(schemas, [role or "" for (role,) in _told(session, _ROLES)])


def _relations(found: Iterable[_Row]) -> tuple[dict[str, dict[str, str]], _Columns]:
    """The relations of each schema and their kinds, and their columns."""
    kinds: dict[str, dict[str, str]] = {}
    columns: _Columns = {}
    for schema, relation, kind, column, type_, number in found:
        relations = kinds.setdefault(schema or "", {})
        if relation is None:
            continue
        relations[relation] = kind or ""
        numbered = columns.setdefault((schema or "", relation), {})
        if column is not None:
            numbered[number or ""] = ColumnInfo(column, type_ or "")
    return kinds, columns


def _keys(
    found: Iterable[_Row], columns: _Columns
) -> tuple[dict[tuple[str, str], tuple[str, ...]], dict[tuple[str, str], list[ForeignKey]]]:
    """The primary key of each relation, and its foreign keys."""
    primary: dict[tuple[str, str], tuple[str, ...]] = {}
    foreign: dict[tuple[str, str], list[ForeignKey]] = {}
    for schema, relation, kind, key, other_schema, other, other_key in found:
        name, referred = (schema or "", relation or ""), (other_schema or "", other or "")
        own = tuple(_named(key, columns.get(name, {})))
        if kind == "p":
            primary[name] = own
        elif theirs := tuple(_named(other_key, columns.get(referred, {}))):
            foreign.setdefault(name, []).append(ForeignKey(own, *referred, theirs))
    return primary, foreign


def _named(numbers: str | None, columns: dict[str, ColumnInfo]) -> Iterator[str]:
    """The names of columns by their numbers, which are written as an array is."""
    for number in (numbers or "{}").strip("{}").split(","):
        if number in columns:
            yield columns[number].name


def _told(session: Session, query: str) -> list[_Row]:
    """What the server answers, or nothing."""
    if session.lost:
        return []
    try:
        return rows(session.run(query))
    except CatalogRefused:
        return []


def rows(events: Iterable[Event]) -> list[_Row]:
    """All rows of a query of our own, as text.

    Raises:
        CatalogRefused: it was refused.
    """
    collected: list[_Row] = []
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
