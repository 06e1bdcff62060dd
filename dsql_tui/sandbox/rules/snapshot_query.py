"""Queries that answer for a change which can no longer be made.

A transaction whose rows another one has changed gets its error at COMMIT. Until then its statements
are answered from its snapshot, where the rows have not changed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from dsql_tui.sandbox.rules.shape import Shape

_CLAUSES = frozenset({"set", "from", "using", "where", "returning"})
_LOCK = re.compile(r"\bfor (?:update|key share)(?: of \S+(?: , \S+)*)?(?: nowait| skip locked)?")


class SnapshotQuery(NamedTuple):
    """A query that answers for a change."""

    query: str
    tag: str
    """The first words of the command tag; a number follows."""
    counts: bool
    """Its one value is the number of rows; otherwise its rows are those of RETURNING."""


def build_snapshot_query(sql: str) -> SnapshotQuery | None:
    """Return the query that answers for a statement; `None` if there is none."""
    shape = Shape(sql, 0, len(sql))
    verb = _verb(shape)
    if verb is None:
        return None
    word = shape.words[verb]
    if word == "select":
        return _select(shape)
    if word == "insert":
        return _insert(shape, verb)
    return _change(shape, verb)


@lru_cache(1024)
def locks_rows(sql: str) -> bool:
    """Return whether a query locks the rows that it reads; a wrong yes does no harm."""
    return bool(_LOCK.search(" ".join(sql.lower().split())))


def _verb(shape: Shape) -> int | None:
    verbs = ("select", "insert", "update", "delete")
    if not shape.words or shape.words[0] not in (*verbs, "with"):
        return None
    found = (i for i, word in enumerate(shape.words) if word in verbs and not shape.depths[i])
    return next(found, None)


def _select(shape: Shape) -> SnapshotQuery | None:
    match = _LOCK.search(shape.top.text)
    if match is None:
        return None
    first = shape.top.token(match.start())
    last = shape.top.token(match.end() - 1)
    query = shape.source[: shape.spans[first][0]] + shape.source[shape.spans[last][1] :]
    return SnapshotQuery(query, "SELECT", False)


def _change(shape: Shape, verb: int) -> SnapshotQuery:
    """Return the query for an UPDATE or DELETE: the same rows, as they are in the snapshot."""
    clauses = _clauses(shape, verb + 1)
    deletes = shape.words[verb] == "delete"
    tables = [clauses.get("target", "")]
    more = clauses.get("using" if deletes else "from")
    tables += [more] if more else []
    where = f" WHERE {clauses['where']}" if "where" in clauses else ""
    what = clauses.get("returning", "pg_catalog.count(*)::text")
    query = f"{_get_with_clause(shape, verb)}SELECT {what} FROM {', '.join(tables)}{where}"
    return SnapshotQuery(query, "DELETE" if deletes else "UPDATE", "returning" not in clauses)


def _insert(shape: Shape, verb: int) -> SnapshotQuery | None:
    """Return the query that counts what an INSERT adds; what it returns cannot be known."""
    if _find_outer_word(shape, verb, "returning"):
        return None
    sources = [_find_outer_word(shape, verb, word) for word in ("select", "values", "table")]
    source = min(filter(None, sources), default=None)
    if source is None or shape.words[source - 1] == "default":
        return None
    rows = shape.source_text(
        source, _find_outer_word(shape, source, "conflict", -1) or len(shape.words)
    )
    query = f"{_get_with_clause(shape, verb)}SELECT pg_catalog.count(*)::text FROM ({rows}) AS rows"
    return SnapshotQuery(query, "INSERT 0", True)


def _find_outer_word(shape: Shape, after: int, word: str, shift: int = 0) -> int | None:
    """Return the place of a word behind a token, outside all brackets, shifted by some tokens."""
    found = (i for i in range(after + 1, len(shape.words)) if shape.words[i] == word)
    return next((i + shift for i in found if not shape.depths[i]), None)


def _get_with_clause(shape: Shape, verb: int) -> str:
    """Return the WITH in front of a statement."""
    return shape.source[: shape.spans[verb][0]]


def _clauses(shape: Shape, first: int) -> dict[str, str]:
    """Return the text of each clause by its first word; the table is the `target`."""
    words = shape.words
    first += words[first : first + 1] == ["from"]
    marks = [first, *(i for i in range(first, len(words)) if _begins(shape, i)), len(words)]
    found: dict[str, str] = {}
    for begin, end in pairwise(marks):
        name = "target" if begin == first else words[begin]
        start = begin if begin == first else begin + 1
        if start < end:
            found.setdefault(name, shape.source_text(start, end))
    return found


def _begins(shape: Shape, token: int) -> bool:
    word = shape.words[token]
    if shape.depths[token] or word not in _CLAUSES:
        return False
    # `a IS DISTINCT FROM b` is not a clause.
    return word != "from" or shape.words[token - 1] != "distinct"
