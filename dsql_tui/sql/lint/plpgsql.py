"""PL/pgSQL, which older releases of Aurora DSQL refuse.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/working-with-plpgsql.html
"""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.dsql.releases import PLPGSQL
from dsql_tui.sql.lint.rule import Rule
from dsql_tui.sql.lint.words import Words, begins_with, mark_phrases


def _find(found: Words) -> Iterator[tuple[int, int]]:
    if begins_with(found, "do"):
        yield found[0].start, found[0].end
    elif begins_with(found, "create"):
        if "procedure" in [word.text for word in found[1:4]]:
            yield from list(mark_phrases(found, "procedure"))[:1]
        else:
            yield from mark_phrases(found, "language", "plpgsql")


RULE = Rule(
    "plpgsql",
    f"Only newer releases of Aurora DSQL have {PLPGSQL.name}.",
    f"Newer clusters support it. If yours does not: {PLPGSQL.alternative}",
    _find,
    flags=(
        "create function f() returns int language plpgsql as $$ begin return 1; end $$",
        "create or replace procedure p() language plpgsql as $$ begin null; end $$",
        "do $$ begin null; end $$",
    ),
    allows=(
        "create function f() returns int language sql as 'select 1'",
        "call sys.wait_for_job('x')",
        "select plpgsql from language",
    ),
)
