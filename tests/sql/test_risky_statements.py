"""Warnings before statements run, and the rows that an INSERT writes."""

from __future__ import annotations

import pytest

from dsql_tui.sql.risky_statements import count_inserted_rows, explain_row_limit, find_warnings

WARNED = [
    ("select 1; select 2", ""),
    ("delete from t", "deletes every row of t"),
    ("DELETE FROM only shop.t", "deletes every row of shop.t"),
    ("update t set a = (select b from s where s.id = t.id)", "updates every row of t"),
    ("update t set a = 1 where b", ""),
    ("delete from t using s where t.id = s.id", ""),
    ("update t set a = s.a from s", ""),
    ("begin; create table a (id int); create table b (id int)", "Two statements"),
    ("begin; create table a (id int); commit; begin; drop table b; commit", ""),
    ("create table a (id int); create table b (id int)", ""),
    ("begin; insert into t values (1); drop table b", "both the schema and rows"),
    ("begin; grant select on t to app; insert into t values (1)", "both the schema and rows"),
    ("begin; select 1; drop table b; select 2; commit", ""),
    ("start transaction; drop table a; drop table b; drop table c", "Two statements"),
]
BEFORE = [
    (["begin", "drop table a"], "drop table b", "Two statements"),
    (["begin", "insert into t values (1)"], "drop table b", "both the schema"),
    (["begin", "insert into t values (1)"], "commit; drop table b", ""),
    (["begin"], "insert into t values (1)", ""),
]
INSERTED = [
    ("insert into t values (1), (2), (3)", 3),
    ("insert into t (a, b) values (1, (2)), (f(1, 2), 3) on conflict do nothing", 2),
    ("insert into t values (1) returning (a)", 1),
    ("insert into t select 1", 0),
    ("select 1", 0),
]


def split(script: str) -> list[str]:
    return [each.strip() for each in script.split(";")]


@pytest.mark.parametrize(("script", "words"), WARNED)
def test_risky_statements_are_warned_about(script: str, words: str) -> None:
    found = find_warnings(split(script))
    assert len(found) == bool(words)
    assert words in "".join(found)


@pytest.mark.parametrize(("before", "script", "words"), BEFORE)
def test_statements_of_the_open_transaction_count(
    before: list[str], script: str, words: str
) -> None:
    found = find_warnings(split(script), before)
    assert len(found) == bool(words)
    assert words in "".join(found)


@pytest.mark.parametrize(("statement", "rows"), INSERTED)
def test_the_rows_of_values_are_counted(statement: str, rows: int) -> None:
    assert count_inserted_rows(statement) == rows


def test_many_values_are_counted_in_linear_time() -> None:
    assert count_inserted_rows("insert into t values " + "(1, 'a', f(2)), " * 100_000) == 100_000


def test_the_row_limit_is_explained() -> None:
    assert explain_row_limit(3001).startswith("This changes 3,001 rows. Aurora DSQL allows 3,000")
    assert "changes likely about 9,000 rows" in explain_row_limit(9000, "likely about")
