"""Which relations the columns at a place come from: FROM and JOIN, CTEs, subqueries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dsql_tui.sql.catalog import Catalog, ColumnInfo, Relation
from dsql_tui.sql.complete.words import Group, Item, Level, Word

_STARTS = frozenset(("select", "insert", "update", "delete", "values"))
_NO_START_BEHIND = frozenset(("do", "for", "key", "on", ".", "as"))
"""`DO UPDATE`, `FOR UPDATE`, `ON DELETE`, and names."""
_SETS = frozenset(("union", "intersect", "except"))
_SOURCES = frozenset(("from", "join", "into", "update", "using"))
_ENDS_TEXT = """
    where group order having limit offset fetch for window union intersect except on using
    left right full inner cross natural join returning set values select default overriding do
    conflict with as
"""
_ENDS = frozenset(_ENDS_TEXT.split())
"""Words that are no alias."""


class Source(NamedTuple):
    """A relation that is in sight, under the name that its columns are written with."""

    alias: str
    columns: tuple[ColumnInfo, ...]
    relation: Relation | None = None
    """Where it is one of the catalog's."""


Common = dict[str, tuple[ColumnInfo, ...]]
"""The columns of the common table expressions in sight, by name."""


def common(levels: Sequence[Level], catalog: Catalog) -> Common:
    """Every CTE in sight."""
    found: Common = {}
    for level in levels:
        _add_common(level.items, level.cursor, catalog, found)
    return found


def sources(levels: Sequence[Level], catalog: Catalog) -> list[list[Source]]:
    """The sources in sight, the nearest query's first; behind it those of the queries around."""
    ctes = common(levels, catalog)
    found = []
    for level in reversed(levels):
        part = query(level)
        if part:
            found.append(list(_sources(part, catalog, ctes)))
    return found


def query(level: Level) -> Sequence[Item] | None:
    """The part of a level that is the cursor's own SELECT, INSERT, UPDATE or DELETE."""
    items, start = level.items, None
    for index in range(level.cursor - 1, -1, -1):
        if _starts(items, index):
            start = index
            break
        if items[index].lower in _SETS:
            return None
    if start is None:
        return None
    end = next(
        (
            index
            for index in range(level.cursor, len(items))
            if items[index].lower in _SETS or _starts(items, index)
        ),
        len(items),
    )
    return items[start:end]


def _starts(items: Sequence[Item], index: int) -> bool:
    word = items[index]
    if word.lower not in _STARTS or not isinstance(word, Word):
        return False
    before = items[index - 1].lower if index else ""
    if word.lower == "values":  # of an INSERT, unless there is none
        return not any(item.lower == "insert" for item in items[:index])
    return before not in _NO_START_BEHIND or (before == "as" and word.lower == "select")


def _add_common(items: Sequence[Item], until: int, catalog: Catalog, found: Common) -> None:
    """Add the CTEs of a level that end before the item `until`."""
    at = next((n for n, item in enumerate(items[:until]) if item.lower == "with"), until) + 1
    at += at < until and items[at].lower == "recursive"
    while at < until:
        name, names = items[at].name, _names(items[at + 1 : at + 2])
        at = next((n for n in range(at, until) if items[n].lower == "as"), until) + 1
        while at < until and items[at].lower in ("not", "materialized"):
            at += 1
        body = items[at] if at < until else None
        if name is None or not isinstance(body, Group):
            return
        found[name] = _renamed(outputs(body.items, catalog, found), names)
        if at + 1 >= until or items[at + 1].lower != ",":
            return
        at += 2


def outputs(items: Sequence[Item], catalog: Catalog, ctes: Common) -> tuple[ColumnInfo, ...]:
    """The columns that a query in brackets gives."""
    inner = dict(ctes)
    _add_common(items, len(items), catalog, inner)
    start = next((n for n in range(len(items)) if _starts(items, n)), None)
    if start is None:
        return ()
    end = next(
        (n for n in range(start + 1, len(items)) if items[n].lower in _SETS or _starts(items, n)),
        len(items),
    )
    part = items[start:end]
    if part[0].lower == "values":
        rows = (item.items for item in part if isinstance(item, Group))
        count = len(list(_separated(next(rows, []))))
        return tuple(ColumnInfo(f"column{n}", "") for n in range(1, count + 1))
    wanted = "select" if part[0].lower == "select" else "returning"
    at = next((n for n, item in enumerate(part) if item.lower == wanted), None)
    if at is None:
        return ()
    seen = list(_sources(part, catalog, inner))
    columns: list[ColumnInfo] = []
    for piece in _separated(_select_list(part[at + 1 :])):
        columns += _output(piece, seen)
    return tuple(columns)


def _select_list(items: Sequence[Item]) -> Sequence[Item]:
    for index, item in enumerate(items):
        if item.lower in ("from", "where", "into") and items[index - 1].lower != "distinct":
            return items[:index]
    return items


