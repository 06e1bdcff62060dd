"""TABLESAMPLE: `TABLESAMPLE clause not supported` is what DSQL says."""

from __future__ import annotations

from dsql_tui.sql.lint.rule import Rule
from dsql_tui.sql.lint.words import marked

RULE = Rule(
    "tablesample",
    "Aurora DSQL has no TABLESAMPLE.",
    "Use WHERE random() < 0.01, which reads every row, or LIMIT.",
    lambda found: marked(found, "tablesample"),
    flags=("select * from orders tablesample system (1)",),
    allows=("select 'tablesample'", 'select "tablesample" from t'),
)
