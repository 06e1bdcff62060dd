"""Our own lint rules: their examples are their tests."""

from __future__ import annotations

import pytest

from dsql_tui.sql.lint import RULES, find_problems
from dsql_tui.sql.lint.rule import Rule
from dsql_tui.sql.statements import split

FLAGGED = [(rule, text) for rule in RULES for text in rule.flags]
ALLOWED = [(rule, text) for rule in RULES for text in rule.allows]


@pytest.mark.parametrize(("rule", "text"), FLAGGED, ids=[text for _, text in FLAGGED])
def test_a_rule_finds_its_examples_alone(rule: Rule, text: str) -> None:
    assert [problem.code for problem in find_problems(split(text))] == [rule.code]


@pytest.mark.parametrize(("rule", "text"), ALLOWED, ids=[text for _, text in ALLOWED])
def test_a_rule_allows_similar_statements(rule: Rule, text: str) -> None:
    assert list(find_problems(split(text))) == []


def test_every_rule_has_examples_and_its_own_name() -> None:
    assert all(rule.flags and rule.allows for rule in RULES)
    assert len({rule.code for rule in RULES}) == len(RULES)


def test_a_problem_has_a_place_in_the_script() -> None:
    script = "select 1; -- one\n\\d orders\nselect * from t\n  for share;"
    (problem,) = find_problems(split(script))
    assert script[problem.start : problem.end] == "for share"
    assert script[problem.statement :].startswith("select * from t")


def test_a_message_names_what_is_wrong() -> None:
    script = "create table t (a uuid, price money);\nselect pg_advisory_lock(1)"
    found = [problem.message for problem in find_problems(split(script))]
    assert found == [
        "Aurora DSQL has no columns of type money.",
        "Aurora DSQL does not have the function pg_advisory_lock.",
    ]
