"""Queries that show whether a statement was executed."""

import pytest

from dsql_tui.sql.check import check_query

CASES = [
    ("update t set a = 1 where id = 7", "select * from t where id = 7"),
    (
        'UPDATE "My"."T" SET a = \'where\' WHERE id in (select 1) RETURNING id;',
        'select * from "My"."T" WHERE id in (select 1)',
    ),
    ("update t set a = 1", "select count(*) from t"),
    ("delete from only shop.t where a < 3;", "select * from shop.t where a < 3"),
    ("insert into shop.t values (1)", "select count(*) from shop.t"),
    ("COPY shop.t (a, b) FROM STDIN csv", "select count(*) from shop.t"),
    ("create table if not exists s.t (i int)", "select to_regclass('s.t')"),
    ("drop view v", "select to_regclass('v')"),
    ("-- why\ndrop table t", "select to_regclass('t')"),
]
WITHOUT_QUERY = [
    "",
    "select 1",
    "update t set a = u.a from u where u.id = t.id",
    "delete from t using u where u.id = t.id",
    "create index async on t (a)",
    "update",
    "delete from",
    "insert into",
    "drop table",
    "copy (select 1) to stdout",
    "call f()",
]


@pytest.mark.parametrize(("statement", "query"), CASES)
def test_a_query_is_derived_from_the_text(statement: str, query: str) -> None:
    assert check_query(statement) == query


@pytest.mark.parametrize("statement", WITHOUT_QUERY)
def test_no_query_is_guessed(statement: str) -> None:
    assert check_query(statement) is None
