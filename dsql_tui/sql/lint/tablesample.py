"""TABLESAMPLE: `TABLESAMPLE clause not supported`."""

from __future__ import annotations

from dsql_tui.sql.lint.rule import Rule
from dsql_tui.sql.lint.words import mark_phrases

RULE = Rule(
    "tablesample",
    "Aurora DSQL has no TABLESAMPLE.",
    "Use LIMIT, or WHERE random() < 0.01, which reads every row.",
    lambda found: mark_phrases(found, "tablesample"),
    flags=("select * from orders tablesample system (1)",),
    allows=("select 'tablesample'", 'select "tablesample" from t'),
)
