"""AWS's linter on scripts as they are typed, and what it would write instead."""

from __future__ import annotations

import pytest

from dsql_tui import linting
from dsql_tui.linting import NoFix, fix, lint

SCRIPT = """\
-- a script as people write them
/* with a comment */ create table shop.t (
    id serial primary key, -- the key
    price money, kinds int[]
); create index by_price on shop.t (price);
\\d shop.t
select 'ok', :name;
selec 1;

begin; create table a (id int); create table b (id int); commit
"""


def marked(script: str) -> list[tuple[str, str]]:
    return [(each.code, script[each.start : each.end]) for each in lint(script).problems]


def test_problems_are_found_where_they_stand_among_comments_and_commands() -> None:
    assert marked(SCRIPT) == [
        ("serial_type", "id"),
        ("column_type", "money"),
        ("array_type", "kinds"),
        ("index_async", "create"),
        ("parse_error", "selec"),
        ("multi_ddl_transaction", "begin"),
    ]
    found = {each.code: each for each in lint(SCRIPT).problems}
    assert found["serial_type"].fixable
    assert "wider type range" in found["serial_type"].warning
    assert not found["array_type"].fixable
    assert found["parse_error"].unsure
    assert found["parse_error"].message == (
        "dsql-lint cannot read this: Expected: an SQL statement, found: selec."
    )
    assert SCRIPT[found["index_async"].statement :].startswith("create index")


def test_what_cannot_be_read_is_marked_where_the_parser_stopped() -> None:
    script = "select 1;\n-- above\ndelete from t\n  create table x (id int);"
    (problem,) = lint(script).problems
    assert script[problem.start :].startswith("table x")


def test_what_is_fine_has_no_problems() -> None:
    assert lint("").problems == ()
    assert lint("select 1;\ncreate index async on t (a);\n\\dt\n-- end").problems == ()


def test_a_fix_says_what_it_changes_and_what_that_means() -> None:
    found = fix("create index by_price on t (price)")
    assert found.text == "CREATE INDEX ASYNC by_price ON t(price)"
    assert "NOT ready" in found.warnings[0]
    found = fix("create sequence s")
    assert (found.text, found.warnings) == ("CREATE SEQUENCE s CACHE 1", ())
    found = fix("create table t (id serial /* mine */, a int[])")
    assert any("Comments" in each for each in found.warnings)
    assert any("cannot fix" in each for each in found.warnings)


@pytest.mark.parametrize("text", ["truncate t", "select 1", "selec 1"])
def test_what_has_no_fix_is_said(text: str) -> None:
    with pytest.raises(NoFix, match="no fix"):
        fix(text)


def test_without_the_linter_our_own_rules_still_speak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linting, "_NAME", "no-such-linter")
    linted = lint(SCRIPT)
    assert [each.code for each in linted.problems] == ["column_type"]
    assert "not installed" in linted.note
    with pytest.raises(NoFix, match="not installed"):
        fix("create sequence s")


def test_long_scripts_are_left_alone() -> None:
    linted = lint("select 1;\n" * (linting.LONGEST // 10 + 1))
    assert linted.problems == ()
    assert "not linted" in linted.note