def _separated(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    start = 0
    for index, item in enumerate(items):
        if item.lower == ",":
            yield items[start:index]
            start = index + 1
    if start < len(items):
        yield items[start:]


def _output(piece: Sequence[Item], seen: Sequence[Source]) -> list[ColumnInfo]:
    """The columns that one entry of a select list gives."""
    if piece and piece[0].lower in ("distinct", "all"):
        piece = piece[1:]
    if not piece:
        return []
    last = piece[-1]
    if last.lower == "*":
        owner = piece[0].name if len(piece) > 1 else None
        return [
            column for source in seen if owner in (None, source.alias) for column in source.columns
        ]
    if last.name is None:
        called = piece[0].name if len(piece) > 1 else None  # a function gives its name
        return [ColumnInfo(called, "")] if called else []
    found = next(
        (column.type for source in seen for column in source.columns if column.name == last.name),
        "",
    )
    return [ColumnInfo(last.name, found)]


def _sources(items: Sequence[Item], catalog: Catalog, ctes: Common) -> Iterator[Source]:
    """The sources that one query names."""
    at, listing = 0, False
    while at < len(items):
        word = items[at].lower
        if _names_source(items, at) or (listing and word == ","):
            listing = listing or word in ("from", "using")
            if inner := _joined(items[at + 1 : at + 2]):
                yield from _sources([items[at], *inner], catalog, ctes)
                at += 2
                continue
            source, at = _source(items, at + 1, catalog, ctes)
            if source:
                yield source
            continue
        listing = listing and word not in ("where", "group", "order", "returning", "set")
        at += 1


def _joined(items: Sequence[Item]) -> Sequence[Item]:
    """What stands in brackets around joins, where the items begin with that."""
    if not items or not isinstance(items[0], Group):
        return ()
    inner = items[0].items
    return inner if any(item.lower == "join" for item in inner) and not _query_in(inner) else ()


def _query_in(items: Sequence[Item]) -> bool:
    return any(_starts(items, index) for index in range(len(items)))


def _names_source(items: Sequence[Item], at: int) -> bool:
    word, before = items[at].lower, items[at - 1].lower if at else ""
    if word not in _SOURCES or before in (".", "do", "for", "key"):
        return False
    if word == "using":
        return items[0].lower == "delete"
    return word != "from" or before != "distinct" or items[at - 2 : at - 1] == []


def _source(
    items: Sequence[Item], at: int, catalog: Catalog, ctes: Common
) -> tuple[Source | None, int]:
    """The source that begins at an item, and where the next may."""
    into = items[at - 1].lower == "into"
    while at < len(items) and items[at].lower in ("only", "lateral"):
        at += 1
    first = items[at] if at < len(items) else None
    if isinstance(first, Group):
        found: Source | None = Source("", outputs(first.items, catalog, ctes))
        at += 1
    else:
        parts, at = _qualified(items, at)
        found = _found(parts, catalog, ctes)
        if parts and not into and isinstance(_item(items, at), Group):
            at += 1  # a function's arguments
    if found is None:
        return None, at
    alias, names, at = _alias(items, at, into)
    shown = alias or found.alias
    columns = _renamed(found.columns, names)
    return (found._replace(alias=shown, columns=columns) if shown else None), at


def _found(parts: Sequence[str], catalog: Catalog, ctes: Common) -> Source | None:
    """The source that a name stands for; one without columns where it is not known."""
    if not parts:
        return None
    name = parts[-1]
    if len(parts) == 1 and name in ctes:
        return Source(name, ctes[name])
    relation = catalog.relation(parts[-2] if len(parts) > 1 else None, name)
    return Source(name, relation.columns if relation else (), relation)


def _item(items: Sequence[Item], at: int) -> Item | None:
    return items[at] if at < len(items) else None


def _qualified(items: Sequence[Item], at: int) -> tuple[list[str], int]:
    """The parts of a name that begins at an item, and the item behind it."""
    name = items[at].name if at < len(items) else None
    if name is None or items[at].lower in _ENDS:
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


def _alias(items: Sequence[Item], at: int, into: bool) -> tuple[str | None, tuple[str, ...], int]:
    """The alias that may follow a source, the names of its columns, and where the next may be."""
    at += at < len(items) and items[at].lower == "as"
    item = _item(items, at)
    if item is None or item.name is None or item.lower in _ENDS:
        return None, (), at
    names = () if into else _names(items[at + 1 : at + 2])
    return item.name, names, at + 1 + bool(names)


def _names(items: Sequence[Item]) -> tuple[str, ...]:
    """The names that a list in brackets gives to columns, where the items begin with one."""
    if not items or not isinstance(items[0], Group):
        return ()
    firsts = (piece[0].name for piece in _separated(items[0].items) if piece)
    return tuple(name for name in firsts if name)


def _renamed(columns: tuple[ColumnInfo, ...], names: Sequence[str]) -> tuple[ColumnInfo, ...]:
    """Columns under other names, as many as are given."""
    if len(names) > len(columns):
        columns += tuple(ColumnInfo("", "") for _ in range(len(names) - len(columns)))
    return tuple(
        ColumnInfo(names[n], column.type) if n < len(names) else column
        for n, column in enumerate(columns)
    )
