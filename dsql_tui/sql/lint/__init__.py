"""Lint rules for what AWS's `dsql-lint` does not find: one file for each, listed in `RULES`.

`dsql-lint` (https://github.com/awslabs/aurora-dsql-tools) checks migrations; running it showed what
it misses in queries. Rules warn and never block.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsql_tui.sql.lint import (
    column_type,
    database,
    function,
    group_by_all,
    locking,
    merge,
    numeric,
    plpgsql,
    select_into,
    setting,
    tablesample,
    wait_for_job,
)
from dsql_tui.sql.lint.problem import Problem
from dsql_tui.sql.lint.rule import Rule
from dsql_tui.sql.lint.words import read_words
from dsql_tui.sql.meta import is_meta
from dsql_tui.sql.statements import Statement

RULES: tuple[Rule, ...] = (
    column_type.RULE,
    database.RULE,
    function.RULE,
    group_by_all.RULE,
    locking.RULE,
    merge.RULE,
    numeric.RULE,
    plpgsql.RULE,
    select_into.RULE,
    setting.RULE,
    tablesample.RULE,
    wait_for_job.RULE,
)
"""Every rule; a new one is a file and an entry here."""


def find_problems(statements: Sequence[Statement]) -> Iterator[Problem]:
    """Yield the problems that our own rules find."""
    for statement in statements:
        if is_meta(statement.text):
            continue
        found = read_words(statement.text)
        for rule in RULES:
            for start, end in rule.find(found):
                at = statement.start
                message = rule.message.replace("{}", statement.text[start:end])
                yield Problem(rule.code, at + start, at + end, message, rule.advice, at)
