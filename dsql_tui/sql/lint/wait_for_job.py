"""sys.wait_for_job in a SELECT: it is a procedure."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.lint.rule import Rule
from dsql_tui.sql.lint.words import Words, begins_with


def _find(found: Words) -> Iterator[tuple[int, int]]:
    if begins_with(found, "select"):
        for schema, _, word in zip(found, found[1:], found[2:], strict=False):
            if schema.text == "sys" and word.text == "wait_for_job":
                yield schema.start, word.end


RULE = Rule(
    "wait_for_job",
    "sys.wait_for_job is a procedure, not a function.",
    "Use CALL sys.wait_for_job('…') with the identifier of the job.",
    _find,
    flags=("select sys.wait_for_job('abc')",),
    allows=("call sys.wait_for_job('abc')", "select * from sys.jobs"),
)
