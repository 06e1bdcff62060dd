"""DROP DATABASE: a cluster always has its one database."""

from __future__ import annotations

from dsql_tui.sql.lint.rule import Rule
from dsql_tui.sql.lint.words import mark_phrases

RULE = Rule(
    "database",
    "A cluster has one database, postgres, which cannot be dropped.",
    "Use schemas, or another cluster.",
    lambda found: mark_phrases(found[:2], "drop", "database"),
    flags=("drop database shop", "DROP DATABASE IF EXISTS shop"),
    allows=("drop table database", "comment on database postgres is 'drop database'"),
)
