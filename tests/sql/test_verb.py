"""What statements do."""

from __future__ import annotations

import pytest

from dsql_tui.sql.verb import verb

VERBS = {
    "reads": [
        "select 1",
        "-- insert\n/* delete */ SELECT 1",
        "(select 1) union (select 2)",
        "with a as (select 1) select * from a",
        "with a as (select 1) select 1 from a for update",
        "values (1)",
        "table t",
        "show all",
        "explain delete from t",
        "explain (verbose) with a as (select 1) select 1",
        "copy t to stdout",
        "copy (select 1 from t) to stdout",
    ],
    "writes": [
        "insert into t values (1)",
        "Update t set a = 1",
        "with a as (delete from t returning 1) select 1",
        "with a as (select 1) -- then\n insert into t select 1",
        "explain analyze delete from t",
        "explain (analyze, costs off, buffers on, wal on, timing off, format json) delete from t",
        "explain (analyze, verbose) with a as (select 1) update t set a = 1",
        "copy t (a) from stdin",
    ],
    "ddl": ["create index async on t (a)", "drop table t", "aws iam grant a to 'arn'"],
    "transaction": ["begin", "START TRANSACTION", "end", "rollback to a", "savepoint a"],
    "other": [
        "",
        "-- nothing",
        "set a = 1",
        "call f()",
        "do $$ delete $$",
        "\\d",
        "'select'",
        "selec",
    ],
}


@pytest.mark.parametrize(
    ("expected", "text"), [(kind, text) for kind, texts in VERBS.items() for text in texts]
)
def test_the_first_words_tell_what_a_statement_does(expected: str, text: str):
    assert verb(text) == expected
