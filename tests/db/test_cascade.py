"""Counting what DROP … CASCADE drops, against what PostgreSQL drops."""

from __future__ import annotations

import pytest

from dsql_tui.db.dropped_objects import count_dropped_objects
from dsql_tui.db.queries import fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.opening import Access
from dsql_tui.sql.risk.cascade import count_dropped_query, describe_counts

BEGINNING = "Together with what depends on it, this drops"
SCRIPT = """
create schema "Going"
create domain "Going".name as text
create table "Going".a (id int primary key, label "Going".name)
create table kept (id int primary key, a int references "Going".a)
create table "Going".b (id int primary key)
create view kept_view as select id from "Going".a
create view "Going".v as select id from kept_view
create function "Going".f() returns int language sql as 'select 1'
create sequence "Going".s cache 65536
"""


@pytest.mark.parametrize(
    ("statement", "dropped"),
    [
        (
            'drop schema if exists "Going" cascade',
            "1 domain, 1 foreign key, 1 function, 1 sequence, 2 tables, 2 views",
        ),
        ('drop table "Going".a, "Going".b CASCADE;', "1 foreign key, 2 tables, 2 views"),
        ("drop view kept_view cascade", "2 views"),
        ('drop sequence "Going".s cascade', "1 sequence"),
        ("drop table missing cascade", ""),
    ],
)
def test_everything_that_depends_is_counted(access: Access, statement: str, dropped: str) -> None:
    session = access.open()
    try:
        _create(session)
        query = count_dropped_query(statement)
        assert query is not None
        assert describe_counts(fetch_rows(session.run(query))) == dropped
        sentences = count_dropped_objects(session, ["select 1", statement])
        assert sentences == ([f"{BEGINNING} {dropped}."] if dropped else [])
    finally:
        session.close()


def _create(session: Session) -> None:
    if fetch_rows(session.run("select 1 from pg_namespace where nspname = 'Going'")):
        return
    for line in SCRIPT.strip().splitlines():
        fetch_rows(session.run(line))


@pytest.mark.parametrize(
    "statement", ["drop table t", "drop role r cascade", "select 1", "truncate t cascade", "drop"]
)
def test_other_statements_have_no_count(statement: str) -> None:
    assert count_dropped_query(statement) is None
