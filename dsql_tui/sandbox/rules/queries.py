"""Clauses and functions that queries must not have, also inside other statements."""

from __future__ import annotations

import re

from dsql_tui.events import ServerError
from dsql_tui.sandbox.rules import geometric, unsupported_functions
from dsql_tui.sandbox.rules.shape import Shape
from dsql_tui.sandbox.rules.verdict import unsupported_error

_TRACES = ("tablesample", "share", "no key", "into", "merge", *unsupported_functions.TRACES)
"""A lower-case text without any of these has no error, except a geometric value."""

_MERGE = unsupported_error("unsupported statement type: MERGE")
_INTO = unsupported_error("unsupported statement: CreateTableAs")
_SAMPLE = unsupported_error("TABLESAMPLE clause not supported")
_LOCK = unsupported_error("locking clauses other than FOR UPDATE/FOR KEY SHARE are not supported")

_CHANGES = frozenset({"insert", "update", "delete"})
_WEAK = re.compile(r"for (?:share|no key update)(?!\S)")
_KEYWORD_ARGUMENTS = frozenset({"substring", "overlay"})


def find_error(shape: Shape) -> ServerError | None:
    """Return the error of a query, or of a statement that contains one."""
    for token, word in enumerate(shape.words):
        check = _CHECKS.get(word)
        error = check(shape, token) if check else None
        if error:
            return error
    return unsupported_functions.find_error(shape) or geometric.find_error(shape)


def may_have_error(text: str) -> bool:
    """Return whether a lower-case text may have an error; a wrong yes does no harm."""
    if text.startswith("insert"):
        text = text.replace("into", "", 1)
    # A loop, because every statement is asked: a generator takes three times as long.
    for trace in _TRACES:
        if trace in text:
            return True
    return geometric.may_have_error(text)


def changes(shape: Shape) -> bool:
    """Return whether a WITH changes rows: only a verb follows a bracket."""
    words = shape.words
    return any(
        word in _CHANGES and (token == 0 or words[token - 1] in ("(", ")"))
        for token, word in enumerate(words)
    )


def _merge(shape: Shape, token: int) -> ServerError | None:
    """Reject MERGE INTO at the end of a WITH."""
    words = shape.words
    verb = words[token + 1 : token + 2] == ["into"] and token > 0 and words[token - 1] == ")"
    return _MERGE if verb else None


def _into(shape: Shape, token: int) -> ServerError | None:
    """Reject SELECT INTO, which is another CREATE TABLE AS."""
    before = shape.words[token - 1] if token else ""
    return None if before in ("insert", "merge", "as", ".") else _INTO


def _sample(shape: Shape, token: int) -> ServerError | None:
    """Reject TABLESAMPLE with the name of a method; `AS tablesample` names a column."""
    words = shape.words
    named = token > 0 and words[token - 1] in ("as", ".")
    return _SAMPLE if not named and "(" in words[token + 2 : token + 5] else None


def _lock(shape: Shape, token: int) -> ServerError | None:
    """Reject FOR SHARE and the like; in `substring(a FOR share)` it is a column."""
    words = shape.words
    if not _WEAK.match(" ".join(words[token : token + 4])):
        return None
    depth, opening = shape.depths[token], token
    while opening >= 0 and not (words[opening] == "(" and shape.depths[opening] == depth - 1):
        opening -= 1
    same_depth = [i for i in range(opening + 1, token) if shape.depths[i] == depth]
    if not any(_is_table(shape, i) for i in same_depth):
        return None
    called = opening > 0 and words[opening - 1] in _KEYWORD_ARGUMENTS
    named = token > 0 and words[token - 1] in ("as", ".")
    return None if called or named else _LOCK


def _is_table(shape: Shape, token: int) -> bool:
    """Return whether a word of FROM begins with a table; functions and CTEs are not locked."""
    words = shape.words
    if words[token - 1] not in ("from", ",", "join", "only") or words[token] in ("lateral", "only"):
        return False
    last = token
    while words[last + 1 : last + 2] == ["."]:
        last += 2
    if words[last + 1 : last + 2] == ["("]:
        return False
    return words[token] not in _find_ctes(shape)


def _find_ctes(shape: Shape) -> set[str]:
    """Return the names that WITH gives to queries, as far as they have no list of columns."""
    words = shape.words
    return {
        words[token - 1]
        for token in range(2, len(words) - 1)
        if words[token] == "as" and words[token + 1] in ("(", "materialized", "not")
        if words[token - 2] in ("with", "recursive", ",")
    }


_CHECKS = {"merge": _merge, "into": _into, "tablesample": _sample, "for": _lock}
