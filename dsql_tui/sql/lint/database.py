"""A cluster has one database, which stays."""

from __future__ import annotations

from dsql_tui.sql.lint.rule import Rule
from dsql_tui.sql.lint.words import marked

RULE = Rule(
    "database",
    "A cluster has one database, postgres, which cannot be dropped.",
    "Use schemas to keep things apart, or another cluster.",
    lambda found: marked(found[:2], "drop", "database"),
    flags=("drop database shop", "DROP DATABASE IF EXISTS shop"),
    allows=("drop table database", "comment on database postgres is 'drop database'"),
)
