"""The tables whose columns can be columns of a result: those of FROM, at every level.

A subquery in WHERE or in the select list is an expression: its tables do not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from dsql_tui.sql.complete.words import Group, Item, read_items
from dsql_tui.sql.edits.table import TableInfo

_SOURCE_WORDS = frozenset(("from", "join", "using", "into", "update", "table"))
_NOT_AFTER = frozenset(("distinct", "for", "do", "key", ".", "on", "of"))
"""Words after which a word of `_SOURCE_WORDS` introduces no table, as in FOR UPDATE."""
_ENDS_FROM = frozenset(
    (
        *("where", "group", "having", "order", "limit", "offset", "fetch", "for", "window", "set"),
        *("union", "intersect", "except", "returning", "select", "values"),
    )
)
_QUERIES = frozenset(("select", "with", "values", "table", "insert", "update", "delete"))
_BEFORE_QUERY = frozenset(("", "as", "materialized"))
"""The words before a query in parentheses that is not an expression."""

Name = tuple[str | None, str]
"""A schema, if it is written, and a name."""


def count_appearances(query: str, table: TableInfo, views: Sequence[TableInfo]) -> int:
    """Return how often the columns of a table can be in the result of a query.

    Args:
        query: The query.
        table: The table.
        views: The views that the result may come through.
    """
    names = read_sources(query)
    written = Counter(names)
    count = sum(number for name, number in written.items() if _is(name, table))
    for view in views:
        number = sum(times for name, times in written.items() if _is(name, view))
        others = [each for each in views if each is not view]
        count += number * count_appearances(view.query, table, others) if number else 0
    ctes = Counter(name for schema, name in names if schema is None)
    again = any(ctes[name] > 1 for name in find_ctes(read_items(query)))
    return count + again


def read_sources(query: str) -> list[Name]:
    """Return the names of tables, views and common table expressions in FROM."""
    return list(_read(read_items(query), False))


def find_ctes(items: Sequence[Item]) -> Iterator[str]:
    """Yield the names of the common table expressions at every level."""
    for at, item in enumerate(items):
        if not isinstance(item, Group):
            continue
        yield from find_ctes(item.items)
        before = at - 1
        while before > 0 and items[before].lower in ("not", "materialized"):
            before -= 1
        if before > 0 and items[before].lower == "as" and _begins_query(item):
            name = items[before - 1].name or (items[before - 2].name if before > 1 else None)
            if name is not None:
                yield name


def _read(items: Sequence[Item], in_list: bool) -> Iterator[Name]:
    """Yield the names in one pair of parentheses; `in_list` is True inside a list of FROM."""
    at = 0
    expected = in_list
    while at < len(items):
        item, before = items[at], items[at - 1].lower if at else ""
        if isinstance(item, Group):
            if expected or (_begins_query(item) and before in _BEFORE_QUERY):
                yield from _read(item.items, expected and not _begins_query(item))
            expected = False
        elif item.lower in _SOURCE_WORDS and before not in _NOT_AFTER:
            expected = in_list = True
        elif item.lower in _ENDS_FROM:
            expected = in_list = False
        elif item.lower == ",":
            expected = in_list
        elif expected and item.lower not in ("only", "lateral"):
            name, at = _read_name(items, at)
            expected = False
            if name is not None:
                yield name
            continue
        at += 1


def _read_name(items: Sequence[Item], at: int) -> tuple[Name | None, int]:
    """Return the name that begins at an item, unless it is a function, and the index behind it."""
    into = at > 0 and items[at - 1].lower == "into"
    parts = [items[at].name]
    at += 1
    while at + 1 < len(items) and items[at].lower == ".":
        parts.append(items[at + 1].name)
        at += 2
    calls = at < len(items) and isinstance(items[at], Group)
    if parts[-1] is None or (calls and not into):
        return None, at
    return (parts[-2] if len(parts) > 1 else None, parts[-1]), at


def _begins_query(group: Group) -> bool:
    first = group.items[0] if group.items else None
    if isinstance(first, Group):
        return _begins_query(first)
    return first is not None and first.lower in _QUERIES


def _is(name: Name, table: TableInfo) -> bool:
    return name[1] == table.name and name[0] in (None, table.schema)
