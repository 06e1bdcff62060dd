"""The relations that a query reads and writes: FROM and JOIN, CTEs, subqueries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dsql_tui.sql.catalog import Catalog, ColumnInfo, Relation
from dsql_tui.sql.complete.queries import find_query, split_queries
from dsql_tui.sql.complete.words import Group, Item, Level
from dsql_tui.sql.system_catalog import find_relation

_SOURCE_WORDS = frozenset(("from", "join", "into", "update", "using"))
_NO_ALIAS_TEXT = """
    where group order having limit offset fetch for window union intersect except on using
    left right full inner cross natural join returning set values select default overriding do
    conflict with as
"""
_NO_ALIAS = frozenset(_NO_ALIAS_TEXT.split())
EXCLUDED = "excluded"
"""The name that ON CONFLICT DO UPDATE gives the row that could not be inserted."""


class Source(NamedTuple):
    """A relation of a query, under the name that qualifies its columns."""

    alias: str
    columns: tuple[ColumnInfo, ...]
    relation: Relation | None = None
    """The relation, if it is in the catalog."""


Ctes = dict[str, tuple[ColumnInfo, ...]]
"""The columns of common table expressions, by name."""


def find_ctes(levels: Sequence[Level], catalog: Catalog) -> Ctes:
    """Return the common table expressions that can be used at the cursor."""
    found: Ctes = {}
    for level in levels:
        _add_ctes(level.items, level.cursor, catalog, found)
    return found


def find_sources(levels: Sequence[Level], catalog: Catalog) -> list[list[Source]]:
    """Return the sources of the query at the cursor, then those of each query around it."""
    ctes = find_ctes(levels, catalog)
    return [
        [*read_sources(query, catalog, ctes), *_excluded_row(query, level, catalog)]
        for level in reversed(levels)
        if (query := find_query(level))
    ]


def _excluded_row(query: Sequence[Item], level: Level, catalog: Catalog) -> Iterator[Source]:
    """Yield the row EXCLUDED if the cursor is in ON CONFLICT DO UPDATE."""
    if query[0].lower != "insert":
        return
    before = [item.lower for item in level.before]
    updates = "do update" in " ".join(before)
    target = next(read_sources(query[:8], catalog, {}), None)
    if updates and target and "returning" not in before:
        yield Source(EXCLUDED, target.columns, target.relation)


def _add_ctes(items: Sequence[Item], until: int, catalog: Catalog, found: Ctes) -> None:
    """Add the CTEs of a level that end before the item `until`."""
    at = next((n for n, item in enumerate(items[:until]) if item.lower == "with"), until) + 1
    at += at < until and items[at].lower == "recursive"
    while at < until:
        name, names = items[at].name, _read_names(items[at + 1 : at + 2])
        at = next((n for n in range(at, until) if items[n].lower == "as"), until) + 1
        while at < until and items[at].lower in ("not", "materialized"):
            at += 1
        body = items[at] if at < until else None
        if name is None or not isinstance(body, Group):
            return
        found[name] = _rename(find_outputs(body.items, catalog, found), names)
        if at + 1 >= until or items[at + 1].lower != ",":
            return
        at += 2


def find_outputs(items: Sequence[Item], catalog: Catalog, ctes: Ctes) -> tuple[ColumnInfo, ...]:
    """Return the columns of the first query of some items."""
    inner = dict(ctes)
    _add_ctes(items, len(items), catalog, inner)
    start, end = next(split_queries(items), (0, 0))
    query = items[start:end]
    if not query:
        return ()
    if query[0].lower == "values":
        rows = (item.items for item in query if isinstance(item, Group))
        count = len(list(_split_at_commas(next(rows, []))))
        return tuple(ColumnInfo(f"column{n}", "") for n in range(1, count + 1))
    clause = "select" if query[0].lower == "select" else "returning"
    at = next((n for n, item in enumerate(query) if item.lower == clause), None)
    if at is None:
        return ()
    sources = list(read_sources(query, catalog, inner))
    columns: list[ColumnInfo] = []
    for entry in _split_at_commas(_select_list(query[at + 1 :])):
        columns += _read_output(entry, sources)
    return tuple(columns)


def _select_list(items: Sequence[Item]) -> Sequence[Item]:
    for index, item in enumerate(items):
        if item.lower in ("from", "where", "into") and items[index - 1].lower != "distinct":
            return items[:index]
        if item.lower in ("group", "having", "order", "limit"):
            return items[:index]
    return items


def _split_at_commas(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    start = 0
    for index, item in enumerate(items):
        if item.lower == ",":
            yield items[start:index]
            start = index + 1
    if start < len(items):
        yield items[start:]


def _read_output(entry: Sequence[Item], sources: Sequence[Source]) -> list[ColumnInfo]:
    """Return the columns of one entry of a select list."""
    if entry and entry[0].lower in ("distinct", "all"):
        entry = entry[1:]
    if not entry:
        return []
    last = entry[-1]
    if last.lower == "*":
        owner = entry[0].name if len(entry) > 1 else None
        wanted = (source for source in sources if owner in (None, source.alias))
        return [column for source in wanted for column in source.columns]
    if last.name is None:
        function = entry[0].name if len(entry) > 1 else None
        return [ColumnInfo(function, "")] if function else []
    types = (each.type for source in sources for each in source.columns if each.name == last.name)
    return [ColumnInfo(last.name, next(types, ""))]


def read_sources(items: Sequence[Item], catalog: Catalog, ctes: Ctes) -> Iterator[Source]:
    """Yield the sources that one query names."""
    at, in_list = 0, False
    while at < len(items):
        word = items[at].lower
        if _precedes_source(items, at) or (in_list and word == ","):
            in_list = in_list or word in ("from", "using")
            if joins := _joins_in_group(items[at + 1 : at + 2]):
                yield from read_sources([items[at], *joins], catalog, ctes)
                at += 2
                continue
            source, at = _read_source(items, at + 1, catalog, ctes)
            if source:
                yield source
            continue
        in_list = in_list and word not in ("where", "group", "order", "returning", "set")
        at += 1


def _joins_in_group(items: Sequence[Item]) -> Sequence[Item]:
    """Return the content of a group of joins, if that is the first item."""
    if not items or not isinstance(items[0], Group):
        return ()
    inner = items[0].items
    joins = any(item.lower == "join" for item in inner)
    return inner if joins and next(split_queries(inner), None) is None else ()


def _precedes_source(items: Sequence[Item], at: int) -> bool:
    word, before = items[at].lower, items[at - 1].lower if at else ""
    if word not in _SOURCE_WORDS or before in (".", "do", "for", "key"):
        return False
    if word == "using":
        return items[0].lower == "delete"
    return word != "from" or before != "distinct" or items[at - 2 : at - 1] == []


def _read_source(
    items: Sequence[Item], at: int, catalog: Catalog, ctes: Ctes
) -> tuple[Source | None, int]:
    """Return the source that begins at an item, and the index behind it."""
    into = items[at - 1].lower == "into"
    while at < len(items) and items[at].lower in ("only", "lateral"):
        at += 1
    first = items[at] if at < len(items) else None
    if isinstance(first, Group):
        found: Source | None = Source("", find_outputs(first.items, catalog, ctes))
        at += 1
    else:
        parts, at = _read_qualified_name(items, at)
        found = _find_source(parts, catalog, ctes)
        if parts and not into and isinstance(_item_at(items, at), Group):
            at += 1  # the arguments of a function
    if found is None:
        return None, at
    alias, names, at = _read_alias(items, at, into)
    name = alias or found.alias
    columns = _rename(found.columns, names)
    return (found._replace(alias=name, columns=columns) if name else None), at


def _find_source(parts: Sequence[str], catalog: Catalog, ctes: Ctes) -> Source | None:
    """Return the source with a name; it has no columns if the name is unknown."""
    if not parts:
        return None
    name = parts[-1]
    if len(parts) == 1 and name in ctes:
        return Source(name, ctes[name])
    relation = find_relation(catalog, parts[-2] if len(parts) > 1 else None, name)
    return Source(name, relation.columns if relation else (), relation)


def _item_at(items: Sequence[Item], at: int) -> Item | None:
    return items[at] if at < len(items) else None


def _read_qualified_name(items: Sequence[Item], at: int) -> tuple[list[str], int]:
    """Return the parts of the name that begins at an item, and the index behind it."""
    name = items[at].name if at < len(items) else None
    if name is None or items[at].lower in _NO_ALIAS:
        return [], at
    parts = [name]
    at += 1
    while at < len(items) and items[at].lower == ".":
        following = items[at + 1].name if at + 1 < len(items) else None
        at += 1
        if following is None:
            break
        parts.append(following)
        at += 1
    return parts, at


def _read_alias(
    items: Sequence[Item], at: int, into: bool
) -> tuple[str | None, tuple[str, ...], int]:
    """Return the alias behind a source, the names of its columns, and the index behind them."""
    at += at < len(items) and items[at].lower == "as"
    item = _item_at(items, at)
    if item is None or item.name is None or item.lower in _NO_ALIAS:
        return None, (), at
    names = () if into else _read_names(items[at + 1 : at + 2])
    return item.name, names, at + 1 + bool(names)


def _read_names(items: Sequence[Item]) -> tuple[str, ...]:
    """Return the names in a group, if that is the first item."""
    if not items or not isinstance(items[0], Group):
        return ()
    firsts = (entry[0].name for entry in _split_at_commas(items[0].items) if entry)
    return tuple(name for name in firsts if name)


def _rename(columns: tuple[ColumnInfo, ...], names: Sequence[str]) -> tuple[ColumnInfo, ...]:
    """Return columns with other names, for as many as there are names."""
    if len(names) > len(columns):
        columns += tuple(ColumnInfo("", "") for _ in range(len(names) - len(columns)))
    return tuple(
        ColumnInfo(names[n], column.type) if n < len(names) else column
        for n, column in enumerate(columns)
    )
