"""The user code in the catalog of a real server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dsql_tui.db.queries import fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.db.user_code import read_user_code
from dsql_tui.opening import Access
from dsql_tui.sql.risk import UserCode, assess

SCRIPT = """
create schema risk
create table risk.log (id uuid primary key default gen_random_uuid(), note text)
create table risk.t (id int primary key, name text)
create function risk.record_note() returns int language sql as $$
    insert into risk.log (note) values ('x'); select 1 $$
create function risk.wipe(risk.t) returns int language sql as $$ select risk.record_note() $$
create function risk.lower(int) returns text language sql as $$ select 'x' $$
create view risk.plain as select id, upper(name) as name from risk.t
create view risk.calling as select risk.record_note() as n
create view risk.indirect as select n + 1 as n from risk.calling
create view risk.counting as select nextval('risk.counter') as n
create domain risk.checked as int check (value > risk.record_note() - 10)
create domain risk.positive as int check (value > 0)
"""


@pytest.fixture(scope="module")
def made() -> list[str]:
    """Return whether the objects of this file exist."""
    return []


@pytest.fixture
def session(access: Access, made: list[str]) -> Iterator[Session]:
    """Open a session on the cluster with the objects."""
    session = access.open()
    if not made:
        made.append("made")
        for statement in _statements():
            fetch_rows(session.run(statement))
    fetch_rows(session.run("set search_path = risk, public"))
    yield session
    session.close()


def _statements() -> list[str]:
    lines = SCRIPT.strip().split("\ncreate ")
    statements = [lines[0], *(f"create {line}" for line in lines[1:])]
    at = next(n for n, each in enumerate(statements) if "risk.counting" in each)
    return [*statements[:at], "create sequence risk.counter cache 65536", *statements[at:]]


@pytest.fixture
def code(session: Session) -> UserCode:
    """Return the user code."""
    assert read_user_code(session) is None
    assert session.code is not None
    return session.code


def test_functions_views_and_domains_that_may_write_are_found(code: UserCode) -> None:
    assert {"record_note", "wipe", "lower"} <= code.functions
    assert {"wipe", "calling", "indirect", "counting", "checked"} <= code.names
    assert not code.names & {"plain", "positive", "t", "record_note", "orders"}


WRITES = [
    "select t.wipe from risk.t",
    "select (t).wipe from risk.t",
    "select * from risk.calling",
    "select * from risk.indirect",
    "select * from risk.counting",
    "select 5::risk.checked",
    "select risk.checked '5'",
]


@pytest.mark.parametrize("text", WRITES)
def test_what_writes_by_a_name_alone_is_no_read(
    session: Session, code: UserCode, text: str
) -> None:
    fetch_rows(session.run("insert into risk.t values (1, 'a') on conflict do nothing"))
    assert assess(text).reads_only, "the text does not tell"
    fetch_rows(session.run(text))
    assert assess(text, code).may_change


@pytest.mark.parametrize(
    "text",
    [
        "select o.id, o.placed from shop.orders o where o.id = 1 order by o.placed",
        "select * from risk.plain p where p.name = upper('a')",
        "select 1::risk.positive",
        "select count(*) from shop.orders join shop.customers using (id)",
        "copy risk.t to stdout",
    ],
)
def test_plain_queries_stay_reads(session: Session, code: UserCode, text: str) -> None:
    assert assess(text, code).reads_only


def test_the_code_is_read_again_after_ddl_and_never_in_a_transaction(session: Session) -> None:
    read_user_code(session)
    before = session.code
    assert before is not None
    fetch_rows(
        session.run("create function risk.later(risk.t) returns int language sql as 'select 1'")
    )
    fetch_rows(session.run("begin"))
    read_user_code(session)
    assert session.code is None, "unknown after DDL"
    fetch_rows(session.run("rollback"))
    read_user_code(session)
    assert session.code is not None
    assert session.code.functions - before.functions == {"later"}


def test_the_code_is_read_only_for_statements_that_depend_on_it(access: Access) -> None:
    session = access.open()
    for statement in ("select 1", "insert into t values (1)", "select coalesce(1, 2)", "begin"):
        read_user_code(session, statement)
        assert session.code is None
    read_user_code(session, "select o.id from shop.orders o")
    assert session.code is not None
    session.close()


def test_a_read_only_session_does_not_read_user_code(access: Access) -> None:
    session = access.open()
    session.read_only = True
    read_user_code(session, "select o.id from shop.orders o")
    assert session.assess("select o.id from shop.orders o").reads_only
    session.close()


def test_a_name_is_not_a_read_until_the_catalog_is_loaded(access: Access) -> None:
    session = access.open()
    assert session.assess("select t.a from t").may_change
    session.close()
    assert session.assess("select t.a from t").may_change
