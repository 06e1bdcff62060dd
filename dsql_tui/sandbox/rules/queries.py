"""What may not be in a query, be it a statement of its own or in another one."""

from __future__ import annotations

import re

from dsql_tui.events import Refusal
from dsql_tui.sandbox.rules import functions
from dsql_tui.sandbox.rules.shape import Shape
from dsql_tui.sandbox.rules.verdict import unsupported

TRACES = ("tablesample", "share", "no key", "into", "merge", *functions.TRACES)
"""A text without any of these, in small letters, has nothing that is refused here."""

_MERGE = unsupported("unsupported statement type: MERGE")
_INTO = unsupported("unsupported statement: CreateTableAs")
_SAMPLE = unsupported("TABLESAMPLE clause not supported")
_LOCK = unsupported("locking clauses other than FOR UPDATE/FOR KEY SHARE are not supported")

_CHANGES = frozenset({"insert", "update", "delete"})
_WEAK = re.compile(r"for (?:share|no key update)(?!\S)")
_KEYWORD_ARGUMENTS = frozenset({"substring", "overlay"})


def refusal(shape: Shape) -> Refusal | None:
    """The refusal of a query, or of a statement that contains one."""
    for token, word in enumerate(shape.words):
        check = _CHECKS.get(word)
        refused = check(shape, token) if check else None
        if refused:
            return refused
    return functions.refusal(shape)


def changes(shape: Shape) -> bool:
    """Does a WITH change rows? Only a verb follows a bracket, or a WITH's last one."""
    words = shape.words
    return any(
        word in _CHANGES and (token == 0 or words[token - 1] in ("(", ")"))
        for token, word in enumerate(words)
    )


def _merge(shape: Shape, token: int) -> Refusal | None:
    """MERGE INTO at the end of a WITH."""
    words = shape.words
    verb = words[token + 1 : token + 2] == ["into"] and token > 0 and words[token - 1] == ")"
    return _MERGE if verb else None


def _into(shape: Shape, token: int) -> Refusal | None:
    """SELECT INTO is another CREATE TABLE AS."""
    before = shape.words[token - 1] if token else ""
    return None if before in ("insert", "merge", "as", ".") else _INTO


def _sample(shape: Shape, token: int) -> Refusal | None:
    """TABLESAMPLE with the name of a method; `AS tablesample` names a column."""
    words = shape.words
    named = token > 0 and words[token - 1] in ("as", ".")
    return _SAMPLE if not named and "(" in words[token + 2 : token + 5] else None


def _lock(shape: Shape, token: int) -> Refusal | None:
    """FOR SHARE and the like; `substring(a FOR share)` has a column of this name."""
    words = shape.words
    if not _WEAK.match(" ".join(words[token : token + 4])):
        return None
    depth, opening = shape.depths[token], token
    while opening >= 0 and not (words[opening] == "(" and shape.depths[opening] == depth - 1):
        opening -= 1
    called = opening > 0 and words[opening - 1] in _KEYWORD_ARGUMENTS
    named = token > 0 and words[token - 1] in ("as", ".")
    return None if called or named else _LOCK


_CHECKS = {"merge": _merge, "into": _into, "tablesample": _sample, "for": _lock}
