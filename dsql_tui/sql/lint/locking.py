"""Locking clauses: FOR UPDATE and FOR KEY SHARE are all there are."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.lint.rule import Rule
from dsql_tui.sql.lint.words import Words, marked


def _finds(found: Words) -> Iterator[tuple[int, int]]:
    yield from marked(found, "for", "share")
    yield from marked(found, "for", "no", "key", "update")


RULE = Rule(
    "locking",
    "Of the locking clauses, Aurora DSQL has FOR UPDATE and FOR KEY SHARE only.",
    "Use FOR UPDATE: nothing waits for it, but COMMIT then meets the conflict.",
    _finds,
    flags=("select * from t where id = 1 for share", "select * from t for no key update"),
    allows=("select * from t for update", "select * from t for key share", "select 'for share'"),
)
