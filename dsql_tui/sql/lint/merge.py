"""MERGE: `unsupported statement type: MERGE`."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.lint.rule import Rule
from dsql_tui.sql.lint.words import Words, begins_with, mark_phrases


def _find(found: Words) -> Iterator[tuple[int, int]]:
    if begins_with(found, "merge") or begins_with(found, "with"):
        yield from mark_phrases(found, "merge", "into")


RULE = Rule(
    "merge",
    "Aurora DSQL has no MERGE.",
    "Use INSERT … ON CONFLICT DO UPDATE, or UPDATE … FROM and INSERT … SELECT.",
    _find,
    flags=(
        "merge into t using s on t.id = s.id when matched then delete",
        "with s as (select 1 as id) merge into t using s on t.id = s.id when matched then delete",
    ),
    allows=("insert into merge select 1", "select 'merge into'"),
)
