"""Find where the queries of a level begin and end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsql_tui.sql.complete.words import Item, Level, Word

_QUERY_WORDS = frozenset(("select", "insert", "update", "delete", "values"))
_NO_QUERY_AFTER = frozenset(("do", "for", "key", "on", ".", "as"))
"""`DO UPDATE`, `FOR UPDATE`, `ON DELETE`, and names."""
_SET_OPERATIONS = frozenset(("union", "intersect", "except"))
_OF_INSERT = ("conflict", "returning")


def find_query(level: Level) -> Sequence[Item] | None:
    """Return the part of a level that is the SELECT, INSERT, UPDATE or DELETE at the cursor.

    ON CONFLICT and RETURNING belong to the INSERT, also behind its SELECT.
    """
    items = level.items
    insert: Sequence[Item] | None = None
    for start, end in split_queries(items):
        if items[start].lower == "insert":
            insert = items[start:end]
        if start < level.cursor <= end:
            of_insert = any(item.lower in _OF_INSERT for item in items[start : level.cursor])
            return insert if insert and of_insert else items[start:end]
    return None


def split_queries(items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each query in a level; set operations are between them."""
    start = -1
    inserts = False
    for index, item in enumerate(items):
        begins = _begins_query(items, index, inserts)
        if start >= 0 and (begins or item.lower in _SET_OPERATIONS):
            yield start, index
            start = -1
        start = index if begins else start
        inserts = inserts or item.lower == "insert"
    if start >= 0:
        yield start, len(items)


def _begins_query(items: Sequence[Item], index: int, inserts: bool) -> bool:
    """Return True if a query begins at an item; `inserts` is True behind an INSERT."""
    word = items[index]
    if word.lower not in _QUERY_WORDS or not isinstance(word, Word):
        return False
    if word.lower == "values":
        return not inserts
    before = items[index - 1].lower if index else ""
    return before not in _NO_QUERY_AFTER or (before == "as" and word.lower == "select")
