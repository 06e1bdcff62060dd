"""Which statements may change something, told by their words."""

from __future__ import annotations

import pytest

from dsql_tui.sql.changes import begun_read_only, changes


@pytest.mark.parametrize(
    ("text", "changing"),
    [
        ("select 1", False),
        ("-- delete\nselect 1", False),
        ("with a as (select 1) select * from a", False),
        ("with a as (delete from t returning 1) select * from a", True),
        ("explain analyze delete from t", True),
        ("explain delete from t", False),
        ("delete from t", True),
        ("create table t (id int)", True),
        ("grant select on t to r", True),
        ("AWS IAM GRANT r TO 'arn'", True),
        ("call sys.wait_for_job('x')", True),
        ("set timezone = 'UTC'", False),
        ("reset all", False),
        ("select setval('s', 1)", True),
        ("select 'setval'", False),
        ("select raise_prices(1)", True),
        ("select lower(name), count(*) from t group by 1", False),
        ("copy (select 1) to stdout", False),
        ("copy (delete from t returning *) to stdout", True),
        ("copy t (a, b) to stdout (format csv)", False),
        ("explain (format json) select 1", False),
        ("copy t from stdin", True),
        ("begin", False),
        ("commit", False),
    ],
)
def test_a_change_is_told_from_a_look(text: str, changing: bool) -> None:
    assert changes(text) is changing


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("begin", "begin READ ONLY"),
        ("BEGIN;", "BEGIN READ ONLY"),
        ("start transaction read write", "start transaction READ ONLY"),
        ("begin read only", "begin READ ONLY"),
        (
            "begin isolation level repeatable read, read write;",
            "begin isolation level repeatable read READ ONLY",
        ),
        ("select 1", "select 1"),
    ],
)
def test_a_transaction_begins_read_only(text: str, begun: str) -> None:
    assert begun_read_only(text) == begun
