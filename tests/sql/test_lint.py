"""Our own lint rules: their examples are their tests."""

from __future__ import annotations

import pytest

from dsql_tui.sql.lint import RULES, problems
from dsql_tui.sql.lint.rule import Rule
from dsql_tui.sql.scan import split

FLAGGED = [(rule, text) for rule in RULES for text in rule.flags]
ALLOWED = [(rule, text) for rule in RULES for text in rule.allows]


@pytest.mark.parametrize(("rule", "text"), FLAGGED, ids=[text for _, text in FLAGGED])
def test_what_a_rule_flags_is_flagged_by_it_alone(rule: Rule, text: str) -> None:
    assert [problem.code for problem in problems(split(text))] == [rule.code]


@pytest.mark.parametrize(("rule", "text"), ALLOWED, ids=[text for _, text in ALLOWED])
def test_what_looks_like_it_is_let_through(rule: Rule, text: str) -> None:
    assert list(problems(split(text))) == []


def test_every_rule_has_examples_and_a_name_of_its_own() -> None:
    assert all(rule.flags and rule.allows for rule in RULES)
    assert len({rule.code for rule in RULES}) == len(RULES)


def test_a_problem_says_where_in_the_script_it_is() -> None:
    script = "select 1; -- one\n\\d orders\nselect * from t\n  for share;"
    (problem,) = problems(split(script))
    assert script[problem.start : problem.end] == "for share"
    assert script[problem.statement :].startswith("select * from t")
