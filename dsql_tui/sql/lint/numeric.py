"""Columns of bare `numeric`, which keep six decimal places.

A column declared as `numeric` is stored as numeric(18,6) and rounds without a warning (measured).
"""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.lint.rule import Rule
from dsql_tui.sql.lint.words import Words, find_column_types


def _find(found: Words) -> Iterator[tuple[int, int]]:
    for place in find_column_types(found):
        bare = [each.text for each in found[place + 1 : place + 2]] != ["("]
        if found[place].text in ("numeric", "decimal") and bare:
            yield found[place].start, found[place].end


RULE = Rule(
    "numeric",
    "A column of bare numeric becomes numeric(18,6) and rounds to six places without a warning.",
    "Write the digits, such as numeric(38,10).",
    _find,
    flags=(
        "create table rates (id uuid primary key, rate numeric)",
        "create table rates (rate decimal not null)",
        "alter table rates add column other numeric",
    ),
    allows=(
        "create table rates (rate numeric(30, 12))",
        "select 1::numeric",
        "create table rates (numeric text)",
    ),
)
