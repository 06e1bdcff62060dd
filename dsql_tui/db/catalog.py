"""The catalog of the database: schemas, relations, keys, functions and roles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from dsql_tui.db.queries import CatalogError, Row, fetch_rows, parse_number
from dsql_tui.db.session import Session
from dsql_tui.dsql.sqlstate import SERIALIZATION_FAILURE
from dsql_tui.sql.catalog import Catalog, ColumnInfo, ForeignKey, Function, Relation, Schema

_OURS = "n.nspname <> 'information_schema' and n.nspname !~ '^pg_'"

_COLUMNS = f"""
select n.nspname, c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod), a.attnum,
  c.oid
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

_Columns = dict[tuple[str, str], dict[str, ColumnInfo]]
"""The columns of each relation, by number."""


def read_catalog(session: Session) -> Catalog:
    """Read what this database role can see, without the server's own schemas.

    Only relations and columns are required; the rest is left out if the server refuses it.

    Raises:
        CatalogError: The server refused the query for relations.
    """
    kinds, columns, oids = _group_relations(fetch_with_retry(session, _COLUMNS, 7))
    primary, foreign = _group_keys(_fetch_or_empty(session, _KEYS, 7), columns)
    functions: dict[str, list[Function]] = defaultdict(list)
    for schema, name, arguments, returns in _fetch_or_empty(session, _FUNCTIONS, 4):
        functions[schema or ""].append(Function(name or "", arguments or "", returns or ""))
    others: dict[tuple[str, str], list[str]] = defaultdict(list)
    for schema, name, kind in _fetch_or_empty(session, _OTHERS, 3):
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
                    oids[schema, name],
                    tuple(map(parse_number, columns[schema, name])),
                )
                for name, kind in relations.items()
            ),
            tuple(functions[schema]),
            tuple(others[schema, "S"]),
            tuple(others[schema, "i"]),
        )
        for schema, relations in kinds.items()
    ]
    return Catalog(schemas, [role or "" for (role,) in _fetch_or_empty(session, _ROLES, 1)])


def _group_relations(
    found: Iterable[Row],
) -> tuple[dict[str, dict[str, str]], _Columns, dict[tuple[str, str], int]]:
    """Return the relations of each schema with their kinds, their columns, and their OIDs."""
    kinds: dict[str, dict[str, str]] = {}
    columns: _Columns = {}
    oids: dict[tuple[str, str], int] = {}
    for schema, relation, kind, column, type_, number, oid in found:
        relations = kinds.setdefault(schema or "", {})
        if relation is None:
            continue
        relations[relation] = kind or ""
        oids[schema or "", relation] = parse_number(oid)
        numbered = columns.setdefault((schema or "", relation), {})
        if column is not None:
            numbered[number or ""] = ColumnInfo(column, type_ or "")
    return kinds, columns, oids


def _group_keys(
    found: Iterable[Row], columns: _Columns
) -> tuple[dict[tuple[str, str], tuple[str, ...]], dict[tuple[str, str], list[ForeignKey]]]:
    """Return the primary key of each relation, and its foreign keys."""
    primary: dict[tuple[str, str], tuple[str, ...]] = {}
    foreign: dict[tuple[str, str], list[ForeignKey]] = {}
    for schema, relation, kind, key, other_schema, other, other_key in found:
        name, referred = (schema or "", relation or ""), (other_schema or "", other or "")
        own = tuple(_column_names(key, columns.get(name, {})))
        if kind == "p":
            primary[name] = own
        elif theirs := tuple(_column_names(other_key, columns.get(referred, {}))):
            foreign.setdefault(name, []).append(ForeignKey(own, *referred, theirs))
    return primary, foreign


def _column_names(numbers: str | None, columns: dict[str, ColumnInfo]) -> Iterator[str]:
    """Yield the names of columns, whose numbers are given as an array literal."""
    for number in (numbers or "{}").strip("{}").split(","):
        if number in columns:
            yield columns[number].name


def _fetch_or_empty(session: Session, query: str, width: int) -> list[Row]:
    """Return the rows of a query; empty if the server refuses it."""
    if session.lost:
        return []
    try:
        return fetch_with_retry(session, query, width)
    except CatalogError:
        return []


def fetch_with_retry(session: Session, query: str, width: int) -> list[Row]:
    """Return the rows of a query of the catalog; retry once after a conflict, as with other DDL.

    Raises:
        CatalogError: The server refused it.
    """
    try:
        return fetch_rows(session.run(query), width)
    except CatalogError as failed:
        if failed.error.sqlstate != SERIALIZATION_FAILURE or session.lost:
            raise
        return fetch_rows(session.run(query), width)
