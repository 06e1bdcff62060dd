"""Columns of bare `numeric`, which keep six places and no more.

A column that is declared as `numeric` is stored as numeric(18,6), and rounds in silence (measured).
"""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.lint.rule import Rule
from dsql_tui.sql.lint.words import Words, column_types


def _finds(found: Words) -> Iterator[tuple[int, int]]:
    for place in column_types(found):
        bare = [each.text for each in found[place + 1 : place + 2]] != ["("]
        if found[place].text in ("numeric", "decimal") and bare:
            yield found[place].start, found[place].end


RULE = Rule(
    "numeric",
    "A column of bare numeric becomes numeric(18,6) here, and rounds to six places in silence.",
    "Say how many digits are wanted: numeric(38,10), say.",
    _finds,
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
