"""AWS's linter and our own rules on scripts, and the fixes."""

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


def find_marks(script: str) -> list[tuple[str, str]]:
    return [(each.code, script[each.start : each.end]) for each in lint(script).problems]


def test_problems_have_their_places_among_comments_and_commands() -> None:
    assert find_marks(SCRIPT) == [
        ("serial_type", "id"),
        ("column_type", "money"),
        ("array_type", "kinds"),
        ("index_async", "create"),
        ("parse_error", "selec"),
        ("multi_ddl_transaction", "begin"),
    ]
    assert find_marks("Alter  domain s.d rename to e; alter domane x") == [
        ("parse_error", "domane")
    ]
    found = {each.code: each for each in lint(SCRIPT).problems}
    assert found["serial_type"].fixable
    assert "wider type range" in found["serial_type"].warning
    assert not found["array_type"].fixable
    assert found["parse_error"].unsure
    assert found["parse_error"].message == (
        "dsql-lint cannot parse this: Expected: an SQL statement, found: selec."
    )
    assert SCRIPT[found["index_async"].statement :].startswith("create index")


def test_a_parse_error_is_marked_where_the_parser_stopped() -> None:
    script = "select 1;\n-- above\ndelete from t\n  create table x (id int);"
    (problem,) = lint(script).problems
    assert script[problem.start :].startswith("table x")


def test_a_good_script_has_no_problems() -> None:
    assert lint("").problems == ()
    assert lint("select 1;\ncreate index async on t (a);\n\\dt\n-- end").problems == ()


def test_a_fix_names_its_changes() -> None:
    found = fix("create index by_price on t (price)")
    assert found.text == "CREATE INDEX ASYNC by_price ON t(price)"
    assert "NOT ready" in found.warnings[0]
    found = fix("create sequence s")
    assert (found.text, found.warnings) == ("CREATE SEQUENCE s CACHE 1", ())
    found = fix("create table t (id serial /* mine */, a int[])")
    assert any("Comments" in each for each in found.warnings)
    assert any("cannot fix everything" in each for each in found.warnings)


@pytest.mark.parametrize("text", ["truncate t", "select 1", "selec 1"])
def test_a_statement_without_a_fix(text: str) -> None:
    with pytest.raises(NoFix, match="no automatic fix"):
        fix(text)


def test_our_own_rules_run_without_the_linter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linting, "_NAME", "no-such-linter")
    linted = lint(SCRIPT)
    assert [each.code for each in linted.problems] == ["column_type"]
    assert "not installed" in linted.note
    with pytest.raises(NoFix, match="not installed"):
        fix("create sequence s")


LONG = "select 1;\n" * (linting.MAX_LENGTH // 10)


def test_the_start_of_a_long_script_is_linted_and_the_rest_reported() -> None:
    report = lint(f"truncate t;\n{LONG}truncate u;")
    assert [each.code for each in report.problems] == ["truncate"]
    assert report.note.startswith("Not checked from line 20,000 on")


def test_a_long_statement_is_reported_as_not_checked() -> None:
    report = lint(f"insert into t values ({'1, ' * linting.MAX_LENGTH}1)")
    assert report.problems == ()
    assert report.note.startswith("Not checked from line 1 on")
    assert lint(LONG).note == ""


@pytest.mark.parametrize(
    "text",
    [
        "create function f() returns int language plpgsql as $$ begin return 1; end $$",
        "create procedure p() language plpgsql as $$ begin null; end $$",
        "do $$ begin null; end $$",
    ],
)
def test_newer_releases_have_plpgsql(text: str) -> None:
    report = lint(f"select 1; {text}; truncate t")
    assert [each.code for each in report.problems] == ["plpgsql", "truncate"]
    assert "Only newer releases of Aurora DSQL have PL/pgSQL" in report.problems[0].message
    assert "Newer clusters support it" in report.problems[0].advice


def test_a_call_is_no_problem() -> None:
    assert lint("call p()").problems == ()
