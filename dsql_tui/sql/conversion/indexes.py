"""Indexes are built asynchronously, ascending, without methods and operator classes.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-create-index-async.html
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dsql_tui.sql.conversion.constraints import MAX_KEY_COLUMNS
from dsql_tui.sql.conversion.cursor import Cursor, SyntaxProblem, Word
from dsql_tui.sql.conversion.options import Options
from dsql_tui.sql.conversion.schema import Change, Index, Schema, Severity, Table, choose_free_name
from dsql_tui.sql.conversion.types import NOT_IN_KEYS, recast, resolve_base
from dsql_tui.sql.names import quote_name

MAX_INDEXES = 24
"""Indexes of a table, with those of its keys."""

_METHODS = ("btree", "hash")
_TEXT_SEARCH = re.compile(r"\bto_tsvector\b|\bgin_trgm_ops\b", re.IGNORECASE)
_STORAGE = re.compile(r"\s*\b(?:WITH\s*\([^)]*\)|TABLESPACE\s+\S+)", re.IGNORECASE)


class _Key(NamedTuple):
    """A key of an index."""

    sql: str
    changes: tuple[str, ...]
    """The words that are left out."""


def rewrite(schema: Schema, options: Options) -> None:
    """Rewrite each index, and leave out those that Aurora DSQL cannot have."""
    kept: list[Index] = []
    counts: dict[str, int] = {}
    taken = {each.name for each in schema.indexes}
    for index in schema.indexes:
        table = schema.tables.get(index.table.key)
        if wrong := _find_wrong(schema, table, index):
            _note(schema, "lost", index, "", wrong)
            continue
        assert table is not None
        count = counts.get(index.table.key) or 1 + sum(
            each.kind == "unique" for each in table.constraints
        )
        if count >= MAX_INDEXES:
            reason = f"A table of Aurora DSQL has at most {MAX_INDEXES} indexes, with its keys."
            _note(schema, "lost", index, "", reason)
            continue
        counts[index.table.key] = count + 1
        if not index.name:
            index.name = _choose_name(index, taken)
        _simplify(schema, index)
        kept.append(index)
    schema.indexes = kept


def describe_index(index: Index) -> str:
    """Return the statement that builds an index."""
    unique = "UNIQUE " if index.unique else ""
    tail = f" {index.tail}" if index.tail else ""
    return (
        f"CREATE {unique}INDEX ASYNC {quote_name(index.name)} ON {index.table.sql} "
        f"({', '.join(index.keys)}){tail}"
    )


def _find_wrong(schema: Schema, table: Table | None, index: Index) -> str:
    """Return the reason why an index cannot be built; empty if it can."""
    if table is None:
        return "It is not an index of a table that the source creates."
    if _TEXT_SEARCH.search(index.source):
        return "Aurora DSQL has no indexes for text search. Use a search service."
    if index.method not in _METHODS:
        return f"Aurora DSQL has no {index.method} indexes."
    if len(index.keys) > MAX_KEY_COLUMNS:
        return f"An index of Aurora DSQL has at most {MAX_KEY_COLUMNS} columns."
    for key in index.keys:
        words = Cursor(key).words
        if words and words[0].kind in ("word", "quoted"):
            column = table.find(Cursor(key).read_part())
            base = resolve_base(schema, column.type) if column else ""
            if base in NOT_IN_KEYS:
                return f"An index of Aurora DSQL cannot have a column of type {base}."
    return ""


def _simplify(schema: Schema, index: Index) -> None:
    """Write the keys as Aurora DSQL takes them, and note what is left out."""
    keys = [_read_key(key) for key in index.keys]
    index.keys = [recast(schema, key.sql) for key in keys]
    index.tail = recast(schema, _STORAGE.sub("", index.tail).strip())
    dropped = list(dict.fromkeys(word for key in keys for word in key.changes))
    if index.method != "btree":
        dropped.insert(0, f"USING {index.method}")
    if not dropped:
        return
    reason = (
        f"Aurora DSQL has only ascending B-tree indexes, so {', '.join(dropped)} is left out. "
        "Queries in another order have to sort."
    )
    _note(schema, "changed" if "DESC" in dropped else "noted", index, describe_index(index), reason)


def _read_key(text: str) -> _Key:
    """Return a key without direction, operator class and collation."""
    cursor, changes = Cursor(text), list[str]()
    sql = cursor.skip(_begins_option)
    while not cursor.done:
        if cursor.accept("collate"):
            changes.append(f"COLLATE {cursor.read_name().sql}")
        elif word := cursor.accept_any("asc", "desc"):
            changes += [word.upper()] if word == "desc" else []
        elif cursor.accept("nulls"):
            sql += f" NULLS {cursor.read_part().upper()}"
        else:
            try:
                changes.append(cursor.read_name().name)
            except SyntaxProblem:
                cursor.at += 1
            if cursor.peek() == "(":
                cursor.read_group()
    return _Key(sql, tuple(changes))


def _begins_option(word: Word) -> bool:
    """Return True for a word behind the expression of a key, such as DESC or a class."""
    return word.low in ("collate", "asc", "desc", "nulls") or word.low.endswith("_ops")


def _choose_name(index: Index, taken: set[str]) -> str:
    """Return a name as PostgreSQL would choose it."""
    words = "_".join(re.sub(r"\W+", "_", key).strip("_") for key in index.keys)
    return choose_free_name(f"{index.table.name}_{words}_idx", taken)


def _note(schema: Schema, severity: Severity, index: Index, after: str, reason: str) -> None:
    label = index.name or f"an index of {index.table.sql}"
    schema.changes.append(
        Change(severity, "indexes", label, index.source, after, reason, index.line)
    )
