"""How a change that cannot be made any more is answered as if it were: by a query for its rows.

A transaction whose rows another one has changed learns of it at COMMIT. Until then its statements
are answered from its snapshot, where the rows are as they were.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from dsql_tui.sandbox.rules.shape import Shape

_CLAUSES = frozenset({"set", "from", "using", "where", "returning"})
_LOCK = re.compile(r"\bfor (?:update|key share)(?: of \S+(?: , \S+)*)?(?: nowait| skip locked)?")


class Pretence(NamedTuple):
    """A query instead of a change."""

    query: str
    tag: str
    """The first words of the tag; a number follows."""
    counts: bool
    """Is its one value the number of rows, or are its rows what RETURNING returns?"""


def pretence(sql: str) -> Pretence | None:
    """What answers instead of a statement; `None` where nothing can."""
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
def locks(sql: str) -> bool:
    """Does a query lock the rows that it reads? What only looks so does no harm."""
    return bool(_LOCK.search(" ".join(sql.lower().split())))


def _verb(shape: Shape) -> int | None:
    verbs = ("select", "insert", "update", "delete")
    if not shape.words or shape.words[0] not in (*verbs, "with"):
        return None
    found = (i for i, word in enumerate(shape.words) if word in verbs and not shape.depths[i])
    return next(found, None)


def _select(shape: Shape) -> Pretence | None:
    match = _LOCK.search(shape.top.text)
    if match is None:
        return None
    first = shape.top.token(match.start())
    last = shape.top.token(match.end() - 1)
    query = shape.source[: shape.spans[first][0]] + shape.source[shape.spans[last][1] :]
    return Pretence(query, "SELECT", False)


def _change(shape: Shape, verb: int) -> Pretence:
    """UPDATE and DELETE: the same rows of the same tables, with the values that they have had."""
    clauses = _clauses(shape, verb + 1)
    deletes = shape.words[verb] == "delete"
    tables = [clauses.get("target", "")]
    more = clauses.get("using" if deletes else "from")
    tables += [more] if more else []
    where = f" WHERE {clauses['where']}" if "where" in clauses else ""
    what = clauses.get("returning", "pg_catalog.count(*)::text")
    query = f"{_before(shape, verb)}SELECT {what} FROM {', '.join(tables)}{where}"
    return Pretence(query, "DELETE" if deletes else "UPDATE", "returning" not in clauses)


def _insert(shape: Shape, verb: int) -> Pretence | None:
    """What it would have inserted is counted; the rows of a RETURNING nobody knows."""
    if _outside(shape, verb, "returning"):
        return None
    sources = [_outside(shape, verb, word) for word in ("select", "values", "table")]
    source = min(filter(None, sources), default=None)
    if source is None or shape.words[source - 1] == "default":
        return None
    rows = shape.written(source, _outside(shape, source, "conflict", -1) or len(shape.words))
    query = f"{_before(shape, verb)}SELECT pg_catalog.count(*)::text FROM ({rows}) AS rows"
    return Pretence(query, "INSERT 0", True)


def _outside(shape: Shape, after: int, word: str, shift: int = 0) -> int | None:
    """Where a word stands behind a token, outside of all brackets; or so many tokens from it."""
    found = (i for i in range(after + 1, len(shape.words)) if shape.words[i] == word)
    return next((i + shift for i in found if not shape.depths[i]), None)


def _before(shape: Shape, verb: int) -> str:
    """A WITH, as it was."""
    return shape.source[: shape.spans[verb][0]]


def _clauses(shape: Shape, first: int) -> dict[str, str]:
    """What stands between the words that begin clauses; the table is the `target`."""
    words = shape.words
    first += words[first : first + 1] == ["from"]
    marks = [first, *(i for i in range(first, len(words)) if _begins(shape, i)), len(words)]
    found: dict[str, str] = {}
    for begin, end in pairwise(marks):
        name = "target" if begin == first else words[begin]
        start = begin if begin == first else begin + 1
        if start < end:
            found.setdefault(name, shape.written(start, end))
    return found


def _begins(shape: Shape, token: int) -> bool:
    word = shape.words[token]
    if shape.depths[token] or word not in _CLAUSES:
        return False
    # `a IS DISTINCT FROM b` is no clause.
    return word != "from" or shape.words[token - 1] != "distinct"
