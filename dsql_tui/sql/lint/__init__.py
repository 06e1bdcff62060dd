"""What AWS's `dsql-lint` does not see: a rule in each file, and `RULES` names them.

`dsql-lint` (https://github.com/awslabs/aurora-dsql-tools) is a linter of migrations; what it lets
through in queries and elsewhere is known from running it. Rules warn, and never forbid.
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
    select_into,
    setting,
    tablesample,
    wait_for_job,
)
from dsql_tui.sql.lint.problem import Problem
from dsql_tui.sql.lint.rule import Rule
from dsql_tui.sql.lint.words import words
from dsql_tui.sql.meta import is_meta
from dsql_tui.sql.scan import Statement

RULES: tuple[Rule, ...] = (
    column_type.RULE,
    database.RULE,
    function.RULE,
    group_by_all.RULE,
    locking.RULE,
    merge.RULE,
    numeric.RULE,
    select_into.RULE,
    setting.RULE,
    tablesample.RULE,
    wait_for_job.RULE,
)
"""One new file and one entry for each."""


def problems(statements: Sequence[Statement]) -> Iterator[Problem]:
    """What our own rules say of each statement."""
    for statement in statements:
        if is_meta(statement.text):
            continue
        found = words(statement.text)
        for rule in RULES:
            for start, end in rule.finds(found):
                at = statement.start
                yield Problem(rule.code, at + start, at + end, rule.message, rule.advice, at)
