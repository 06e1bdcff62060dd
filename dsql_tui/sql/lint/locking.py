"""Locking clauses other than FOR UPDATE and FOR KEY SHARE."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.lint.rule import Rule
from dsql_tui.sql.lint.words import Words, mark_phrases


def _find(found: Words) -> Iterator[tuple[int, int]]:
    yield from mark_phrases(found, "for", "share")
    yield from mark_phrases(found, "for", "no", "key", "update")


RULE = Rule(
    "locking",
    "Aurora DSQL has only the locking clauses FOR UPDATE and FOR KEY SHARE.",
    "Use FOR UPDATE. It does not wait; a conflict shows at COMMIT.",
    _find,
    flags=("select * from t where id = 1 for share", "select * from t for no key update"),
    allows=("select * from t for update", "select * from t for key share", "select 'for share'"),
)
