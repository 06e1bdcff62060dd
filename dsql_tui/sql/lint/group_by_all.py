"""GROUP BY ALL, which is newer than PostgreSQL 16."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.lint.rule import Rule
from dsql_tui.sql.lint.words import Words, find_phrases


def _find(found: Words) -> Iterator[tuple[int, int]]:
    for first, last in find_phrases(found, "group", "by", "all"):
        following = found[last + 1 : last + 2]
        if not following or following[0].text in (")", "having", "order", "limit", ";"):
            yield found[first].start, found[last].end


RULE = Rule(
    "group_by_all",
    "GROUP BY ALL needs a newer PostgreSQL than Aurora DSQL, which is 16.",
    "List the columns or their numbers.",
    _find,
    flags=("select a, count(*) from t group by all", "select a from t group by all order by a"),
    allows=("select a, count(*) from t group by a", "select b from t group by all (a), b"),
)
