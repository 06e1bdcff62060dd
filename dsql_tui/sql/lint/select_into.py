"""SELECT INTO, which creates a table in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.lint.rule import Rule
from dsql_tui.sql.lint.words import Words, begins_with


def _find(found: Words) -> Iterator[tuple[int, int]]:
    changing = any(word.text in ("insert", "merge") for word in found)
    if changing or not (begins_with(found, "select") or begins_with(found, "with")):
        return
    for word in found:
        if word.kind == "word" and word.text == "into" and word.depth == 0:
            yield word.start, word.end


RULE = Rule(
    "select_into",
    "Aurora DSQL has no SELECT INTO and no CREATE TABLE AS.",
    "Use CREATE TABLE, then INSERT … SELECT.",
    _find,
    flags=("select * into copy from orders", "with a as (select 1) select * into copy from a"),
    allows=(
        "insert into copy select * from orders",
        "with a as (select 1) insert into copy select * from a",
        "select 'into'",
    ),
)
